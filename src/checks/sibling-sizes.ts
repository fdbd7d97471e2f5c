/**
 * Is a wheel much smaller or larger than its siblings? Sizes are compared as ratios (logarithms) with the median of the
 * same platform, after taking away what the same Python has on all platforms; the spread is the median absolute deviation.
 */

import type { Check } from "./check.ts";
import { finding, type Finding } from "./finding.ts";
import { siblingsOf, surroundings, type Sibling } from "./sibling-groups.ts";

/** So many neighbours a median needs. */
const fewest = 3;
/** Below this factor no difference is worth a word, however alike the others are. */
const factorInColumn = 1.3;
/** Architectures of one system differ more than Pythons of one platform. */
const factorInSystem = 2.5;
/** Robust standard deviations (1.4826 times the median absolute deviation). */
const deviations = 6;

export const siblingSizes: Check = {
  name: "sibling-sizes",
  title: "The sizes of wheels for the same platform are alike.",
  codes: ["WW053"],
  run: ({ wheels }) => {
    const siblings = siblingsOf(wheels);
    const shifts = new Map(siblings.map((one) => [one, ownShift(one, siblings)]));
    return siblings.flatMap((one) => judge(one, siblings, shifts));
  },
};

function judge(
  one: Sibling,
  all: readonly Sibling[],
  shifts: ReadonlyMap<Sibling, number | undefined>,
): Finding[] {
  const { row, nearColumn, nearRow } = surroundings(one, all);
  if (nearColumn.length >= fewest) {
    const shift = median(row.flatMap((other) => shifts.get(other) ?? [])) ?? 0;
    return compare(one, nearColumn, shift, factorInColumn, "for the same platform");
  }
  return nearRow.length > fewest && nearColumn.length === 0
    ? compare(one, nearRow, 0, factorInSystem, "for the same system")
    : [];
}

/** How far a wheel is from the median of its own column; `undefined` where the column is too short to tell. */
function ownShift(one: Sibling, all: readonly Sibling[]): number | undefined {
  const { nearColumn } = surroundings(one, all);
  const middle = nearColumn.length >= fewest ? median(nearColumn.map(logSize)) : undefined;
  return middle === undefined ? undefined : logSize(one) - middle;
}

function compare(
  one: Sibling,
  others: readonly Sibling[],
  shift: number,
  factor: number,
  where: string,
): Finding[] {
  const sizes = others.map(logSize);
  const middle = median(sizes) ?? 0;
  const spread = 1.4826 * (median(sizes.map((size) => Math.abs(size - middle))) ?? 0);
  const away = logSize(one) - middle - shift;
  if (Math.abs(away) < Math.log(factor) || Math.abs(away) < deviations * spread) return [];
  const message = `it has ${one.wheel.size} bytes, the other ${others.length} wheels ${where} have ${Math.round(Math.exp(middle))} (median)`;
  return [finding("WW053", one.wheel.name.file, message)];
}

function logSize({ wheel }: Sibling): number {
  return Math.log(Math.max(wheel.size, 1));
}

function median(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  const high = sorted[half];
  return sorted.length % 2 === 1 || high === undefined ? high : (high + (sorted[half - 1] ?? high)) / 2;
}
