/** `ask`: with the network, what the build back end asks for beyond pyproject.toml, before anything was ever built. */

import type { Task, TaskId } from "../plan/task.ts";
import { backEndOf } from "./back-ends.ts";
import { dynamicRequirements, sourceInput, unpackSource } from "./build-environment.ts";
import { makeVenv, pipInstall, uvEnv } from "./commands.ts";
import { placeInputs, sourceFolder, type Place, type RecipeContext } from "./context.ts";
import { pathWith, venvPath } from "./environments.ts";

export const askTaskId: TaskId = "ask";

/** Output `asked`: a folder with `sdist.txt` and `wheel.txt`, one requirement a line. The hooks run without the network. */
export function askTask(context: RecipeContext, place: Place): Task {
  const { system } = place;
  const { requires } = context.config.project.backend;
  return {
    id: askTaskId,
    title: "ask the build back end what else it needs",
    kind: "lock",
    environment: place.environment,
    inputs: { ...placeInputs(place), ...sourceInput(context, "sdist") },
    commands: [
      unpackSource("sdist"),
      makeVenv(system, "{out}/env"),
      ...(requires.length === 0
        ? []
        : [pipInstall(system, "{out}/env", "install build requirements", requires)]),
      ...(["sdist", "wheel"] as const).flatMap((kind) => [
        {
          name: `make ${kind}.txt`,
          action: { do: "write", to: `{out}/asked/${kind}.txt`, text: "" },
        } as const,
        dynamicRequirements(context, place, kind, {
          source: sourceFolder(context, "sdist"),
          to: `{out}/asked/${kind}.txt`,
        }),
      ]),
    ],
    env: { ...uvEnv, PATH: path(context, place) },
    network: "index",
    secrets: [],
    caches: ["uv"],
    limits: { timeoutMs: place.options.build.timeoutMs, cpus: 1, memoryMiB: 0 },
    outputs: { asked: "{out}/asked" },
  };
}

/**
 * These two ask for CMake and Ninja only where PATH has none. A lock that left them out would fit no other machine, so
 * they see no PATH. Others may need what is there (maturin looks for cargo, setuptools-scm for git).
 */
function path(context: RecipeContext, place: Place): string {
  const own = [venvPath(place.system, "{out}/env"), venvPath(place.system, "{tools}")];
  const backEnd = backEndOf(context.config.project.backend);
  if (backEnd === "scikit-build-core" || backEnd === "meson-python")
    return own.join(place.system === "windows" ? ";" : ":");
  return pathWith(place.system, ...own);
}
