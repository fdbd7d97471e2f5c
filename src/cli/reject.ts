/** `wheelway reject`: a person says no, and why; the release goes no further. */

import type { CommandModule } from "yargs";
import type { Choose } from "./command.ts";
import { decideOptions, runDecision, type DecideArguments } from "./decide.ts";
import { helpEnd } from "./help-end.ts";
import { commonOptions, textOption } from "./options.ts";

interface RejectArguments extends DecideArguments {
  readonly reason: string;
}

export function rejectCommand(choose: Choose): CommandModule<object, RejectArguments> {
  return {
    command: "reject [release]",
    describe: "Say no to the set of an open release; it goes no further",
    builder: (yargs) =>
      commonOptions(
        decideOptions(yargs).option("reason", {
          ...textOption,
          demandOption: true,
          describe: "Goes into the journal",
        }),
      ).epilogue(
        helpEnd(
          [["wheelway reject --reason 'wrong changelog'", "The only release that is open"]],
          ["ok", "failed", "usage", "internal"],
        ),
      ),
    handler: (options) =>
      choose({
        options,
        run: (session) => runDecision(options, session, { kind: "reject", reason: options.reason }),
      }),
  };
}
