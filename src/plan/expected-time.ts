/** How long a target will take: as remembered, else estimated from its siblings, else from what such builds took elsewhere. */

import type { Target } from "../tags/target.ts";
import type { Making } from "./runners.ts";

/**
 * Times of what is made natively, from measurements of November 2026: emulation took 6 to 10 times as long (one C file of
 * zstd: 8.7), cross-compilation as long as a native build.
 */
export const timeFactors: Readonly<Record<Making, { readonly build: number; readonly test: number }>> = {
  native: { build: 1, test: 1 },
  cross: { build: 1, test: 6 },
  emulated: { build: 8, test: 6 },
};

/** Seconds of one target that nothing is known of, made natively. */
const guessed = { build: 60, test: 15 };

/** What the tasks of one target took, in seconds. */
export interface KnownTime {
  readonly build: number;
  readonly test: number;
}

/** From task id -> seconds; targets whose wheel another one builds have tests alone. */
export function knownTimes(durations: Readonly<Record<string, number>>): ReadonlyMap<string, KnownTime> {
  const known = new Map<string, KnownTime>();
  for (const [task, seconds] of Object.entries(durations)) {
    const [, kind, target] = /^(environment|wheel|test):(?!sdist\b)([^:]+)/.exec(task) ?? [];
    if (kind === undefined || target === undefined || !(seconds >= 0)) continue;
    const before = known.get(target) ?? { build: 0, test: 0 };
    const part = kind === "test" ? "test" : "build";
    known.set(target, { ...before, [part]: before[part] + seconds });
  }
  return known;
}

export interface Expected extends KnownTime {
  /** Where the figures come from. */
  readonly from: "remembered" | "siblings" | "guess";
}

/**
 * @param builds does it build a wheel of its own, or is it only tested?
 * @param known of this project; made on this machine, so natively as far as its architecture is the same
 */
export function expectedTime(
  target: Target,
  making: Making,
  builds: boolean,
  known: ReadonlyMap<string, KnownTime>,
): Expected {
  const own = known.get(target.id);
  if (own && (!builds || own.build > 0)) return { ...own, build: builds ? own.build : 0, from: "remembered" };
  const siblings = [...known].filter(([id]) => id.endsWith(`_${target.platform.architecture}`));
  const [chosen, factor] =
    siblings.length > 0 ? [siblings, timeFactors.native] : [[...known], timeFactors[making]];
  const base = {
    build: median(chosen.map(([, { build }]) => build).filter((seconds) => seconds > 0)) ?? guessed.build,
    test: median(chosen.map(([, { test }]) => test).filter((seconds) => seconds > 0)) ?? guessed.test,
  };
  return {
    build: builds ? base.build * factor.build : 0,
    test: base.test * factor.test,
    from: chosen.length > 0 ? "siblings" : "guess",
  };
}

function median(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
