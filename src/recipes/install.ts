/** `install:…`: a fresh environment into which an installer brings a release from an index, as its users do, and the smoke tests. */

import type { SmokeTest } from "../config/config.ts";
import type { Command, Environment, Task, TaskId } from "../plan/task.ts";
import { fileNamePart } from "../tags/project-name.ts";
import type { System } from "../tags/platform.ts";
import { makeVenv, pipInstall, userCommand, uvEnv } from "./commands.ts";
import { inVenv, pathWith, venvPath } from "./environments.ts";
import { toolsTaskId } from "./tools.ts";

export interface Installation {
  /** How people name the index. */
  readonly index: string;
  /** Simple API; credentials may be in it, so it is a secret's place: see `secret`. */
  readonly simple: string;
  readonly project: string;
  readonly version: string;
  /** Further requirements of the smoke tests. */
  readonly requires: readonly string[];
  /** None: the top-level modules are imported. */
  readonly smoke: readonly SmokeTest[];
}

const venv = "{work}/venv";

export const installTaskId: TaskId = "install";

/**
 * The project itself comes from that index and nowhere else; what it requires comes from the user's usual index, since
 * a test index has strangers' files under known names.
 */
export function installTask(environment: Environment, system: System, what: Installation): Task {
  const { project, version, simple, requires } = what;
  const exactly = `${project}==${version}`;
  const named = `{work}/named/${fileNamePart(project)}-${version}.tar.gz`;
  return {
    id: installTaskId,
    title: `install ${exactly} from ${what.index}`,
    kind: "test",
    environment,
    inputs: { tools: { from: "task", task: toolsTaskId(environment, "build"), output: "tools" } },
    commands: [
      { name: "make the test folder", action: { do: "write", to: "{work}/run/.keep", text: "" } },
      { name: "note the name", action: { do: "write", to: named, text: "" } },
      makeVenv(system, venv),
      pipInstall(system, venv, `install ${exactly}`, [
        "--no-deps",
        "--refresh",
        "--default-index",
        simple,
        exactly,
      ]),
      // Satisfied by what is there: nothing of the project is taken from elsewhere.
      pipInstall(system, venv, "install its requirements", [exactly, ...requires]),
      ...smokeTests(system, what.smoke),
    ],
    env: {
      ...uvEnv,
      PYTHONNOUSERSITE: "1",
      VIRTUAL_ENV: venv,
      PATH: pathWith(system, venvPath(system, venv)),
    },
    network: "index",
    secrets: [],
    caches: ["uv"],
    limits: { timeoutMs: 30 * 60_000, cpus: 1, memoryMiB: 0 },
    outputs: {},
  };
}

function smokeTests(system: System, smoke: readonly SmokeTest[]): Command[] {
  const python = inVenv(system, venv, "python");
  const rest = { cwd: "{work}/run", check: true as const };
  if (smoke.length === 0) {
    return [
      { name: "smoke: imports", argv: [python, "{scripts}/smoke_imports.py", "{work}/named"], ...rest },
    ];
  }
  return smoke.map((test) =>
    "python" in test
      ? { name: `smoke: ${test.name}`, argv: [python, "-c", test.python], ...rest }
      : userCommand(`smoke: ${test.name}`, test.command, {}, rest),
  );
}
