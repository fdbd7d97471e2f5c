/** `sdist`: without the network, the one sdist that every wheel is built from. */

import type { Task } from "../plan/task.ts";
import { backEndOf, configSettingWords, reproducibleEnv, reproducibleSettings } from "./back-ends.ts";
import { environmentTaskId } from "./build-environment.ts";
import { script, userCommands, uv, uvEnv } from "./commands.ts";
import {
  buildAliases,
  placeInputs,
  sdistTask as id,
  sourceFolder,
  type Place,
  type RecipeContext,
} from "./context.ts";
import { cratesEnv } from "./crates.ts";
import { inVenv, pathWith, venvPath } from "./environments.ts";

/** Output `sdist`: a folder with one `.tar.gz`, its bytes decided by its content and the epoch alone. */
export function sdistTask(context: RecipeContext, place: Place): Task {
  const { system } = place;
  const { sdist, build } = context.config.options;
  const backEnd = backEndOf(context.config.project.backend);
  const settings = configSettingWords({ ...reproducibleSettings(backEnd), ...sdist.configSettings });
  const venv = "{env}";
  const source = sourceFolder(context, "sdist");
  return {
    id,
    title: "build the sdist",
    kind: "sdist",
    environment: place.environment,
    inputs: {
      ...placeInputs(place),
      project: { from: "project" },
      env: { from: "task", task: environmentTaskId("sdist"), output: "env" },
      ...(place.crates === undefined
        ? {}
        : { crates: { from: "task" as const, task: place.crates, output: "crates" } }),
    },
    commands: [
      { name: "copy project", action: { do: "copy", from: "{project}", to: "{work}/src" } },
      ...(place.crates === undefined
        ? []
        : [script(system, "use fetched crates", "crates.py", ["use", "{crates}", source, "{work}/cargo"])]),
      ...userCommands("sdist.before", sdist.before, buildAliases(context, "sdist"), { cwd: source }),
      {
        name: "build sdist",
        argv: [
          ...[uv(system), "build", "--sdist", "--no-build-isolation", "--offline", "--no-sources"],
          ...["--python", inVenv(system, venv, "python"), "--out-dir", "{work}/dist", ...settings, source],
        ],
      },
      {
        name: "normalize sdist",
        action: { do: "normalize", glob: "{work}/dist/*.tar.gz", epoch: context.epoch },
      },
      {
        name: "collect sdist",
        action: { do: "collect", glob: "{work}/dist/*.tar.gz", to: "{out}/sdist", count: 1 },
      },
    ],
    env: {
      ...uvEnv,
      ...reproducibleEnv(backEnd, context.epoch),
      ...cratesEnv(place),
      // The copy belongs to another user than git expects, inside a container; its history is still ours to read.
      GIT_CONFIG_COUNT: "1",
      GIT_CONFIG_KEY_0: "safe.directory",
      GIT_CONFIG_VALUE_0: "*",
      ...sdist.env,
      PATH: pathWith(system, venvPath(system, venv), venvPath(system, "{tools}")),
    },
    network: "none",
    secrets: [],
    caches: ["uv"],
    limits: { timeoutMs: build.timeoutMs, cpus: 1, memoryMiB: 0 },
    outputs: { sdist: "{out}/sdist" },
  };
}
