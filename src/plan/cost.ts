/** What one run costs on each CI, with native machines, cross-compiled and emulated, by what is in the caches. */

import { compareTargets, type Target } from "../tags/target.ts";
import { familyOf } from "../tags/interpreter.ts";
import { assignWheels, type Kinds } from "./assign.ts";
import type { CostData, SystemPrices } from "./cost-data.ts";
import { charge, jobSeconds, sum, type CacheState, type Charge, type Job } from "./cost-jobs.ts";
import { timeOrigins, type TimeOf, type TimeOrigin } from "./cost-time.ts";
import { makingOn, runnerKinds, runnersFor, type Crosses, type Making, type RunnerKind } from "./runners.ts";
import { makeSlices, type Slice, type SlicesProblem } from "./slices.ts";

export interface CostInput {
  readonly targets: readonly Target[];
  readonly kinds: Kinds;
  /** Of slices; `undefined`: one for each kind of machine. */
  readonly count: number | undefined;
  /** Kinds of machines that may be used; `undefined`: all that a CI has. */
  readonly runners: readonly RunnerKind[] | undefined;
  readonly fallback: boolean;
  readonly crosses: Crosses;
  readonly time: TimeOf;
  /** Seconds of making the sdist, and of its own test. */
  readonly sdist: { readonly make: number; readonly test: number };
  readonly compilerCache: (target: Target) => boolean;
  readonly data: CostData;
}

export interface JobCost {
  readonly name: string;
  readonly runner: RunnerKind;
  /** As the CI calls it. */
  readonly machine: string;
  readonly targets: readonly string[];
  readonly charges: Readonly<Record<CacheState, Charge>>;
}

/** All jobs of a run together; `seconds` from the beginning of the first to the end of the last. */
export type RunCost = Readonly<Record<CacheState, Charge>>;

export interface CostRow {
  /** As in the data: `github`. */
  readonly system: string;
  /** How many targets are made in each way. */
  readonly made: Readonly<Record<Making, number>>;
  /** How many targets' times come from where. */
  readonly times: Readonly<Record<TimeOrigin, number>>;
  readonly jobs: readonly JobCost[];
  readonly run: RunCost;
  /** Targets that no machine of the CI can make. */
  readonly leftOut: readonly string[];
}

/** A CI on which it cannot be run as asked. */
export interface CostProblem {
  readonly system: string;
  readonly problem: SlicesProblem;
}

/** The same input gives the same rows; ways that come to the same are one row. */
export function costRows(input: CostInput): (CostRow | CostProblem)[] {
  return Object.entries(input.data.systems).flatMap(([system, prices]) => {
    const seen = new Set<string>();
    return waysOn(prices, input).flatMap((way) => {
      const row = rowOf(system, prices, way, input);
      const key = JSON.stringify(
        "problem" in row ? row : [row.made, row.jobs.map(({ name, targets }) => [name, targets])],
      );
      if (seen.has(key)) return [];
      seen.add(key);
      return [row];
    });
  });
}

interface Way {
  readonly runners: readonly RunnerKind[];
  readonly crosses: Crosses;
}

/** With every kind of machine; without aarch64 Linux, cross-compiling where that can be; and emulating in its place. */
function waysOn({ machines }: SystemPrices, { runners = runnerKinds, crosses }: CostInput): Way[] {
  const all = runnerKinds.filter((kind) => machines[kind] !== undefined && runners.includes(kind));
  const without = all.includes("linux-x86_64") ? all.filter((kind) => kind !== "linux-aarch64") : all;
  return [
    { runners: all, crosses },
    { runners: without, crosses },
    { runners: without, crosses: () => false },
  ];
}

