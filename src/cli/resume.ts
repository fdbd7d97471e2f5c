/** `wheelway resume`: the open release goes on, whatever has stopped it. */

import type { Argv, CommandModule } from "yargs";
import { exitStatus } from "../errors.ts";
import { actor, ciRun } from "../pipeline/actor.ts";
import type { Choose, Session } from "./command.ts";
import { helpEnd } from "./help-end.ts";
import { commonOptions, flagOption, isCi, oidcTokenOption } from "./options.ts";
import { releaseDoor } from "./release-door.ts";
import { whichOption, whichRelease, type WhichArguments } from "./which-release.ts";

interface ResumeArguments extends WhichArguments {
  readonly yes: boolean | undefined;
  readonly "oidc-token": string | undefined;
  readonly "take-over": boolean | undefined;
}

export function resumeCommand(choose: Choose): CommandModule<object, ResumeArguments> {
  return {
    command: "resume [release]",
    describe: "Go on with an open release: the same bytes, and nothing twice",
    builder: (yargs) =>
      commonOptions(resumeOptions(yargs)).epilogue(
        helpEnd(
          [
            ["wheelway resume", "The only release that is open"],
            ["wheelway resume demo==1.0 --yes", "One of several, approved"],
          ],
          ["ok", "failed", "usage", "environment", "internal", "interrupted"],
        ),
      ),
    handler: (options) => choose({ options, run: (session) => run(options, session) }),
  };
}

function resumeOptions<T>(yargs: Argv<T>) {
  return whichOption(yargs)
    .option("yes", { ...flagOption, alias: "y", describe: "Approve without being asked" })
    .option("oidc-token", oidcTokenOption)
    .option("take-over", {
      ...flagOption,
      describe: "The run that holds the version's claim is gone for sure",
    });
}

async function run(options: ResumeArguments, session: Session) {
  const { door, json, out, redactor } = session;
  const surroundings = await releaseDoor(options, session);
  const request = {
    ...whichRelease(options, door),
    yes: options.yes === true,
    unattended: isCi(door.env) || surroundings.ask === undefined,
    takeOver: options["take-over"] === true,
    ciRun: ciRun(door.env),
    by: actor(door.env),
  };
  const report = redactor.data(await door.useCases.resume(request, surroundings));
  const { version: release, ...rest } = report;
  if (options.json) json({ type: "published", release, ...rest });
  else {
    const { releaseLines } = await import("../report/terminal-release.ts");
    out.lines(releaseLines(report, out.style()));
  }
  return exitStatus.ok;
}
