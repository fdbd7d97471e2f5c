/** How long a target takes, made in each way: as it was remembered, converted by named factors, or guessed. */

import type { Target } from "../tags/target.ts";
import type { CostData } from "./cost-data.ts";
import type { KnownTime } from "./expected-time.ts";
import type { Making } from "./runners.ts";

/**
 * `remembered`: made in this way before; `converted`: made in another way before, and multiplied by a factor; `siblings`: as
 * long as other targets of the project; `guess`: nothing is known.
 */
export const timeOrigins = ["remembered", "converted", "siblings", "guess"] as const;
export type TimeOrigin = (typeof timeOrigins)[number];

/** Seconds on one core. */
export interface TargetTime extends KnownTime {
  readonly from: TimeOrigin;
}

export interface Memory {
  /** Target -> what its tasks took on this machine. */
  readonly known: ReadonlyMap<string, KnownTime>;
  /** How this machine makes a target. */
  readonly madeHere: (target: Target) => Making;
  /** Of an id. */
  readonly targetOf: (id: string) => Target | undefined;
}

export type TimeOf = (target: Target, making: Making, builds: boolean) => TargetTime;

/** `builds`: it builds a wheel of its own, and is not only tested. */
export function targetTimes({ known, madeHere, targetOf }: Memory, { factors, seconds }: CostData): TimeOf {
  const factor = (making: Making): KnownTime => {
    switch (making) {
      case "native":
        return { build: 1, test: 1 };
      case "cross":
        return { build: factors.crossBuild.factor, test: factors.crossTest.factor };
      case "emulated":
        return { build: factors.emulatedBuild.factor, test: factors.emulatedTest.factor };
    }
  };
  const natives = [...known].flatMap(([id, time]) => {
    const target = targetOf(id);
    return target === undefined ? [] : [divided(time, factor(madeHere(target)))];
  });
  const like = {
    build: median(natives.map(({ build }) => build)) ?? seconds.wheel.seconds,
    test: median(natives.map(({ test }) => test)) ?? seconds.test.seconds,
  };
  return (target, making, builds) => {
    const own = known.get(target.id);
    const of = factor(making);
    const only = ({ build, test }: KnownTime) => ({ build: builds ? build : 0, test });
    if (own && (!builds || own.build > 0)) {
      const here = madeHere(target);
      if (here === making) return { ...only(own), from: "remembered" };
      return { ...only(multiplied(divided(own, factor(here)), of)), from: "converted" };
    }
    return { ...only(multiplied(like, of)), from: natives.length > 0 ? "siblings" : "guess" };
  };
}

function multiplied(time: KnownTime, by: KnownTime): KnownTime {
  return { build: time.build * by.build, test: time.test * by.test };
}

function divided(time: KnownTime, by: KnownTime): KnownTime {
  return { build: time.build / by.build, test: time.test / by.test };
}

/** Of those that took any time: a target whose wheel another one builds says nothing of builds. */
function median(values: readonly number[]): number | undefined {
  const sorted = values.filter((value) => value > 0).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
