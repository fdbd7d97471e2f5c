/** `test:sdist…`: what installers make of the sdist must pass the same smoke tests as the wheels. */

import type { InputRef, Task, TaskId } from "../plan/task.ts";
import type { Target } from "../tags/target.ts";
import { reproducibleEnv, backEndOf } from "./back-ends.ts";
import { environmentTaskId } from "./build-environment.ts";
import { makeVenv, pipInstall, script, userCommands, uv, uvEnv } from "./commands.ts";
import { compilerCaches, throughCompilersAnywhere } from "./compiler-cache.ts";
import { packageName, sdistInput, type Place, type RecipeContext } from "./context.ts";
import { cratesEnv, cratesInput, rustPath, useCrates } from "./crates.ts";
import { inVenv, pathWith, venvPath } from "./environments.ts";
import { preparedEnv } from "./prepare.ts";
import {
  copySources,
  installWheel,
  requirementWords,
  smokeCommands,
  testAliases,
  testEnv,
  testInputs,
  testVenv,
} from "./test-wheel.ts";

export function sdistTestId(target: string): TaskId {
  return `test:sdist:${target}`;
}

/** Does it build the sdist once more, which takes as long as a wheel? */
export function buildsSdist({ id, inputs }: Task): boolean {
  return id.startsWith(sdistTestId("")) && inputs["built"] === undefined;
}

/** What the sdist's test is given of the wheel of its target. */
export interface WheelOfSdist {
  /** Where it cannot be built, the sdist cannot be installed, and need not be tried. */
  readonly wheel?: InputRef;
  /** It was built as an installer would build it: that is what is installed, and nothing is built twice. */
  readonly built?: InputRef;
}

export function testSdistTask(
  context: RecipeContext,
  place: Place,
  target: Target,
  of: WheelOfSdist = {},
): Task {
  return of.built === undefined
    ? fromSource(context, place, target, of.wheel)
    : fromBuilt(context, place, target, of.built);
}

function fromBuilt(context: RecipeContext, place: Place, target: Target, built: InputRef): Task {
  const { test } = place.options;
  return {
    ...task(place, target),
    inputs: { ...testInputs(context, place), built },
    commands: [
      ...copySources(context, test),
      makeVenv(place.system, testVenv),
      installWheel(place, "{built}"),
      ...userCommands("test.before", test.before, testAliases(context), { cwd: "{work}/run" }),
      ...smokeCommands(context, place, "{built}"),
    ],
    // What was not repaired looks for its libraries where they were prepared.
    env: { ...uvEnv, ...preparedEnv(place), ...testEnv(place) },
    caches: ["uv"],
  };
}

function fromSource(context: RecipeContext, place: Place, target: Target, wheel?: InputRef): Task {
  const { test, build } = place.options;
  const { system } = place;
  const name = packageName(context) || ":all:";
  const path = pathWith(system, venvPath(system, testVenv), ...rustPath(place), venvPath(system, "{tools}"));
  const python = inVenv(system, testVenv, "python");
  const install = script(system, "install the sdist", "install.py", [
    ...["--uv", uv(system), "--python", python, "--from-source", name],
    ...[...requirementWords(test), "{sdist}"],
  ]);
  return {
    ...task(place, target),
    inputs: {
      ...testInputs(context, place),
      sdist: sdistInput(context),
      ...(wheel === undefined ? {} : { wheel }),
      requirements: { from: "task", task: environmentTaskId(target.id), output: "requirements" },
      ...cratesInput(place),
    },
    commands: [
      ...copySources(context, test),
      makeVenv(system, testVenv),
      pipInstall(system, testVenv, "install build requirements", ["-r", "{requirements}"]),
      ...useCrates(place, "{work}/run"),
      {
        ...throughCompilersAnywhere(place, target, install, python),
        env: { ...build.env, PATH: path },
      },
      ...userCommands("test.before", test.before, testAliases(context), { cwd: "{work}/run" }),
      ...smokeCommands(context, place, "{sdist}"),
    ],
    env: {
      ...uvEnv,
      ...reproducibleEnv(backEndOf(context.config.project.backend), context.epoch),
      ...cratesEnv(place),
      ...preparedEnv(place),
      ...testEnv(place),
    },
    caches: ["uv", ...compilerCaches(place)],
  };
}

function task({ environment, options }: Place, { id }: Target) {
  return {
    id: sdistTestId(id),
    title: `install the sdist on ${id} and test it`,
    kind: "test",
    environment,
    network: "index",
    secrets: [],
    limits: { timeoutMs: options.build.timeoutMs, cpus: 1, memoryMiB: 0 },
    outputs: {},
  } as const;
}
