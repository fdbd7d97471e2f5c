/** `test:sdist…`: an sdist must give what the wheels give (install from source, then the same smoke tests). */

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

export function isSdistTest({ id }: Pick<Task, "id">): boolean {
  return id.startsWith(sdistTestId(""));
}

/** @param wheel of the same target: where it cannot be built, the sdist cannot be installed, and need not be tried */
export function testSdistTask(context: RecipeContext, place: Place, target: Target, wheel?: InputRef): Task {
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
    id: sdistTestId(target.id),
    title: `install the sdist on ${target.id} and test it`,
    kind: "test",
    environment: place.environment,
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
    network: "index",
    secrets: [],
    caches: ["uv", ...compilerCaches(place)],
    limits: { timeoutMs: build.timeoutMs, cpus: 1, memoryMiB: 0 },
    outputs: {},
  };
}
