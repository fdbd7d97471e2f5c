/** `wheelway publish`: the artifacts of a folder, or of a forge's release, to the indexes, in guarded steps that a later run goes on from. */

import type { Argv, CommandModule } from "yargs";
import { exitStatus } from "../errors.ts";
import type { PublishRequest } from "../pipeline/publish.ts";
import { actor } from "../pipeline/actor.ts";
import type { Choose, Session } from "./command.ts";
import { helpEnd } from "./help-end.ts";
import { tellRelease } from "./job-page.ts";
import {
  commonOptions,
  flagOption,
  isCi,
  oidcTokenOption,
  ownOptions,
  textOption,
  type CommonArguments,
} from "./options.ts";
import { releaseDoor } from "./release-door.ts";

const forges = ["github", "gitea", "gitlab"] as const;

interface PublishArguments extends CommonArguments {
  readonly dist: string | undefined;
  readonly "from-release": string | undefined;
  readonly forge: (typeof forges)[number] | undefined;
  readonly "forge-project": string | undefined;
  readonly "forge-api": string | undefined;
  readonly to: "pypi" | "testpypi" | undefined;
  readonly yes: boolean | undefined;
  readonly "oidc-token": string | undefined;
}

export function publishCommand(choose: Choose): CommandModule<object, PublishArguments> {
  return {
    command: "publish [dist]",
    describe: "Upload a dist folder, or a release's files, to both indexes, exactly once",
    builder: (yargs) =>
      commonOptions(publishOptions(yargs)).epilogue(
        helpEnd(
          [
            ["wheelway publish", "dist/ to TestPyPI, then PyPI"],
            ["wheelway publish --to testpypi --yes", "No further, no question"],
            ["wheelway publish --from-release v1.0", "The files of the forge's release"],
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
      defaultDescription: '"dist"',
      describe: "Folder of wheels and sdist, built by anything",
    })
    .option("from-release", {
      ...textOption,
      conflicts: "dist",
      describe: "Tag of the forge's release whose files are published",
    })
    .option("forge", {
      choices: forges,
      requiresArg: true,
      group: ownOptions,
      implies: "from-release",
      defaultDescription: "the git remote's",
      describe: "Which forge has the release",
    })
    .option("forge-project", {
      ...textOption,
      implies: "from-release",
      defaultDescription: "the git remote's",
      describe: "The project there, as OWNER/NAME",
    })
    .option("forge-api", {
      ...textOption,
      implies: "from-release",
      describe: "Base address of the API of a forge of one's own",
    })
    .option("to", {
      choices: ["pypi", "testpypi"] as const,
      requiresArg: true,
      group: ownOptions,
      defaultDescription: "testpypi, then pypi",
      describe: "How far it goes",
    })
    .option("yes", { ...flagOption, alias: "y", describe: "Approve without being asked" })
    .option("oidc-token", oidcTokenOption);
}

async function run(options: PublishArguments, session: Session) {
  const { door, json, out } = session;
  const surroundings = await releaseDoor(options, session);
  const report = await door.useCases.publish(
    {
      dist: options.dist ?? "dist",
      fromRelease: fromRelease(options),
      workingFolder: door.workingFolder,
      toTestIndex: options.to === "testpypi",
      yes: options.yes === true,
      unattended: isCi(door.env) || surroundings.ask === undefined,
      by: actor(door.env),
    },
    surroundings,
  );
  const shown = session.redactor.data(report);
  await tellRelease({ kind: "released", report: shown }, session);
  if (options.json) {
    const { version: release, ...rest } = shown;
    json({ type: "published", release, ...rest });
  } else {
    const { releaseLines } = await import("../report/terminal-release.ts");
    out.lines(releaseLines(shown, out.style()));
  }
  return exitStatus.ok;
}

function fromRelease(options: PublishArguments): PublishRequest["fromRelease"] {
  const { "from-release": tag, forge, "forge-api": api, "forge-project": project } = options;
  if (tag === undefined) return undefined;
  return {
    tag,
    ...(forge === undefined ? {} : { forge }),
    ...(api === undefined ? {} : { api }),
    ...(project === undefined ? {} : { project }),
  };
}
