/** `test:…`: a fresh environment that holds the wheel and its requirements, outside the source tree. */

import type { Resolution, TestOptions } from "../config/config.ts";
import type { Command, InputRef, Task, TaskId } from "../plan/task.ts";
import type { Target } from "../tags/target.ts";
import { makeVenv, script, userCommand, userCommands, uv, uvEnv } from "./commands.ts";
import {
  packageName,
  placeInputs,
  projectFolder,
  sdistInput,
  type Place,
  type RecipeContext,
} from "./context.ts";
import { inVenv, pathWith, venvPath } from "./environments.ts";

export const testVenv = "{work}/venv";

export function testTaskId(target: string, resolution: Resolution): TaskId {
  return resolution === "highest" ? `test:${target}` : `test:${target}:${resolution}`;
}

/** `wheel` is a folder with the one wheel: that of another target for pure and abi3 wheels. */
export function testWheelTask(
  context: RecipeContext,
  place: Place,
  target: Target,
  wheel: InputRef,
  resolution: Resolution,
): Task {
  const { test } = place.options;
  return {
    id: testTaskId(target.id, resolution),
    title: `test the wheel on ${target.id}${resolution === "highest" ? "" : ` with ${resolution} requirements`}`,
    kind: "test",
    target: target.id,
    environment: place.environment,
    inputs: {
      ...testInputs(context, place),
      wheel,
    },
    commands: [
      ...copySources(context, test),
      makeVenv(place.system, testVenv),
      installWheel(place, "{wheel}", ["--resolution", resolution]),
      ...userCommands("test.before", test.before, testAliases(context), { cwd: "{work}/run" }),
      ...smokeCommands(context, place, "{wheel}"),
      ...(test.command === undefined
        ? []
        : [
            userCommand("test.command", test.command, testAliases(context), {
              cwd: "{work}/run",
              check: true,
            }),
          ]),
    ],
    env: { ...uvEnv, ...testEnv(place) },
    network: test.network,
    secrets: [],
    caches: ["uv"],
    limits: { timeoutMs: test.timeoutMs, cpus: 1, memoryMiB: 0 },
    outputs: {},
    ...(place.options.optional ? { optional: true as const } : {}),
  };
}

/** `folder` holds the one wheel. */
export function installWheel(
  { system, options }: Place,
  folder: string,
  words: readonly string[] = [],
): Command {
  return script(system, "install the wheel", "install.py", [
    ...["--uv", uv(system), "--python", inVenv(system, testVenv, "python")],
    ...[...words, ...requirementWords(options.test), folder],
  ]);
}

/** The tools, and the project's files where tests or groups are read from them. */
export function testInputs(context: RecipeContext, place: Place): Record<string, InputRef> {
  const { test } = place.options;
  if (test.sources.length === 0 && test.groups.length === 0) return placeInputs(place);
  const source: Record<string, InputRef> =
    context.fromSdist === undefined ? { project: { from: "project" } } : { source: sdistInput(context) };
  return { ...placeInputs(place), ...source };
}

/** Copies the configured test sources, and pyproject.toml for its groups, into `{work}/sources`. */
export function copySources(context: RecipeContext, test: TestOptions): Command[] {
  const paths = [...test.sources, ...(test.groups.length > 0 ? ["pyproject.toml"] : [])];
  const run: Command = {
    name: "make the test folder",
    action: { do: "write", to: "{work}/run/.keep", text: "" },
  };
  if (paths.length === 0) return [run];
  const copy = (from: string): Command => ({
    name: "copy test sources",
    action: { do: "copy", from, to: "{work}/sources", paths },
  });
  if (context.fromSdist === undefined) return [run, copy(projectFolder(context, "{project}"))];
  return [
    run,
    { name: "unpack sdist", action: { do: "unpack-sdist", archive: "{source}", to: "{work}/unpacked" } },
    copy("{work}/unpacked"),
  ];
}

export function requirementWords(test: TestOptions): string[] {
  return [
    ...(test.extras.length > 0 ? ["--extras", test.extras.join(",")] : []),
    ...test.requires.map((requirement) => `--require=${requirement}`),
    ...test.groups.map((group) => `--group={work}/sources/pyproject.toml:${group}`),
  ];
}

/** Every smoke test by name; a project that names none has its top-level modules imported. */
export function smokeCommands(context: RecipeContext, place: Place, artifacts: string): Command[] {
  const { smoke } = place.options.test;
  const python = inVenv(place.system, testVenv, "python");
  const rest = { cwd: "{work}/run", check: true as const };
  if (smoke.length === 0) {
    return [{ name: "smoke: imports", argv: [python, "{scripts}/smoke_imports.py", artifacts], ...rest }];
  }
  return smoke.map((test) =>
    "python" in test
      ? { name: `smoke: ${test.name}`, argv: [python, "-c", test.python], ...rest }
      : userCommand(`smoke: ${test.name}`, test.command, testAliases(context), rest),
  );
}

/** What users write for the places of a test: `{sources}` holds the copied test sources. */
export function testAliases(context: RecipeContext): Record<string, string> {
  return { sources: "{work}/sources", package: packageName(context) };
}

/** What `test.env` says, with the environment's programs first on PATH and `{sources}` where the tests look for it. */
export function testEnv(place: Place): Record<string, string> {
  return {
    // The tests must see the wheel alone: no user site, no stray PYTHONPATH.
    PYTHONNOUSERSITE: "1",
    VIRTUAL_ENV: testVenv,
    ...place.options.test.env,
    PATH: pathWith(place.system, venvPath(place.system, testVenv)),
  };
}
