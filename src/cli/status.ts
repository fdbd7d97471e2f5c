/** `wheelway status`: which releases are open on this machine, how far they are, and what is out there now. */

import type { Argv, CommandModule } from "yargs";
import { exitStatus } from "../errors.ts";
import type { Choose, Session } from "./command.ts";
import { helpEnd } from "./help-end.ts";
import { commonOptions, flagOption } from "./options.ts";
import { releaseDoor } from "./release-door.ts";
import { whichOption, whichRelease, type WhichArguments } from "./which-release.ts";

interface StatusArguments extends WhichArguments {
  readonly offline: boolean | undefined;
}

export function statusCommand(choose: Choose): CommandModule<object, StatusArguments> {
  return {
    command: "status [release]",
    describe: "Tell which releases are open here, and what of them is out there",
    builder: (yargs) =>
      commonOptions(statusOptions(yargs)).epilogue(
        helpEnd(
          [
            ["wheelway status", "Releases of this machine and this checkout"],
            ["wheelway status demo==1.0", "One of them"],
            ["wheelway status --offline --json", "What the journals say, as data"],
          ],
          ["ok", "usage", "environment", "internal", "interrupted"],
        ),
      ),
    handler: (options) => choose({ options, run: (session) => run(options, session) }),
  };
}

function statusOptions<T>(yargs: Argv<T>) {
  return whichOption(yargs).option("offline", { ...flagOption, describe: "Ask no index" });
}

async function run(options: StatusArguments, session: Session) {
  const { out, door, redactor } = session;
  const surroundings = await releaseDoor(options, session);
  const request = { ...whichRelease(options, door), offline: options.offline === true };
  const report = redactor.data(await door.useCases.status(request, surroundings));
  if (options.json) {
    const { formatStatusJson } = await import("../report/release-status-json.ts");
    out.write(formatStatusJson(report));
  } else {
    const { statusLines } = await import("../report/release-status.ts");
    out.lines(
      statusLines(report, out.style(), { verbose: options.verbose === true, named: options.release }),
    );
  }
  return exitStatus.ok;
}
