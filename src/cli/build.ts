/** `wheelway build`: every wheel and the sdist, tested and verified, in dist/. */

import { resolve } from "node:path";
import type { Argv, CommandModule } from "yargs";
import { storeUse } from "../pipeline/store-use.ts";
import type { Choose, Session } from "./command.ts";
import type { Door } from "./door.ts";
import { helpEnd } from "./help-end.ts";
import {
  commonOptions,
  flagOption,
  jobsOption,
  junitOption,
  projectOptions,
  projectRequest,
  textOption,
  type ProjectArguments,
} from "./options.ts";
import { showRun } from "./show-run.ts";
import { WheelwayError } from "../errors.ts";

interface BuildArguments extends ProjectArguments {
  readonly dist: string | undefined;
  readonly "fail-fast": boolean | undefined;
  readonly force: boolean | undefined;
  readonly reproduce: boolean | undefined;
  readonly cache: boolean;
  readonly refresh: boolean;
  readonly slice: string | undefined;
  readonly plan: string | undefined;
  readonly sdist: string | undefined;
  readonly digest: string | undefined;
  readonly junit: string | undefined;
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
            ["wheelway build --slice sdist --dist out", "For slices (see plan)"],
          ],
          ["ok", "failed", "usage", "environment", "lock", "internal", "interrupted"],
        ),
      ),
    handler: (options) => choose({ options, run: (session) => run(options, session) }),
  };
}

function buildOptions<T>(yargs: Argv<T>, door: Pick<Door, "env">) {
  const use = storeUse(door.env);
  return projectOptions(yargs, door)
    .option("dist", {
      ...textOption,
      defaultDescription: "dist beside the project",
      describe: "Folder that is replaced when all is good",
    })
    .option("jobs", jobsOption)
    .option("junit", junitOption)
    .option("fail-fast", { ...flagOption, describe: "Start nothing new after the first failure" })
    .option("force", { ...flagOption, describe: "Move a dist with foreign files aside" })
    .option("reproduce", {
      ...flagOption,
      describe: "Build everything twice, under other settings, and compare the bytes",
    })
    .option("cache", {
      ...flagOption,
      default: use !== "off",
      defaultDescription: "true",
      describe: "Use and keep results; --no-cache does neither",
    })
    .option("refresh", {
      ...flagOption,
      default: use === "refresh",
      defaultDescription: "false",
      describe: "Make everything anew, and keep it",
    })
    .option("slice", {
      ...textOption,
      describe: "One slice of the plan, by name or as 2/3; sdist: what all are built from",
    })
    .option("plan", { ...textOption, implies: "slice", describe: "What plan --slices --json wrote" })
    .option("sdist", {
      ...textOption,
      implies: "slice",
      describe: "The sdist for a slice, or the folder that --slice sdist wrote",
    })
    .option("digest", {
      ...textOption,
      implies: "sdist",
      describe: "Stop if the sdist has another SHA-256",
    });
}

function inFolder(folder: string, path: string | undefined): string | undefined {
  return path === undefined ? undefined : resolve(folder, path);
}

async function run(options: BuildArguments, session: Session) {
  const { door } = session;
  const { slice, plan, sdist, digest: sdistSha256 } = options;
  const request = {
    ...projectRequest(options),
    dist: inFolder(door.workingFolder, options.dist),
    failFast: options["fail-fast"] === true,
    force: options.force === true,
    reproduce: options.reproduce === true,
    store: options.cache ? (options.refresh ? ("refresh" as const) : ("use" as const)) : ("off" as const),
  };
  if (slice === undefined)
    return showRun("build", options, session, (surroundings) => door.useCases.build(request, surroundings));
  if (options.only)
    throw new WheelwayError("usage-invalid", {
      message: "--only and --slice cannot be given together",
      next: "Leave targets out when the plan is made: `wheelway plan --slices auto --only GLOB --json`.",
    });
  const part = {
    ...request,
    slice,
    plan: inFolder(door.workingFolder, plan),
    sdist: inFolder(door.workingFolder, sdist),
    sdistSha256,
  };
  return showRun("build", options, session, (surroundings) => door.useCases.buildSlice(part, surroundings));
}
