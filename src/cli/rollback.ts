/** `wheelway rollback`: takes a version back as far as that goes, and says what is left for a person. */

import type { Argv, CommandModule } from "yargs";
import { exitStatus } from "../errors.ts";
import { actor, ciRun } from "../pipeline/actor.ts";
import type { Choose, Session } from "./command.ts";
import { helpEnd } from "./help-end.ts";
import { commonOptions, flagOption, type CommonArguments } from "./options.ts";
import { releaseDoor } from "./release-door.ts";

interface RollbackArguments extends CommonArguments {
  readonly version: string | undefined;
  readonly plan: boolean | undefined;
  readonly yes: boolean | undefined;
  readonly "take-over": boolean | undefined;
}

export function rollbackCommand(choose: Choose): CommandModule<object, RollbackArguments> {
  return {
    command: "rollback [version]",
    describe: "Take a version back as far as that goes; name what a person must do",
    builder: (yargs) =>
      commonOptions(rollbackOptions(yargs)).epilogue(
        helpEnd(
          [
            ["wheelway rollback 1.1 --plan", "What is out there, what would go"],
            ["wheelway rollback", "The release that is open here"],
          ],
          ["ok", "failed", "usage", "environment", "internal", "interrupted"],
        ),
      ),
    handler: (options) => choose({ options, run: (session) => run(options, session) }),
  };
}

function rollbackOptions<T>(yargs: Argv<T>) {
  return (
    yargs
      // Here it is the version that is taken back.
      .version(false)
      .positional("version", { type: "string", describe: "The version; default: the release that is open" })
      .option("plan", { ...flagOption, describe: "Only say what it would do" })
      .option("take-over", {
        ...flagOption,
        describe: "The run that holds the version's claim is gone for sure",
      })
      .option("yes", { ...flagOption, alias: "y", describe: "Do it without being asked" })
  );
}

async function run(options: RollbackArguments, session: Session) {
  const { door, json, out, redactor } = session;
  const surroundings = await releaseDoor(options, session);
  const request = {
    workingFolder: door.workingFolder,
    version: options.version,
    plan: options.plan === true,
    yes: options.yes === true,
    takeOver: options["take-over"] === true,
    ciRun: ciRun(door.env),
    by: actor(door.env),
  };
  const report = redactor.data(await door.useCases.rollback(request, surroundings));
  if (options.json) {
    const { version: release, byHand, ...rest } = report;
    const left = byHand.map(({ what, link }) => ({ what, ...(link === undefined ? {} : { link }) }));
    json({ type: "rolled-back", release, byHand: left, ...rest });
  } else {
    const { rollbackLines } = await import("../report/terminal-rollback.ts");
    out.lines(rollbackLines(report, out.style()));
  }
  return exitStatus.ok;
}
