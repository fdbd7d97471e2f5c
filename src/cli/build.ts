/** `wheelway build`: every wheel and the sdist, tested and verified, in dist/. */

import { resolve } from "node:path";
import type { Argv, CommandModule } from "yargs";
import type { Choose, Session } from "./command.ts";
import type { Door } from "./door.ts";
import { helpEnd } from "./help-end.ts";
import {
  commonOptions,
  flagOption,
  isSet,
  projectOptions,
  projectRequest,
  textOption,
  type ProjectArguments,
} from "./options.ts";
import { showRun } from "./show-run.ts";

interface BuildArguments extends ProjectArguments {
  readonly dist: string | undefined;
  readonly "fail-fast": boolean | undefined;
  readonly force: boolean | undefined;
  readonly reproduce: boolean | undefined;
  readonly cache: boolean;
  readonly refresh: boolean;
}

export function buildCommand(choose: Choose, door: Pick<Door, "env">): CommandModule<object, BuildArguments> {
  return {
    command: "build [project]",
    describe: "Build, test and verify every wheel and the sdist",
    builder: (yargs) =>
      commonOptions(buildOptions(yargs, door)).epilogue(
        helpEnd(
          [
            ["wheelway build", "This folder's project, into dist/"],
            ["wheelway build --only 'cp312-*,pp311-*'", "CPython 3.12 and PyPy 3.11 alone"],
            ["wheelway build --backend host", "With the Pythons of this machine"],
            ["wheelway build --reproduce", "Proves that a second build gives the same bytes"],
            ["wheelway build pkg-1.0.tar.gz --dist out", "From an sdist, into out/"],
          ],
          ["ok", "failed", "usage", "environment", "lock", "internal", "interrupted"],
        ),
      ),
    handler: (options) => choose({ options, run: (session) => run(options, session) }),
  };
}

function buildOptions<T>(yargs: Argv<T>, door: Pick<Door, "env">) {
  return projectOptions(yargs, door)
    .option("dist", {
      ...textOption,
      defaultDescription: "dist beside the project",
      describe: "Folder that is replaced when all is good",
    })
    .option("fail-fast", { ...flagOption, describe: "Start nothing new after the first failure" })
    .option("force", { ...flagOption, describe: "Move a dist with foreign files aside" })
    .option("reproduce", {
      ...flagOption,
      describe: "Build everything twice, under other settings, and compare the bytes",
    })
    .option("cache", {
      ...flagOption,
      default: !isSet(door.env["WHEELWAY_NO_CACHE"]),
      defaultDescription: "true unless WHEELWAY_NO_CACHE is set",
      describe: "Take what is kept of earlier builds, and keep this one; --no-cache does neither",
    })
    .option("refresh", {
      ...flagOption,
      default: isSet(door.env["WHEELWAY_REFRESH"]),
      defaultDescription: "true where WHEELWAY_REFRESH is set",
      describe: "Make everything anew, and keep it",
    });
}

async function run(options: BuildArguments, session: Session) {
  const dist = options.dist === undefined ? undefined : resolve(session.door.workingFolder, options.dist);
  const request = {
    ...projectRequest(options),
    dist,
    failFast: options["fail-fast"] === true,
    force: options.force === true,
    reproduce: options.reproduce === true,
    store: options.cache ? (options.refresh ? ("refresh" as const) : ("use" as const)) : ("off" as const),
  };
  return showRun("build", options, session, (surroundings) =>
    session.door.useCases.build(request, surroundings),
  );
}
