/** `wheelway approve`: a person says yes to exactly the set that waits. */

import type { CommandModule } from "yargs";
import type { Choose } from "./command.ts";
import { decideOptions, runDecision, type DecideArguments } from "./decide.ts";
import { helpEnd } from "./help-end.ts";
import { commonOptions, textOption } from "./options.ts";

interface ApproveArguments extends DecideArguments {
  readonly note: string | undefined;
}

export function approveCommand(choose: Choose): CommandModule<object, ApproveArguments> {
  return {
    command: "approve [release]",
    describe: "Say yes to the set of an open release; nothing is sent yet",
    builder: (yargs) =>
      commonOptions(
        decideOptions(yargs).option("note", { ...textOption, describe: "Goes into the journal" }),
      ).epilogue(
        helpEnd(
          [
            ["wheelway approve", "The only release that is open"],
            ["wheelway approve --manifest 3f5a0c", "Only if this is still its set"],
          ],
          ["ok", "failed", "usage", "internal"],
        ),
      ),
    handler: (options) =>
      choose({
        options,
        run: (session) => runDecision(options, session, { kind: "approve", note: options.note ?? "" }),
      }),
  };
}
