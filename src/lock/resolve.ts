/** Which build requirements have to be resolved, and how uv is asked. Pure. */

import { familyOf, pythonVersion, type Interpreter } from "../tags/interpreter.ts";
import { parseTarget, type Target } from "../tags/target.ts";
import { dynamicFor } from "./facts.ts";
import { byCodeUnit, type Lock, type RequirementSet } from "./lock.ts";
import { requirementsText } from "./lookup.ts";
import { uvPlatform } from "./uv-platform.ts";
import type { Wanted } from "./wanted.ts";

/** One run of `uv pip compile`, for all targets that give it the same question. */
export interface Resolution {
  /** `3.12-x86_64-manylinux_2_28`, `3.11-universal`, `sdist`. */
  readonly id: string;
  readonly targets: readonly string[];
  /** PEP 508 lines: what pyproject.toml requires, and what the back end is known to ask for. */
  readonly requires: readonly string[];
  readonly dynamic: readonly string[];
  /** Options of uv that are its own. */
  readonly options: readonly string[];
  /** What the lock has now, as a requirements file: uv keeps these versions where they fit. */
  readonly preferences: string;
}

/** "none": keep what fits; "all": newest of everything; names: newest of these packages. */
export type Update = "none" | "all" | readonly string[];

/**
 * The sdist is made with whatever Python a machine has, so its set is universal: uv keeps markers, from the oldest
 * Python on. The same for PyPy and GraalPy, which uv can only answer for CPython's markers otherwise.
 */
export function resolutionsFor(wanted: Wanted, lock: Lock, update: Update): Resolution[] {
  const { requires } = wanted;
  const grouped = new Map<string, { targets: Target[]; options: string[]; dynamic: string[] }>();
  for (const target of wanted.targets) {
    const { id, options } = question(target);
    // uv's names tell the system but for "universal".
    const key = options.includes("--universal") ? `${id}-${target.platform.system}` : id;
    const group = grouped.get(key) ?? {
      targets: [],
      options,
      dynamic: dynamicFor(lock.facts, target.platform.system),
    };
    group.targets.push(target);
    grouped.set(key, group);
  }
  const resolutions = [...grouped].map(([id, { targets, options, dynamic }]) => ({
    id,
    targets: targets.map((target) => target.id),
    dynamic,
    options: [...options, ...upgrades(update)],
    preferences: preferences(lock, targets, update),
  }));
  const oldest = oldestPython(wanted.targets.map(({ interpreter }) => interpreter));
  const sdist = {
    id: "sdist",
    targets: ["sdist"],
    dynamic: dynamicFor(lock.facts, "sdist"),
    options: ["--python-version", oldest, "--universal", ...upgrades(update)],
    preferences: preferences(lock, [], update),
  };
  return [sdist, ...resolutions.sort((a, b) => byCodeUnit(a.id, b.id))].map((one) => ({ ...one, requires }));
}

function question({ interpreter, platform }: Target): { id: string; options: string[] } {
  const version = pythonVersion(interpreter);
  const family = familyOf(interpreter);
  const exact = family === "cpython" || family === "cpython-free-threaded" ? uvPlatform(platform) : undefined;
  const options = ["--python-version", version];
  return exact === undefined
    ? { id: `${version}-universal`, options: [...options, "--universal"] }
    : { id: `${version}-${exact}`, options: [...options, "--python-platform", exact] };
}

function oldestPython(interpreters: readonly Interpreter[]): string {
  const [oldest] = [...interpreters].sort((a, b) => a.major - b.major || a.minor - b.minor);
  if (!oldest) throw new TypeError("a lock needs a target");
  return pythonVersion(oldest);
}

function upgrades(update: Update): string[] {
  if (update === "none") return [];
  return update === "all" ? ["--upgrade"] : update.flatMap((name) => ["--upgrade-package", name]);
}

/** The set that served these targets before, else that of the nearest Python: a new target gets no other versions. */
function preferences(lock: Lock, targets: readonly Target[], update: Update): string {
  if (update === "all") return "";
  const ids = new Set(targets.length === 0 ? ["sdist"] : targets.map(({ id }) => id));
  const minor = targets[0]?.interpreter.minor ?? 0;
  const distance = (set: RequirementSet): number => {
    if (set.targets.some((id) => ids.has(id))) return -1;
    const minors = set.targets.map((id) => parseTarget(id)?.interpreter.minor ?? 100);
    return Math.min(...minors.map((one) => Math.abs(one - minor)));
  };
  const [best] = [...lock.build].sort((a, b) => distance(a) - distance(b));
  return best ? requirementsText(best.packages, lock.packages) : "";
}
