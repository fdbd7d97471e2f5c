/** The plan of slices as people read it: one line a CI job. */

import type { SlicePlan } from "../artifacts/slice-schema.ts";
import { clock } from "./terminal-format.ts";
import { paragraph, table, type Cell } from "./terminal-layout.ts";
import type { Style } from "./terminal-style.ts";
import { counted } from "./text-layout.ts";

export function slicePlanLines(plan: SlicePlan, style: Style): string[] {
  const { project, slices } = plan;
  const name = [project.name, project.version].filter(Boolean).join(" ");
  const head = ["Slice", "Targets", "Expected"].map((text): Cell => ({ text, color: style.colors.dim }));
  const rows = slices.map(({ name: slice, targets, expectedSeconds }): Cell[] => [
    { text: slice },
    { text: `${targets.length}: ${targets.join(", ")}` },
    { text: clock(expectedSeconds) },
  ]);
  return [
    style.colors.bold(`${name}: ${counted(slices.length, "slice")}, and the sdist before them`),
    "",
    ...table([head, ...rows], [{}, { shrink: true }, { align: "right" }], style),
    "",
    ...paragraph("Write it with --json > slices.json: each job takes it by --plan slices.json.", "", style),
  ];
}
