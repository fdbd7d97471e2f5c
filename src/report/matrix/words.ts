/** The states of a cell in words, and the counts of the matrix: the same for the terminal, Markdown and HTML. */

import type { VerifyReport } from "../../pipeline/verify-report.ts";
import { size } from "../terminal-format.ts";
import { counted } from "../text-layout.ts";
import type { Entry, Matrix } from "./model.ts";

/** In the order of the legend. */
export const states = ["there", "new", "warning", "error", "missing", "lost", "served"] as const;

export type State = (typeof states)[number];

/** What is shown first of an entry: a finding before its being new. */
export function stateOf(entry: Entry): State {
  if (entry.kind === "absent") return entry.because === "lost" ? "lost" : "missing";
  return entry.odd ?? (entry.isNew ? "new" : "there");
}

/** For the legend: only what occurs (nothing where all is as it should be), in words that name the previous release. */
export function legendOf(matrix: Matrix, { previous }: Pick<VerifyReport, "previous">): [State, string][] {
  const before = previous?.version ?? "the previous release";
  const words: Record<State, string> = {
    there: "there",
    new: `new since ${before}`,
    warning: "odd: a warning",
    error: "odd: an error",
    missing: "missing",
    lost: `lost: ${before} had it`,
    served: "served by another wheel",
  };
  const used = new Set<State>(entriesOf(matrix).map(stateOf));
  if (entriesOf(matrix).some((entry) => entry.kind === "present" && entry.isNew)) used.add("new");
  if (matrix.rows.some(({ cells }) => cells.some(({ servedBy }) => servedBy !== undefined)))
    used.add("served");
  const shown = states.filter((state) => used.has(state));
  return shown.join() === "there" ? [] : shown.map((state) => [state, words[state]]);
}

export function entriesOf({ rows, sdists, elsewhere }: Matrix): Entry[] {
  const wheels = rows.flatMap(({ cells, everywhere }) => [
    ...everywhere,
    ...cells.flatMap(({ entries }) => entries),
  ]);
  return [...sdists, ...wheels, ...elsewhere];
}

/** "60 wheels, 1 sdist, 1.0 GB; 3 missing, 4 odd, 5 new". */
export function matrixCounts({ counts }: Matrix): string {
  const there = [
    counted(counts.wheels, "wheel"),
    ...(counts.sdists > 0 ? [counted(counts.sdists, "sdist")] : []),
    ...(counts.others > 0 ? [counted(counts.others, "other file")] : []),
    size(counts.size),
  ];
  const notable = [
    [counts.missing, "missing"],
    [counts.lost, "lost"],
    [counts.odd, "odd"],
    [counts.added, "new"],
  ] as const;
  const parts = notable.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
  return [there.join(", "), ...(parts.length > 0 ? [parts.join(", ")] : [])].join("; ");
}
