/** Splits the targets of a plan into slices, one a CI job: by the kind of machine that they need, balanced by expected time. */

import { compareTargets, type Target } from "../tags/target.ts";
import { compareInterpreters, familyOf } from "../tags/interpreter.ts";
import { assignWheels, type Kinds } from "./assign.ts";
import { runnerKinds, runnersFor, type RunnerKind } from "./runners.ts";

/** The sdist is made by a job of its own, whose folder is one of those that are gathered. */
export const sdistSlice = "sdist";

export interface Slice {
  /** The kind of machine, with a number where there are several: `linux-x86_64`, `linux-x86_64-2`. */
  readonly name: string;
  readonly runner: RunnerKind;
  /** Target ids, sorted as everywhere; never empty. */
  readonly targets: readonly string[];
  /** Seconds on one core after another; for balance, not a promise. */
  readonly expectedSeconds: number;
  /** The sdist is installed and tested here: once on each kind of machine. */
  readonly testsSdist: boolean;
  /** The declared pure wheel beside the binaries is made here. */
  readonly fallback: boolean;
}

export interface SlicesInput {
  readonly targets: readonly Target[];
  readonly kinds: Kinds;
  /** `undefined`: one for each kind of machine. */
  readonly count: number | undefined;
  /** The kinds of machines that there are; default: all. */
  readonly runners?: readonly RunnerKind[] | undefined;
  /** Seconds of a target on such a machine; `builds`: it builds a wheel of its own. */
  readonly seconds: (target: Target, runner: RunnerKind, builds: boolean) => number;
  /** Does the project declare a pure wheel beside its binaries? */
  readonly fallback: boolean;
}

export type SlicesProblem =
  /** No machine of the given kinds can make these targets. */
  | { readonly problem: "no-runner"; readonly targets: readonly string[] }
  /** At least so many kinds of machines are needed. */
  | { readonly problem: "too-few"; readonly needed: readonly RunnerKind[] }
  /** There is not so much that can be built apart. */
  | { readonly problem: "too-many"; readonly most: number; readonly learning: boolean };

/** What stays together: one wheel and the targets that it serves on one kind of machine. */
interface Unit {
  readonly runner: RunnerKind;
  readonly targets: readonly Target[];
  readonly seconds: number;
}

/** The same input gives the same slices; no target is in two, and none is left out. */
export function makeSlices(input: SlicesInput): readonly Slice[] | SlicesProblem {
  const chosen = chooseRunners(input);
  if ("problem" in chosen) return chosen;
  const units = makeUnits(input, chosen);
  const used = runnerKinds.filter((runner) => units.some((unit) => unit.runner === runner));
  const count = input.count ?? used.length;
  if (count < used.length) return { problem: "too-few", needed: used };
  if (count > units.length) {
    const learning = input.targets.some(({ interpreter }) => !input.kinds[familyOf(interpreter)]);
    return { problem: "too-many", most: units.length, learning };
  }
  const shares = shareOut(used, units, count);
  return used
    .flatMap((runner) => {
      const own = units.filter((unit) => unit.runner === runner);
      const tested = newest(own);
      return balance(own, shares.get(runner) ?? 1).map((slice, index, all) => ({
        ...toSlice(slice, runner, index, all.length),
        testsSdist: slice.some(({ targets }) => targets.some(({ id }) => id === tested)),
      }));
    })
    .map((slice, index) => ({ ...slice, fallback: input.fallback && index === 0 }));
}

/** Native machines, unless there are fewer slices than kinds of machines: then one kind of Linux makes the other's, too. */
function chooseRunners({
  targets,
  count,
  runners = runnerKinds,
}: SlicesInput): Map<Target, RunnerKind> | SlicesProblem {
  const choose = (kinds: readonly RunnerKind[]) =>
    new Map(
      targets.flatMap((target) => {
        const runner = runnersFor(target).find((kind) => kinds.includes(kind));
        return runner === undefined ? [] : [[target, runner] as const];
      }),
    );
  const chosen = choose(runners);
  const without = targets.filter((target) => !chosen.has(target)).map(({ id }) => id);
  if (without.length > 0) return { problem: "no-runner", targets: without };
  const several = new Set(chosen.values());
  const both = several.has("linux-x86_64") && several.has("linux-aarch64");
  if (count === undefined || count >= several.size || !both) return chosen;
  return choose(runners.filter((kind) => kind !== "linux-aarch64"));
}

