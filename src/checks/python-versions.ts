/** Do Requires-Python, the classifiers and the wheels speak of the same Pythons? */

import type { Wheel } from "../artifacts/archive.ts";
import { letsIn } from "../artifacts/fields/specifiers.ts";
import { shown } from "../artifacts/fields/metadata-problem.ts";
import { wheelTags, type WheelTag } from "../tags/wheel-name.ts";
import type { Check } from "./check.ts";
import { finding, type Finding } from "./finding.ts";

export const pythonVersions: Check = {
  name: "python-versions",
  title: "Requires-Python lets in the Pythons that the wheels are for, and the classifiers name them.",
  codes: ["WW037", "WW038"],
  run: ({ wheels }) => [...wheels.flatMap(shutOut), ...judgeClassifiers(wheels)],
};

/** One Python, or (`onwards`) that one and all later ones with the same first number. */
interface Served {
  readonly major: number;
  readonly minor: number;
  readonly onwards: boolean;
  readonly cpython: boolean;
}

/** Later Pythons that a tag may serve as well. */
const latest = 30;

/** Which Pythons a tag serves (the rules of `packaging.tags`); `undefined` for interpreters that are not known. */
function servedBy({ python, abi }: WheelTag): Served | undefined {
  const match = /^(py|cp|pp|graalpy|gp)(\d)(\d*)$/.exec(python);
  if (!match) return undefined;
  const [, kind = "", major = "", minor = ""] = match;
  // cp3 and pp3 name no Python of their own.
  if (minor === "" && kind !== "py") return { major: Number(major), minor: 0, onwards: true, cpython: true };
  const onwards = kind === "py" || /^abi3t?$/.test(abi);
  const cpython = kind === "py" || kind === "cp";
  return { major: Number(major), minor: Number(minor), onwards, cpython };
}

/** Requires-Python shuts out every Python that the wheel is for. */
function shutOut({ name, metadata }: Wheel): Finding[] {
  const { requiresPython } = metadata;
  if (requiresPython === undefined) return [];
  const served = wheelTags(name).map(servedBy);
  const open = served.some((one) => {
    if (one === undefined) return true;
    const last = one.onwards ? latest : one.minor;
    for (let minor = one.minor; minor <= last; minor += 1) {
      if (letsIn(requiresPython, one.major, minor)) return true;
    }
    return false;
  });
  if (open) return [];
  const message = `it is for ${name.pythons.join(".")}, but Requires-Python is ${shown(requiresPython)}`;
  return [finding("WW037", name.file, message)];
}

/** Judges the minor versions of CPython 3 that are named, against those that have wheels of their own. */
function judgeClassifiers(wheels: readonly Wheel[]): Finding[] {
  const named = new Set<number>();
  for (const { metadata } of wheels) {
    for (const classifier of metadata.classifiers) {
      const minor = /^Programming Language :: Python :: 3\.(\d+)$/.exec(classifier)?.[1];
      if (minor !== undefined) named.add(Number(minor));
    }
  }
  const served = wheels
    .flatMap(({ name }) => wheelTags(name).map(servedBy))
    .filter((one): one is Served => one !== undefined && one.cpython && one.major === 3);
  const own = new Set(served.filter(({ onwards }) => !onwards).map(({ minor }) => minor));
  // Of one Python alone nothing can be said: it may be a part of the set.
  if (named.size === 0 || own.size < 2) return [];
  const covered = (minor: number) =>
    own.has(minor) || served.some((one) => one.onwards && one.minor <= minor);
  const without = sorted(named).filter((minor) => !covered(minor));
  const unnamed = sorted(own).filter((minor) => !named.has(minor));
  return [...withoutWheel(without, own), ...withoutClassifier(unnamed)];
}

/** A gap in the middle is hardly meant; at the ends a Python may be too old or too new for wheels. */
function withoutWheel(minors: readonly number[], own: ReadonlySet<number>): Finding[] {
  if (minors.length === 0) return [];
  const [oldest, newest] = [Math.min(...own), Math.max(...own)];
  const gap = minors.some((minor) => minor > oldest && minor < newest);
  const message = `the classifiers name Python ${list(minors)}, but no wheel is for CPython ${list(minors)}`;
  return [finding("WW038", undefined, message, { severity: gap ? "warning" : "note" })];
}

function withoutClassifier(minors: readonly number[]): Finding[] {
  if (minors.length === 0) return [];
  const message = `there are wheels for CPython ${list(minors)}, which no classifier names`;
  return [finding("WW038", undefined, message)];
}

function list(minors: readonly number[]): string {
  return minors.map((minor) => `3.${minor}`).join(", ");
}

function sorted(minors: ReadonlySet<number>): number[] {
  return [...minors].sort((a, b) => a - b);
}
