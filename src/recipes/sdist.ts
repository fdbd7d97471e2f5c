/** `sdist`: without the network, the one sdist that every wheel is built from. */

import type { Task } from "../plan/task.ts";
import { backEndOf, reproducibleEnv, reproducibleSettings } from "./back-ends.ts";
import { environmentTaskId } from "./build-environment.ts";
import { fillValues, handOver, userCommands, uvBuild, uvEnv } from "./commands.ts";
import {
  buildAliases,
  placeInputs,
  sdistTask as id,
  sourceFolder,
  type Place,
  type RecipeContext,
} from "./context.ts";
import { cratesEnv, cratesInput, rustPath, useCrates } from "./crates.ts";
import { pathWith, venvPath } from "./environments.ts";

/** Output `sdist`: a folder with one `.tar.gz`, its bytes decided by its content and the epoch alone. */
export function sdistTask(context: RecipeContext, place: Place): Task {
  const { system } = place;
  const { sdist, build } = context.config.options;
  const backEnd = backEndOf(context.config.project.backend);
  const source = sourceFolder(context, "sdist");
  const aliases = buildAliases(context, "sdist");
  const configSettings = fillValues(sdist.configSettings, aliases);
  return {
    id,
    title: "build the sdist",
    kind: "sdist",
    environment: place.environment,
    inputs: {
      ...placeInputs(place),
      project: { from: "project" },
      env: { from: "task", task: environmentTaskId("sdist"), output: "env" },
      ...cratesInput(place),
    },
    commands: [
      { name: "copy project", action: { do: "copy", from: "{project}", to: "{work}/src" } },
      ...useCrates(place, source),
      ...userCommands("sdist.before", sdist.before, aliases, { cwd: source }),
      uvBuild(system, "sdist", { ...reproducibleSettings(backEnd), ...configSettings }, source),
      ...handOver("sdist", "{work}/dist/*.tar.gz", context.epoch),
    ],
    env: {
      ...uvEnv,
      ...reproducibleEnv(backEnd, context.epoch),
      ...cratesEnv(place),
      // The copy belongs to another user than git expects, inside a container; its history is still ours to read.
      GIT_CONFIG_COUNT: "1",
      GIT_CONFIG_KEY_0: "safe.directory",
      GIT_CONFIG_VALUE_0: "*",
      ...fillValues(sdist.env, aliases),
      PATH: pathWith(system, venvPath(system, "{env}"), ...rustPath(place), venvPath(system, "{tools}")),
    },
    network: "none",
    secrets: [],
    caches: ["uv"],
    limits: { timeoutMs: build.timeoutMs, cpus: 1, memoryMiB: 0 },
    outputs: { sdist: "{out}/sdist" },
  };
}
