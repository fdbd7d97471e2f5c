/** What a benchmark has measured, and how it is written down. */

import type { Machine } from "./measure.ts";

export interface Row {
  readonly what: string;
  readonly unit: "ms" | "MiB";
  readonly median: number;
  readonly least: number;
  readonly most: number;
  /** What the median must stay below. */
  readonly target?: number;
}

export interface Result {
  readonly name: string;
  readonly title: string;
  readonly machine: Machine;
  readonly rows: readonly Row[];
}

export function markdown({ name, title, machine, rows }: Result): string {
  const { cores, processor, system, node, load } = machine;
  const number = (value: number | undefined) => (value === undefined ? "" : value.toFixed(0));
  const table = rows.map(
    ({ what, unit, median, least, most, target }) =>
      `| ${what} (${unit}) | ${number(median)} | ${number(least)} | ${number(most)} | ${number(target)} |`,
  );
  return [
    `# ${name}`,
    "",
    `${title}.`,
    "",
    `${cores} cores (${processor}), ${system}, Node ${node}; load ${load.toFixed(1)} before it began.`,
    "",
    "| | median | least | most | target |",
    "| --- | ---: | ---: | ---: | ---: |",
    ...table,
    "",
  ].join("\n");
}
