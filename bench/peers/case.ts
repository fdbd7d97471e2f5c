/** One question to all: what is built, by whom, and what the answer is held against. */

import { medianOf, type Measure, type Row } from "./compare.ts";
import type { World } from "./world.ts";

export interface Asked {
  /** `undefined`: as many as the case thinks right. */
  readonly runs: number | undefined;
  readonly tell: (text: string) => void;
}

export interface Goal {
  readonly what: string;
  readonly limit: number;
  /** Whether the value must not be above the limit, or not below. */
  readonly bound: "at most" | "at least";
  readonly unit: "×" | "s" | "starts";
}

/** `undefined`: nothing was measured that it could be held against. */
export interface Judged extends Goal {
  readonly value: number | undefined;
}

export interface Answer {
  readonly rows: readonly Row[];
  readonly goals: readonly Judged[];
  /** Which measure of which rows the plot shows. */
  readonly shows: Measure;
  readonly notes?: readonly string[];
}

export interface Case {
  readonly name: string;
  readonly title: string;
  /** Runs of each subject, beside one that is not counted. */
  readonly runs: number;
  answer(world: World, asked: Asked): Promise<Answer>;
}

/** One subject's median over another's. */
export function ratio(
  rows: readonly Row[],
  [over, under]: readonly [over: string, under: string],
  measure: Measure,
  what?: string,
): number | undefined {
  const above = medianOf(rows, over, measure, what);
  const below = medianOf(rows, under, measure, what);
  return above === undefined || below === undefined ? undefined : above / below;
}

export function judge(goal: Goal, value: number | undefined): Judged {
  return { ...goal, value };
}
