/** The use case `doctor`: what can be built on this machine, what is missing, and how to get it. Changes nothing. */

import type { HostInterpreter } from "../backends/host.ts";
import { engineChecks } from "./doctor-engine.ts";
import { thisMachine, type DoctorMachine } from "./doctor-machine.ts";
import { installHint } from "./install-hints.ts";
import type { Surroundings } from "./surroundings.ts";

export interface DoctorCheck {
  /** What is looked for: "C compiler", "Dagger engine". */
  readonly name: string;
  /** `warning`: it is there, and something about it will cost the user time. */
  readonly state: "ok" | "missing" | "warning";
  /** What was found, or what cannot be done without it. */
  readonly detail: string;
  /** How to get it; `undefined` where nothing has to be done. */
  readonly remedy: string | undefined;
}

export interface DoctorReport {
  /** Version of this shape. */
  readonly version: 1;
  /** What the host backend can make; empty lists where it can make nothing. */
  readonly host: { readonly interpreters: readonly string[]; readonly platforms: readonly string[] };
  /** Are containers within reach? */
  readonly containers: boolean;
  readonly sections: readonly { readonly title: string; readonly checks: readonly DoctorCheck[] }[];
}

export async function doctor(
  { env, cacheDir }: Pick<Surroundings, "env" | "cacheDir">,
  given?: DoctorMachine,
): Promise<DoctorReport> {
  const machine = given ?? (await thisMachine(env));
  const interpreters = await findInterpreters({ env, cacheDir });
  const [engine, host] = await Promise.all([engineChecks(env, machine), hostChecks(interpreters, machine)]);
  return {
    version: 1,
    host: {
      interpreters: interpreters.map(({ interpreter }) => interpreter.name),
      platforms: [...new Set(interpreters.map(({ platform }) => platform.name))],
    },
    containers: engine.found,
    sections: [
      { title: "On this machine (backend host)", checks: host },
      { title: "In containers (backend dagger)", checks: engine.checks },
      { title: "For both", checks: [await git(machine), await room(cacheDir, machine)] },
    ],
  };
}

async function findInterpreters(
  options: Pick<Surroundings, "env" | "cacheDir">,
): Promise<readonly HostInterpreter[]> {
  const { hostInterpreters } = await import("../backends/host.ts");
  return hostInterpreters(options);
}

async function hostChecks(found: readonly HostInterpreter[], machine: DoctorMachine): Promise<DoctorCheck[]> {
  return [
    ...pythons(found, machine),
    await program(
      machine,
      "C compiler",
      ["cc", "gcc", "clang", "cl"],
      "cc",
      "extensions in C or Cython cannot be built",
    ),
    await program(
      machine,
      "C++ compiler",
      ["c++", "g++", "clang++", "cl"],
      "c++",
      "extensions in C++ cannot be built",
    ),
    await program(
      machine,
      "Rust",
      ["cargo"],
      "cargo",
      "extensions in Rust (maturin, setuptools-rust) cannot be built",
    ),
  ];
}

function pythons(found: readonly HostInterpreter[], machine: DoctorMachine): DoctorCheck[] {
  const list = (some: readonly HostInterpreter[]) =>
    some.map(({ interpreter }) => interpreter.name).join(", ");
  if (found.length === 0) {
    const detail = "none that works was found on PATH, nor of pyenv, uv or the py launcher";
    return [
      { name: "Pythons", state: "missing", detail, remedy: installHint("python", machine.distribution) },
    ];
  }
  const platforms = [...new Set(found.map(({ platform }) => platform.name))].join(", ");
  const checks: DoctorCheck[] = [
    { name: "Pythons", state: "ok", detail: `${list(found)}, for ${platforms}`, remedy: undefined },
  ];
  const headless = found.filter(({ headers }) => !headers);
  if (headless.length > 0) {
    const detail = `${list(headless)} cannot build extensions without Python.h`;
    checks.push({
      name: "C headers",
      state: "missing",
      detail,
      remedy: installHint("headers", machine.distribution),
    });
  }
  const bare = found.filter(({ venv }) => !venv);
  if (bare.length > 0) {
    const detail = `the venv or ensurepip module of ${list(bare)} does not work`;
    checks.push({
      name: "venv",
      state: "missing",
      detail,
      remedy: installHint("venv", machine.distribution),
    });
  }
  return checks;
}

async function program(
  machine: DoctorMachine,
  name: string,
  programs: readonly string[],
  hint: "cc" | "c++" | "cargo" | "git",
  without: string,
): Promise<DoctorCheck> {
  for (const one of programs) {
    const path = await machine.find(one);
    if (path !== undefined) return { name, state: "ok", detail: path, remedy: undefined };
  }
  return {
    name,
    state: "missing",
    detail: `without it, ${without}`,
    remedy: installHint(hint, machine.distribution),
  };
}

function git(machine: DoctorMachine): Promise<DoctorCheck> {
  return program(
    machine,
    "git",
    ["git"],
    "git",
    "commit, dirty state and versions that come from tags are unknown",
  );
}

/** An environment, a wheelhouse and a build tree for each target at work: below this a run is likely to fail. */
const enough = 3e9;

async function room(cacheDir: string, machine: DoctorMachine): Promise<DoctorCheck> {
  const { free } = await machine.disk(cacheDir);
  const detail = `${(free / 1e9).toFixed(1)} GB free where ${cacheDir} is`;
  if (free >= enough) return { name: "Disk", state: "ok", detail, remedy: undefined };
  const remedy = "Free some space, or put the cache on another disk with --cache-dir.";
  return { name: "Disk", state: "warning", detail, remedy };
}