function rowOf(
  system: string,
  prices: SystemPrices,
  { runners, crosses }: Way,
  input: CostInput,
): CostRow | CostProblem {
  const can = input.targets.filter((target) => runnersFor(target).some((kind) => runners.includes(kind)));
  const leftOut = input.targets.filter((target) => !can.includes(target)).map(({ id }) => id);
  const problem = (found: SlicesProblem): CostProblem => ({ system, problem: found });
  if (can.length === 0) return problem({ problem: "no-runner", targets: leftOut });
  const time = (target: Target, runner: RunnerKind, builds: boolean) =>
    input.time(target, makingOn(target, runner, crosses), builds);
  const slices = makeSlices({
    ...input,
    targets: can,
    runners,
    seconds: (target, runner, builds) => {
      const { build, test } = time(target, runner, builds);
      return build + test;
    },
  });
  if ("problem" in slices) return problem(slices);
  const builders = buildersIn(slices, can, input.kinds);
  const timed = slices.map((slice) =>
    slice.targets.flatMap((id) => {
      const target = can.find((one) => one.id === id);
      if (!target) return [];
      const making = makingOn(target, slice.runner, crosses);
      return [{ target, making, ...time(target, slice.runner, builders.has(`${slice.name} ${id}`)) }];
    }),
  );
  const targets = timed.flat();
  const jobs = jobsOf(slices, timed, runners, input);
  const costs = jobs.map((job) => costOf(job, prices, input.data));
  return {
    system,
    made: counted(
      ["native", "cross", "emulated"],
      targets.map(({ making }) => making),
    ),
    times: counted(
      timeOrigins,
      targets.map(({ from }) => from),
    ),
    jobs: costs,
    run: runOf(costs, slices.length > 1),
    leftOut,
  };
}

/** "slice target" of each target that builds a wheel there: the first of those that the wheel serves, as slices keep them together. */
function buildersIn(slices: readonly Slice[], targets: readonly Target[], kinds: Kinds): ReadonlySet<string> {
  const sorted = [...targets].sort(compareTargets);
  const assigned = assignWheels(sorted, kinds, () => true);
  const found = new Set<string>();
  for (const slice of slices) {
    const built = new Set<string>();
    for (const { target, builtBy } of assigned) {
      if (!slice.targets.includes(target.id)) continue;
      const learned = kinds[familyOf(target.interpreter)] !== undefined;
      const wheel = builtBy?.id ?? target.id;
      if (learned && built.has(wheel)) continue;
      built.add(wheel);
      found.add(`${slice.name} ${target.id}`);
    }
  }
  return found;
}

function jobsOf(
  slices: readonly Slice[],
  timed: readonly (readonly { readonly target: Target; readonly build: number; readonly test: number }[])[],
  runners: readonly RunnerKind[],
  { sdist, data, compilerCache }: CostInput,
): Job[] {
  const alone = slices.length === 1;
  const gather = data.seconds.gather.seconds;
  const jobs = slices.map((slice, index): Job => ({
    name: slice.name,
    runner: slice.runner,
    units: (timed[index] ?? []).map((unit) => ({ ...unit, cached: compilerCache(unit.target) })),
    always: alone ? sdist.make + gather : 0,
    sdistTest: slice.testsSdist ? sdist.test : 0,
  }));
  if (alone) return jobs;
  const runner = runners.includes("linux-x86_64") ? "linux-x86_64" : (runners[0] ?? "linux-x86_64");
  const light = (name: string, always: number): Job => ({ name, runner, units: [], always, sdistTest: 0 });
  return [light("plan", sdist.make), ...jobs, light("gather", gather)];
}

function costOf(job: Job, prices: SystemPrices, data: CostData): JobCost {
  const machine = prices.machines[job.runner];
  if (!machine) throw new TypeError(`there is no ${job.runner}`);
  const charges = (state: CacheState) => charge(jobSeconds(job, state, machine, data), machine, prices);
  return {
    name: job.name,
    runner: job.runner,
    machine: machine.label,
    targets: job.units.map(({ target }) => target.id),
    charges: byState(charges),
  };
}

/** Slices run side by side, after the plan and before the gathering. */
function runOf(jobs: readonly JobCost[], several: boolean): RunCost {
  return byState((state) => {
    const charges = jobs.map((job) => job.charges[state]);
    const times = charges.map(({ seconds }) => seconds);
    const [first = 0, last = 0] = several ? [times[0], times.at(-1)] : [];
    const longest = Math.max(0, ...(several ? times.slice(1, -1) : times));
    return {
      seconds: first + longest + last,
      minutes: sum(charges.map(({ minutes }) => minutes)),
      money: sum(charges.map(({ money }) => money)),
      freeMinutes: sum(charges.map(({ freeMinutes }) => freeMinutes)),
    };
  });
}

function byState<T>(of: (state: CacheState) => T): Record<CacheState, T> {
  return { cold: of("cold"), edited: of("edited"), unchanged: of("unchanged") };
}

function counted<Name extends string>(names: readonly Name[], found: readonly Name[]): Record<Name, number> {
  const counts = names.map((name) => [name, found.filter((one) => one === name).length]);
  return Object.fromEntries(counts) as Record<Name, number>;
}
