/** The result as Markdown: the goals with what was reached, then every median. */

import { median } from "../measure.ts";
import type { Judged } from "./case.ts";
import type { Measure, Row } from "./compare.ts";
import type { PeersResult } from "./result.ts";

export function table({ machine, versions, cases }: PeersResult): string {
  const { cores, processor, system, node } = machine;
  const loads = cases.map(({ load }) => load);
  const span = `${Math.min(...loads).toFixed(1)} to ${Math.max(...loads).toFixed(1)}`;
  const named = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return [
    "# Wheelway beside its peers",
    "",
    `${cores} cores (${processor}), ${system}, Node ${node}; load ${span} before the cases began.`,
    `${named.join("; ")}.`,
    "",
    "![The same figures as bars](peers.svg)",
    "",
    "| case | goal | reached | |",
    "| --- | --- | ---: | --- |",
    ...cases.flatMap(({ title, goals }) => goals.map((goal) => goalLine(title, goal))),
    "",
    "Medians; the least and the most in brackets. CPU is that of everything: the program, its children, its containers, and",
    "the daemon or engine that serves it. Memory is that of processes, without the file cache.",
    "",
    "| case | who | runs | wall clock (s) | CPU (s) | memory at most (MiB) |",
    "| --- | --- | ---: | ---: | ---: | ---: |",
    ...cases.flatMap(({ rows }) => rows.map(rowLine)),
    "",
    ...cases.flatMap(({ title, notes = [], wheelway }) => {
      const earlier = wheelway === versions["Wheelway"] ? [] : [`measured with Wheelway ${wheelway}.`];
      return [...notes, ...earlier].map((note) => `- ${title}: ${note}`);
    }),
    "",
  ].join("\n");
}

function goalLine(title: string, { what, bound, limit, unit, value }: Judged): string {
  const met = value === undefined ? "not measured" : isMet(bound, limit, value) ? "yes" : "**no**";
  return `| ${title} | ${what}: ${bound} ${number(limit)} ${unit} | ${value === undefined ? "" : `${number(value)} ${unit}`} | ${met} |`;
}

export function isMet(bound: Judged["bound"], limit: number, value: number): boolean {
  return bound === "at most" ? value <= limit : value >= limit;
}

function rowLine(row: Row): string {
  if (!("runs" in row))
    return `| ${row.what} | ${row.subject} | skipped | ${row.skip.split("\n")[0] ?? ""} | | |`;
  const cell = (measure: Measure, unit: number, digits: number) => {
    const values = row.runs.map((cost) => cost[measure] / unit);
    const [middle, least, most] = [median(values), Math.min(...values), Math.max(...values)];
    return `${middle.toFixed(digits)} (${least.toFixed(digits)} - ${most.toFixed(digits)})`;
  };
  return `| ${row.what} | ${row.subject} | ${row.runs.length} | ${cell("wallMs", 1000, 2)} | ${cell("cpuMs", 1000, 2)} | ${cell("peakMiB", 1, 0)} |`;
}

/** Three digits that mean something. */
export function number(value: number): string {
  return value === 0 || value >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}