function makeUnits(
  { targets, kinds, seconds }: SlicesInput,
  chosen: ReadonlyMap<Target, RunnerKind>,
): Unit[] {
  const sorted = [...targets].sort(compareTargets);
  const groups = new Map<string, Target[]>();
  for (const { target, builtBy } of assignWheels(sorted, kinds, () => true)) {
    // Of a family that is not known yet, one wheel may serve all of a platform.
    const wheel = builtBy?.id ?? `${familyOf(target.interpreter)} ${target.platform.name}`;
    const key = `${chosen.get(target) ?? ""} ${wheel}`;
    groups.set(key, [...(groups.get(key) ?? []), target]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    const runner = first && chosen.get(first);
    if (!first || !runner) return [];
    const known = kinds[familyOf(first.interpreter)];
    const whole = group.map((target, index) => seconds(target, runner, index === 0 || !known));
    return [{ runner, targets: group, seconds: whole.reduce((a, b) => a + b, 0) }];
  });
}

/** How many slices each kind of machine gets: one, then one more wherever a slice would take longest. */
function shareOut(
  used: readonly RunnerKind[],
  units: readonly Unit[],
  count: number,
): ReadonlyMap<RunnerKind, number> {
  const shares = new Map(used.map((runner) => [runner, 1]));
  const load = (runner: RunnerKind) => {
    const own = units.filter((unit) => unit.runner === runner);
    const share = shares.get(runner) ?? 1;
    return share >= own.length ? -1 : own.reduce((sum, unit) => sum + unit.seconds, 0) / share;
  };
  for (let given = used.length; given < count; given += 1) {
    const [busiest] = [...used].sort((a, b) => load(b) - load(a) || compare(a, b));
    if (busiest) shares.set(busiest, (shares.get(busiest) ?? 1) + 1);
  }
  return shares;
}

/** Longest first, each into the slice that has least so far (Graham's rule: at most 4/3 of the best). */
function balance(units: readonly Unit[], count: number): Unit[][] {
  const slices = Array.from({ length: count }, (): Unit[] => []);
  const total = (slice: readonly Unit[]) => slice.reduce((sum, { seconds }) => sum + seconds, 0);
  const longestFirst = [...units].sort((a, b) => b.seconds - a.seconds || compare(idOf(a), idOf(b)));
  for (const unit of longestFirst) {
    // An empty slice first, so that none stays empty where units take no time.
    const [least] = [...slices].sort((a, b) => total(a) - total(b) || a.length - b.length);
    least?.push(unit);
  }
  return slices.sort((a, b) => byTarget(a[0], b[0]));
}

function toSlice(units: readonly Unit[], runner: RunnerKind, index: number, count: number): Slice {
  const targets = units.flatMap((unit) => unit.targets).sort(compareTargets);
  return {
    name: count === 1 ? runner : `${runner}-${index + 1}`,
    runner,
    targets: targets.map(({ id }) => id),
    expectedSeconds: Math.round(units.reduce((sum, { seconds }) => sum + seconds, 0)),
    testsSdist: false,
    fallback: false,
  };
}

/** The target that a build on this kind of machine alone would test the sdist with. */
function newest(units: readonly Unit[]): string | undefined {
  const pypy = (target: Target) => Number(familyOf(target.interpreter) !== "cpython");
  const [first] = units
    .flatMap(({ targets }) => targets)
    .sort(
      (a, b) => pypy(a) - pypy(b) || compareInterpreters(b.interpreter, a.interpreter) || compare(a.id, b.id),
    );
  return first?.id;
}

function byTarget(a: Unit | undefined, b: Unit | undefined): number {
  const [first, second] = [a?.targets[0], b?.targets[0]];
  return first && second ? compareTargets(first, second) : 0;
}

function idOf(unit: Unit | undefined): string {
  return unit?.targets[0]?.id ?? "";
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
