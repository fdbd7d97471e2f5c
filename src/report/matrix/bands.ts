/** Cuts a matrix that is too wide into bands of columns, to be shown below each other. */

import type { Column } from "./columns.ts";

/**
 * Indices of the columns of each band: as many as fit; a system is torn apart only where it is too wide for a band of its own.
 * @param widths of each column, what stands between columns included; in any unit
 * @param room width of a band, in the same unit
 */
export function bandsOf(columns: readonly Column[], widths: readonly number[], room: number): number[][] {
  const bands: number[][] = [];
  let used = 0;
  columns.forEach(({ place: { group } }, index) => {
    const width = widths[index] ?? 0;
    const starts = columns[index - 1]?.place.group !== group;
    const whole = columns.reduce(
      (sum, { place }, at) => sum + (place.group === group ? (widths[at] ?? 0) : 0),
      0,
    );
    const needed = starts && whole <= room ? whole : width;
    if (bands.length === 0 || used + needed > room) {
      bands.push([]);
      used = 0;
    }
    bands.at(-1)?.push(index);
    used += width;
  });
  return bands;
}
