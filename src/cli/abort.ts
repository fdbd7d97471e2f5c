/** `wheelway abort`: closes an open release that has sent nothing; else says what nobody can take back. */

import type { CommandModule } from "yargs";
import type { Choose } from "./command.ts";
import { decideOptions, runDecision, type DecideArguments } from "./decide.ts";
import { helpEnd } from "./help-end.ts";
import { commonOptions, flagOption } from "./options.ts";

interface AbortArguments extends DecideArguments {
  readonly "leave-sent": boolean | undefined;
}

export function abortCommand(choose: Choose): CommandModule<object, AbortArguments> {
  return {
    command: "abort [release]",
    describe: "Close an open release that has sent nothing; its journal is kept",
    builder: (yargs) =>
      commonOptions(
        decideOptions(yargs).option("leave-sent", {
          ...flagOption,
          describe: "Close it although something was sent; that stays there",
        }),
      ).epilogue(
        helpEnd(
          [
            ["wheelway abort", "The only release that is open"],
            ["wheelway abort demo==1.0 --leave-sent", "What is on an index stays there"],
          ],
          ["ok", "failed", "usage", "internal"],
        ),
      ),
    handler: (options) =>
      choose({
        options,
        run: (session) =>
          runDecision(options, session, { kind: "abort", leaveSent: options["leave-sent"] === true }),
      }),
  };
}
