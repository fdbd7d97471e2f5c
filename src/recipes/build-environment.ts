/** `environment:…`: with the network, a virtual environment that holds a project's build requirements. */

import type { Command, InputRef, Task, TaskId } from "../plan/task.ts";
import type { System } from "../tags/platform.ts";
import { backEndOf, reproducibleSettings } from "./back-ends.ts";
import { fillValues, makeVenv, pipInstall, script, uvEnv } from "./commands.ts";
import {
  buildAliases,
  placeInputs,
  sdistInput,
  sourceFolder,
  type Place,
  type RecipeContext,
} from "./context.ts";
import { inVenv, pathWith, venvPath } from "./environments.ts";

export function environmentTaskId(target: string): TaskId {
  return `environment:${target}`;
}

/**
 * `target` is a target's id or `sdist`. Outputs: `env` (the environment), `requirements` (`name==version` a line, what was installed) and `dynamic`
 * (what the build back end asked for beyond pyproject.toml, PEP 517). The hooks run without the network.
 */
export function buildEnvironmentTask(context: RecipeContext, place: Place, target: string): Task {
  const { system } = place;
  const kind = target === "sdist" ? "sdist" : "wheel";
  const locked = context.lockedRequirements(target);
  const inputs: Record<string, InputRef> = { ...placeInputs(place), ...sourceInput(context, kind) };
  if (locked !== undefined) inputs["requirements"] = { from: "text", name: "requirements.txt", text: locked };
  return {
    id: environmentTaskId(target),
    title: `fetch the build requirements of ${target}`,
    kind: "environment",
    ...(kind === "wheel" ? { target } : {}),
    environment: place.environment,
    inputs,
    commands: [
      unpackSource(kind),
      makeVenv(system, "{out}/env"),
      ...installRequirements(context, place, locked !== undefined),
      dynamicRequirements(context, place, kind),
      installDynamic(system, locked !== undefined),
      {
        name: "list what was installed",
        argv: [
          inVenv(system, "{tools}", "uv"),
          "pip",
          "freeze",
          "--python",
          inVenv(system, "{out}/env", "python"),
        ],
        stdout: "{out}/requirements.txt",
      },
    ],
    env: { ...uvEnv, PATH: pathWith(system, venvPath(system, "{out}/env"), venvPath(system, "{tools}")) },
    network: "index",
    secrets: [],
    caches: ["uv"],
    limits: { timeoutMs: place.options.build.timeoutMs, cpus: 1, memoryMiB: 0 },
    outputs: { env: "{out}/env", requirements: "{out}/requirements.txt", dynamic: "{out}/dynamic.txt" },
    ...(kind === "wheel" && place.options.optional ? { optional: true as const } : {}),
  };
}

/** The project for an sdist; the sdist for a wheel. */
export function sourceInput(context: RecipeContext, kind: "sdist" | "wheel"): Record<string, InputRef> {
  return kind === "sdist" ? { project: { from: "project" } } : { sdist: sdistInput(context) };
}

export function unpackSource(kind: "sdist" | "wheel"): Command {
  return kind === "sdist"
    ? { name: "copy project", action: { do: "copy", from: "{project}", to: "{work}/src" } }
    : { name: "unpack sdist", action: { do: "unpack-sdist", archive: "{sdist}", to: "{work}/src" } };
}

function installRequirements(context: RecipeContext, place: Place, locked: boolean): Command[] {
  const requires = context.config.project.backend.requires;
  if (locked) {
    const words = ["--require-hashes", "-r", "{requirements}"];
    return [pipInstall(place.system, "{out}/env", "install locked build requirements", words)];
  }
  if (requires.length === 0) return [];
  return [pipInstall(place.system, "{out}/env", "install build requirements", requires)];
}

/** What is locked is all there: without an index, anything else that the back end wants is an error, not a surprise. */
function installDynamic(system: System, locked: boolean): Command {
  const name = locked ? "find the dynamic requirements in wheelway.lock" : "install dynamic requirements";
  const asked = "{out}/dynamic.txt";
  const words = [...(locked ? ["--no-index"] : []), "-r", asked];
  return { ...pipInstall(system, "{out}/env", name, words), unlessEmpty: asked };
}

/** Asks the back end that is installed in `{out}/env`; one requirement a line goes into `to`. */
export function dynamicRequirements(
  context: RecipeContext,
  place: Place,
  kind: "sdist" | "wheel",
  { source, to } = { source: sourceFolder(context, kind), to: "{out}/dynamic.txt" },
): Command {
  const system = context.config.project.backend;
  const options = kind === "sdist" ? context.config.options.sdist : place.options.build;
  const aliases = { ...buildAliases(context, kind), project: source };
  const own = fillValues(options.configSettings, aliases);
  const settings = { ...reproducibleSettings(backEndOf(system)), ...own };
  const backend = {
    buildBackend: system.buildBackend,
    ...(system.backendPath.length > 0 ? { backendPath: system.backendPath } : {}),
  };
  const words = ["--kind", kind, "--source", source, "--python", inVenv(place.system, "{out}/env", "python")];
  words.push("--build-system", JSON.stringify(backend), "--config-settings", JSON.stringify(settings));
  words.push("--to", to);
  return {
    ...script(place.system, "ask for dynamic requirements", "requires.py", words),
    env: fillValues(options.env, aliases),
    network: "none",
  };
}
