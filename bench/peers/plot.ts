/** The result as bars, readable on light and dark ground: one group a case, the slowest of each as long as the plot is wide. */

import { median } from "../measure.ts";
import type { Measure, Row } from "./compare.ts";
import type { CaseResult, PeersResult } from "./result.ts";
import { number } from "./table.ts";

const width = 760;
const labels = 190;
const figures = 100;
const bar = 16;
const gap = 5;

const units: Readonly<Record<Measure, readonly [name: string, unit: string, divisor: number]>> = {
  wallMs: ["wall clock", "s", 1000],
  cpuMs: ["CPU", "s", 1000],
  peakMiB: ["memory at most", "MiB", 1],
};

const style = `
text { font: 13px system-ui, -apple-system, "Segoe UI", sans-serif; fill: #1f2328 }
.title { font-weight: 600 }
.quiet { fill: #59636e }
.own { fill: #0969da }
.peer { fill: #afb8c1 }
@media (prefers-color-scheme: dark) {
  text { fill: #f0f6fc }
  .quiet { fill: #9198a1 }
  .own { fill: #4493f8 }
  .peer { fill: #59636e }
}`;

const escape = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

export function plot({ cases }: PeersResult): string {
  const parts: string[] = [];
  let y = 8;
  for (const one of cases) {
    for (const what of [...new Set(one.rows.map((row) => row.what))]) {
      const drawn = group(one, what, y);
      parts.push(drawn.text);
      y = drawn.below;
    }
  }
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${y}" width="${width}" height="${y}" role="img" aria-label="Wheelway beside its peers">`,
    `<style>${style}\n</style>`,
    ...parts,
    "</svg>",
    "",
  ].join("\n");
}

function group(
  { title, rows, shows }: CaseResult,
  what: string,
  top: number,
): { text: string; below: number } {
  const [measure, unit, divisor] = units[shows];
  const bars = rows.filter((row) => row.what === what).flatMap((row) => barOf(row, shows, divisor));
  const longest = Math.max(...bars.map(({ value }) => value), Number.MIN_VALUE);
  const heading = what === title ? title : `${title}: ${what}`;
  const lines = [
    `<text class="title" x="0" y="${top + 13}">${escape(heading)} <tspan class="quiet" font-weight="400">${measure}</tspan></text>`,
  ];
  let y = top + 22;
  for (const { subject, value } of bars) {
    const length = Math.max(1, (value / longest) * (width - labels - figures));
    const kind = subject.startsWith("Wheelway") ? "own" : "peer";
    lines.push(
      `<text x="${labels - 8}" y="${y + 13}" text-anchor="end">${escape(subject)}</text>`,
      `<rect class="${kind}" x="${labels}" y="${y}" width="${length.toFixed(1)}" height="${bar}" rx="2"/>`,
      `<text class="quiet" x="${(labels + length + 6).toFixed(1)}" y="${y + 13}">${number(value)} ${unit}</text>`,
    );
    y += bar + gap;
  }
  return { text: lines.join("\n"), below: y + 12 };
}

function barOf(row: Row, shows: Measure, divisor: number): { subject: string; value: number }[] {
  if (!("runs" in row)) return [];
  return [{ subject: row.subject, value: median(row.runs.map((cost) => cost[shows])) / divisor }];
}
