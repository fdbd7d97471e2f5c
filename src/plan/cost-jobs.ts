/** The jobs of one run on one CI: how long each takes, by what it finds in its caches, and what it is charged. */

import type { Target } from "../tags/target.ts";
import type { CostData, Machine, SystemPrices } from "./cost-data.ts";
import type { RunnerKind } from "./runners.ts";

/**
 * `cold`: nothing is there; `edited`: what was compiled before is in the compiler cache; `unchanged`: every result is in the
 * result store.
 */
export const cacheStates = ["cold", "edited", "unchanged"] as const;
export type CacheState = (typeof cacheStates)[number];

/** One target in a job. */
export interface Unit {
  readonly target: Target;
  /** Seconds on one core, with nothing in any cache. */
  readonly build: number;
  readonly test: number;
  /** Does its build use the compiler cache? */
  readonly cached: boolean;
}

export interface Job {
  readonly name: string;
  readonly runner: RunnerKind;
  /** Built and tested, side by side. */
  readonly units: readonly Unit[];
  /** Seconds of what every run does here before or after, whatever is cached. */
  readonly always: number;
  /** Seconds of the sdist's own test, which builds from it once more. */
  readonly sdistTest: number;
}

export interface Charge {
  /** How long the job runs. */
  readonly seconds: number;
  /** What is counted, in whole steps of the system. */
  readonly minutes: number;
  readonly money: number;
  /** Of the free minutes of a month. */
  readonly freeMinutes: number;
}

/** Seconds of a job, with everything that no target has a part in. */
export function jobSeconds(
  job: Job,
  state: CacheState,
  machine: Machine,
  { factors, seconds }: CostData,
): number {
  const fixed = seconds.setUp.seconds + job.always / machine.speed;
  if (state === "unchanged") return fixed;
  const part = (cached: boolean) => (state === "edited" && cached ? factors.compilerCache.factor : 1);
  const chains = job.units.map(({ build, test, cached }) => build * part(cached) + test);
  const platforms = new Set(
    job.units.flatMap(({ target: { platform } }) => (platform.system === "linux" ? [platform.name] : [])),
  );
  const all = [...chains, job.sdistTest * part(job.units.some(({ cached }) => cached))];
  // No order can be better than this, and longest first is at most a third worse (Graham).
  const work = Math.max(sum(all) / machine.cores, ...all);
  return fixed + platforms.size * seconds.image.seconds + work / machine.speed;
}

export function charge(
  seconds: number,
  machine: Machine,
  { roundUpSeconds }: Pick<SystemPrices, "roundUpSeconds">,
): Charge {
  const steps = Math.max(1, Math.ceil(seconds / roundUpSeconds));
  const minutes = (steps * roundUpSeconds) / 60;
  return { seconds, minutes, money: minutes * machine.perMinute, freeMinutes: minutes * machine.multiplier };
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
