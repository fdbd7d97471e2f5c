/** `wheel:…`: without the network, one wheel built from the sdist, repaired and normalised. */

import type { ConfigCommand, ConfigSettings } from "../config/config.ts";
import type { Command, InputRef, Task, TaskId } from "../plan/task.ts";
import { pythonVersion } from "../tags/interpreter.ts";
import type { Target } from "../tags/target.ts";
import { backEndOf, reproducibleEnv, reproducibleSettings, type BackEnd } from "./back-ends.ts";
import { environmentTaskId } from "./build-environment.ts";
import {
  collect,
  fillAliases,
  fillValues,
  handOver,
  script,
  userCommands,
  uvBuild,
  uvEnv,
  type Aliases,
} from "./commands.ts";
import { compilerCaches, throughCompilers } from "./compiler-cache.ts";
import { buildAliases, placeInputs, sdistInput, type Place, type RecipeContext } from "./context.ts";
import { crossEnv, crossSettings, prepareCross } from "./cross-env.ts";
import { cratesEnv, cratesInput, rustPath, useCrates } from "./crates.ts";
import { pathWith, venvPath } from "./environments.ts";
import { preparedEnv } from "./prepare.ts";

export function wheelTaskId(target: string): TaskId {
  return `wheel:${target}`;
}

/** The wheel of a target, as another task reads it. */
export function wheelInput(builtBy: string): InputRef {
  return { from: "task", task: wheelTaskId(builtBy), output: "wheel" };
}

/** The wheel of a target as its build back end left it, see `withBuilt`. */
export function builtInput(builtBy: string): InputRef {
  return { from: "task", task: wheelTaskId(builtBy), output: "built" };
}

/** Is a wheel built here as an installer builds it, with the sdist and its build requirements alone? */
export function buildsAsInstallers({ cross, options: { build, repair } }: Place): boolean {
  const own = build.before.length > 0 || Object.keys(build.configSettings).length > 0;
  return cross === undefined && !own && repair.command === undefined;
}

/** The same task with one output more, `built`: the wheel before it was repaired, what installers make of the sdist. */
export function withBuilt(task: Task): Task {
  return {
    ...task,
    commands: [...task.commands, collect("built", "{work}/dist/*.whl")],
    outputs: { ...task.outputs, built: "{out}/built" },
  };
}

/** Output `wheel`: a folder with one `.whl`. */
export function wheelTask(context: RecipeContext, place: Place, target: Target): Task {
  const { system, options } = place;
  const { build } = options;
  const backEnd = backEndOf(context.config.project.backend);
  const aliases = buildAliases(context, "wheel");
  const configSettings = fillValues(build.configSettings, aliases);
  const env = fillValues(build.env, aliases);
  return {
    id: wheelTaskId(target.id),
    title: `build and repair the wheel of ${target.id}`,
    kind: "wheel",
    target: target.id,
    environment: place.environment,
    inputs: {
      ...placeInputs(place),
      sdist: sdistInput(context),
      env: { from: "task", task: environmentTaskId(target.id), output: "env" },
      ...cratesInput(place),
      ...(place.cross === undefined ? {} : { target: place.cross.target }),
      ...(place.cross?.rust === undefined ? {} : { "rust-std": place.cross.rust }),
    },
    commands: [
      { name: "unpack sdist", action: { do: "unpack-sdist", archive: "{sdist}", to: "{work}/src" } },
      ...useCrates(place, "{work}/src"),
      ...userCommands("build.before", build.before, aliases, { cwd: "{work}/src" }).map((command) =>
        throughCompilers(place, target, command),
      ),
      ...buildCommands(place, target, backEnd, configSettings),
      repairCommand(place, target, aliases),
      ...handOver("wheel", "{work}/repaired/*.whl", context.epoch),
    ],
    env: {
      ...uvEnv,
      ...reproducibleEnv(backEnd, context.epoch),
      ...cratesEnv(place),
      ...preparedEnv(place),
      ...env,
      PATH: pathWith(system, venvPath(system, "{env}"), ...rustPath(place), venvPath(system, "{tools}")),
    },
    network: build.network,
    secrets: [],
    caches: ["uv", ...compilerCaches(place)],
    limits: { timeoutMs: build.timeoutMs, cpus: 1, memoryMiB: 0 },
    outputs: { wheel: "{out}/wheel" },
    // What is built in another way after a failure does not fail the run.
    ...(options.optional || place.cross?.instead !== undefined ? { optional: true as const } : {}),
  };
}

/** Where the wheel is for another platform, what compiles for it comes first, and only the build itself is told of it. */
function buildCommands(
  place: Place,
  target: Target,
  backEnd: BackEnd,
  configSettings: ConfigSettings,
): Command[] {
  const { system, cross } = place;
  const { interpreter } = target;
  const own = reproducibleSettings(backEnd);
  const build = (settings: ConfigSettings) =>
    throughCompilers(place, target, uvBuild(system, "wheel", settings, "{work}/src"));
  if (!cross) return [build({ ...own, ...configSettings })];
  const settings = joined({ ...own, ...crossSettings(backEnd) }, configSettings);
  return [
    prepareCross(system, cross, pythonVersion(interpreter) + (interpreter.freeThreaded ? "t" : "")),
    { ...build(settings), env: crossEnv(backEnd, cross) },
  ];
}

/** The user's settings after those of the cross build: a key of both is given twice, and the back end sees both. */
function joined(cross: ConfigSettings, own: ConfigSettings): ConfigSettings {
  const both = Object.entries(own).map(([key, value]) => [key, [cross[key] ?? [], value].flat()] as const);
  return { ...cross, ...Object.fromEntries(both) };
}

function repairCommand(place: Place, target: Target, aliases: Aliases): Command {
  const { repair } = place.options;
  const words = ["--system", place.system, "--to", "{work}/repaired"];
  if (place.system === "macos") words.push("--architecture", target.platform.architecture);
  // The script fills in {wheel} and {out}, since only it knows the wheel's name.
  if (repair.command !== undefined)
    words.push("--command", JSON.stringify(escapeBraces(repair.command, aliases)));
  words.push(
    ...repair.exclude.map((name) => `--exclude=${name}`),
    ...repair.args.map((arg) => `--arg=${fillAliases(arg, aliases)}`),
  );
  return script(place.system, "repair wheel", "repair.py", [...words, "{work}/dist"]);
}

/** Keeps the driver from filling in what the script fills in. */
function escapeBraces(command: ConfigCommand, aliases: Aliases): ConfigCommand {
  const escape = (text: string) => fillAliases(text, aliases).replace(/\{(wheel|out)\}/g, "@$1@");
  return typeof command === "string" ? escape(command) : command.map(escape);
}
