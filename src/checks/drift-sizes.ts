/** Have sizes jumped since the previous release? Wheels are compared with the one in the same place of the matrix. */

import type { Sdist, Wheel } from "../artifacts/archive.ts";
import type { PreviousRelease } from "../artifacts/previous-release.ts";
import { cellLabel, cellOf } from "../tags/cell.ts";
import type { Check } from "./check.ts";
import { finding, type Finding } from "./finding.ts";
import { shown, someOf } from "./sibling-groups.ts";

/** Below so many times the size, and so many bytes more or less, nothing is said. */
const factor = 2;
const least = 64 * 1024;
/** An sdist grows with every test and document; twenty times is what a forgotten build folder makes of it. */
const sdistFactor = 3;
const plainFactor = 20;
const plainBytes = 5 * 1024 * 1024;

export const driftSizes: Check = {
  name: "drift-sizes",
  title: "Wheels and sdist have about the size that they had in the previous release.",
  codes: ["WW065", "WW068"],
  run: ({ wheels, sdist, previous }) =>
    previous ? [...judgeWheels(wheels, previous), ...judgeSdist(sdist, previous)] : [],
};

function judgeWheels(wheels: readonly Wheel[], previous: PreviousRelease): Finding[] {
  const jumps = wheels.flatMap((wheel) => {
    const label = cellLabel(cellOf(wheel.name));
    // Several policies may share a place: the nearest in size is meant.
    const [other] = previous.wheels
      .filter(({ name }) => cellLabel(cellOf(name)) === label)
      .sort((a, b) => ratio(a.size, wheel.size) - ratio(b.size, wheel.size));
    return other && jumped(other.size, wheel.size, factor) ? [{ label, wheel, other }] : [];
  });
  const [first] = jumps.sort((a, b) => ratio(b.other.size, b.wheel.size) - ratio(a.other.size, a.wheel.size));
  if (!first) return [];
  const sizes = `${first.wheel.size} bytes, ${first.other.size} in ${previous.version}`;
  if (jumps.length === 1) return [finding("WW065", first.wheel.name.file, `it has ${sizes}`)];
  const labels = someOf(jumps.slice(1).map(({ label }) => label));
  const message = `${jumps.length} of ${wheels.length} wheels have another size than in ${previous.version}: ${first.label} has ${sizes}; so do ${labels}`;
  return [finding("WW065", undefined, message)];
}

function judgeSdist(sdist: Sdist | undefined, previous: PreviousRelease): Finding[] {
  const before = previous.sdist?.size;
  if (!sdist || before === undefined || !jumped(before, sdist.size, sdistFactor)) return [];
  const plain = sdist.size > plainFactor * before && sdist.size - before > plainBytes;
  const times = ratio(before, sdist.size).toFixed(1).replace(/\.0$/, "");
  const grown = sdist.size > before ? `${times} times as much as` : `1/${times} of`;
  const message = `it has ${sdist.size} bytes, ${grown} the ${before} of ${previous.version}${largest(sdist)}`;
  return [finding("WW068", sdist.name.file, message, { severity: plain ? "error" : "warning" })];
}

function jumped(before: number, now: number, times: number): boolean {
  return ratio(before, now) >= times && Math.abs(now - before) >= least;
}

/** How many times the larger of the two is the smaller. */
function ratio(a: number, b: number): number {
  return Math.max(a, b) / Math.max(1, Math.min(a, b));
}

/** Where most of its bytes are. */
function largest({ members }: Sdist): string {
  const [first] = [...members].sort((a, b) => b.size - a.size);
  return first ? `; its largest member is ${shown(first.path)} with ${first.size}` : "";
}
