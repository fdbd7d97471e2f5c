/** `wheelway publish`: a folder's artifacts to the indexes, in guarded steps that a later run goes on from. */

import type { Argv, CommandModule } from "yargs";
import { exitStatus } from "../errors.ts";
import { actor } from "./actor.ts";
import type { Choose, Session } from "./command.ts";
import { helpEnd } from "./help-end.ts";
import { commonOptions, flagOption, isCi, ownOptions, type CommonArguments } from "./options.ts";
import { releaseDoor } from "./release-door.ts";

interface PublishArguments extends CommonArguments {
  readonly dist: string;
  readonly to: "pypi" | "testpypi" | undefined;
  readonly yes: boolean | undefined;
}

export function publishCommand(choose: Choose): CommandModule<object, PublishArguments> {
  return {
    command: "publish [dist]",
    describe: "Upload a dist folder to the test index and the index, exactly once",
    builder: (yargs) =>
      commonOptions(publishOptions(yargs)).epilogue(
        helpEnd(
          [
            ["wheelway publish", "dist/ to TestPyPI, then PyPI"],
            ["wheelway publish --to testpypi --yes", "No further, no question"],
          ],
          ["ok", "failed", "usage", "environment", "internal", "interrupted"],
        ),
      ),
    handler: (options) => choose({ options, run: (session) => run(options, session) }),
  };
}

function publishOptions<T>(yargs: Argv<T>) {
  return yargs
    .positional("dist", {
      type: "string",
      default: "dist",
      describe: "Folder of wheels and sdist, built by anything",
    })
    .option("to", {
      choices: ["pypi", "testpypi"] as const,
      requiresArg: true,
      group: ownOptions,
      defaultDescription: "testpypi, then pypi",
      describe: "How far it goes",
    })
    .option("yes", { ...flagOption, alias: "y", describe: "Approve without being asked" });
}

async function run(options: PublishArguments, session: Session) {
  const { door, json, out } = session;
  const surroundings = await releaseDoor(options, session);
  const report = await door.useCases.publish(
    {
      dist: options.dist,
      workingFolder: door.workingFolder,
      toTestIndex: options.to === "testpypi",
      yes: options.yes === true,
      unattended: isCi(door.env) || surroundings.ask === undefined,
      by: actor(door.env),
    },
    surroundings,
  );
  const shown = session.redactor.data(report);
  if (options.json) {
    const { version: release, ...rest } = shown;
    json({ type: "published", release, ...rest });
  } else {
    const { releaseLines } = await import("../report/terminal-release.ts");
    out.lines(releaseLines(shown, out.style()));
  }
  return exitStatus.ok;
}
