/** cibuildwheel's build identifiers (`cp312-manylinux_x86_64`): which there are, and what its major versions build of them. */

import { satisfies } from "@renovatebot/pep440";
import { globMatcher } from "../../glob.ts";
import { knownInterpreterNames } from "../../python-releases.ts";
import { parseInterpreter, pythonVersion, type Interpreter } from "../../../tags/interpreter.ts";
import type { Architecture, System } from "../../../tags/platform.ts";

/** A version of cibuildwheel, and those after it up to the next here; older ones are read as 2. */
export type Generation = 2 | 3 | 4 | 4.2;

export interface Identifier {
  /** `gp312_250-manylinux_x86_64`. */
  readonly id: string;
  /** `gp312`. */
  readonly interpreter: Interpreter;
  readonly system: System;
  readonly libc: "glibc" | "musl" | undefined;
  readonly architecture: Architecture;
}

/** Interpreters of each generation, from its `build-platforms.toml`; GraalPy's names have a version of their own. */
const interpreters: Readonly<Record<Generation, string>> = {
  2: "cp36 cp37 cp38 cp39 cp310 cp311 cp312 cp313 cp313t pp37 pp38 pp39 pp310 pp311",
  3: "cp38 cp39 cp310 cp311 cp312 cp313 cp313t cp314 cp314t pp38 pp39 pp310 pp311 gp311_242 gp312_250",
  4: "cp39 cp310 cp311 cp312 cp313 cp314 cp314t cp315 cp315t pp39 pp310 pp311 gp312_250",
  4.2: "cp39 cp310 cp311 cp312 cp313 cp314 cp314t cp315 cp315t pp39 pp310 pp311 gp312_250",
};

/** Interpreters that are built only where `enable` (before version 3: an option of its own) has the group. */
const groups: Readonly<Record<Generation, Readonly<Record<string, readonly string[]>>>> = {
  2: { "cpython-freethreading": ["cp313t"] },
  3: {
    "cpython-freethreading": ["cp313t"],
    pypy: ["pp311"],
    "pypy-eol": ["pp38", "pp39", "pp310"],
    graalpy: ["gp311_242", "gp312_250"],
  },
  4: {
    "cpython-prerelease": ["cp315", "cp315t"],
    pypy: ["pp311"],
    "pypy-eol": ["pp39", "pp310"],
    graalpy: ["gp312_250"],
  },
  4.2: { pypy: ["pp311"], "pypy-eol": ["pp39", "pp310"], graalpy: ["gp312_250"] },
};

const linux = ["x86_64", "i686", "aarch64", "ppc64le", "s390x", "armv7l", "riscv64"] as const;
const platforms: readonly (Omit<Identifier, "id" | "interpreter"> & { readonly name: string })[] = [
  ...linux.map((architecture) => platform(`manylinux_${architecture}`, "linux", architecture, "glibc")),
  ...linux.map((architecture) => platform(`musllinux_${architecture}`, "linux", architecture, "musl")),
  platform("macosx_x86_64", "macos", "x86_64"),
  platform("macosx_arm64", "macos", "arm64"),
  platform("macosx_universal2", "macos", "universal2"),
  platform("win32", "windows", "win32"),
  platform("win_amd64", "windows", "amd64"),
  platform("win_arm64", "windows", "win_arm64"),
];

function platform(name: string, system: System, architecture: Architecture, libc?: "glibc" | "musl") {
  return { name, system, libc, architecture };
}

/** Where PyPy and GraalPy are published for. */
const pypyPlatforms = /^(manylinux_(x86_64|i686|aarch64)|macosx_(x86_64|arm64)|win_amd64)$/;
const graalpyPlatforms = /^(manylinux_(x86_64|aarch64)|macosx_(x86_64|arm64)|win_amd64)$/;

/** Every identifier of a generation that Wheelway has a name for, too. */
export function identifiersOf(generation: Generation): readonly Identifier[] {
  return interpreters[generation].split(" ").flatMap((written) => {
    const interpreter = parseInterpreter(written.replace(/_\d+$/, ""));
    if (!interpreter || !knownInterpreterNames.includes(interpreter.name)) return [];
    return platforms
      .filter(({ name }) => exists(interpreter, name))
      .map(({ name, ...rest }) => ({ id: `${written}-${name}`, interpreter, ...rest }));
  });
}

/** Interpreters of a generation that Wheelway does not know: `cp37`. */
export function forgottenInterpreters(generation: Generation): readonly string[] {
  return interpreters[generation]
    .split(" ")
    .filter((name) => !knownInterpreterNames.includes(name.replace(/_\d+$/, "")));
}

function exists({ implementation, minor }: Interpreter, name: string): boolean {
  if (implementation === "pp") return pypyPlatforms.test(name);
  if (implementation === "gp") return graalpyPlatforms.test(name);
  return name === "win_arm64" ? minor >= 9 : true;
}

export interface Selection {
  readonly generation: Generation;
  /** Globs; empty: everything. */
  readonly build: readonly string[];
  readonly skip: readonly string[];
  readonly enable: readonly string[];
  /** PEP 440. */
  readonly requiresPython: string | undefined;
}

/** The identifiers that the options select, all systems and architectures together. */
export function selectIdentifiers(selection: Selection): readonly Identifier[] {
  const { generation, build, skip, enable, requiresPython } = selection;
  const wanted = globMatcher(build.length > 0 ? build : ["*"]);
  const skipped = skip.length > 0 ? globMatcher(skip) : () => false;
  const off = Object.entries(groups[generation])
    .filter(([group]) => !enable.includes(group) && !enable.includes("all"))
    .flatMap(([, names]) => names);
  return identifiersOf(generation).filter(
    ({ id, interpreter }) =>
      wanted(id) &&
      !skipped(id) &&
      !off.includes(id.split("-", 1)[0] ?? "") &&
      // The last patch release that there may be, as cibuildwheel asks it.
      (requiresPython === undefined || satisfies(`${pythonVersion(interpreter)}.99`, requiresPython)),
  );
}

const allArchitectures: Readonly<Record<System, readonly Architecture[]>> = {
  linux,
  macos: ["x86_64", "arm64", "universal2"],
  windows: ["win32", "amd64", "win_arm64"],
};
const windowsNames: Readonly<Record<string, Architecture>> = {
  x86: "win32",
  amd64: "amd64",
  arm64: "win_arm64",
};
const halves: Readonly<Partial<Record<Architecture, Architecture>>> = {
  x86_64: "i686",
  amd64: "win32",
  aarch64: "armv7l",
};

/** What `archs` means on a machine. Names that the system does not have are left out. */
export function architecturesOf(
  archs: readonly string[],
  { system, architecture }: { readonly system: System; readonly architecture: string },
  generation: Generation,
): readonly Architecture[] {
  const named = (name: string) =>
    system === "windows"
      ? windowsNames[name.toLowerCase()]
      : allArchitectures[system].find((one) => one === name.toLowerCase());
  const native = named(architecture);
  const half = native && system !== "macos" ? halves[native] : undefined;
  return archs
    .flatMap((one) => one.split(","))
    .flatMap((name) => {
      const own = [native].filter((one) => one !== undefined);
      const small = half === undefined || native === "aarch64" ? [] : [half];
      switch (name) {
        case "all":
          return allArchitectures[system];
        case "native":
        case "auto64":
          return own;
        case "auto32":
          return small;
        case "auto":
          // Up to version 2, `auto` had i686 on Linux as well.
          return system === "windows" || generation === 2 ? [...own, ...small] : own;
        default:
          return named(name) ?? [];
      }
    });
}
