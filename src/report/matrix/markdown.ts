/** The matrix as a Markdown table, for a job summary or a release's notes. */

import type { VerifyReport } from "../../pipeline/verify-report.ts";
import { markdownCode, markdownText } from "../markdown-text.ts";
import { size } from "../terminal-format.ts";
import { bandsOf } from "./bands.ts";
import { matrixOf, type Entry, type Matrix, type MatrixCell } from "./model.ts";
import { legendOf, stateOf, type State } from "./words.ts";

const signs: Record<State, string> = {
  there: "✅",
  new: "🆕",
  warning: "⚠️",
  error: "❗",
  missing: "❌",
  lost: "➖",
  served: "·",
};

/** One table, or several below each other where it is wide; then the sdist, the legend. */
export function matrixMarkdown(report: VerifyReport, matrix: Matrix = matrixOf(report)): string {
  const lines = [
    ...matrix.rows.flatMap(({ python, everywhere }) =>
      everywhere.map((entry) => `- ${markdownCode(python.label)}, every platform: ${cellOf(entry)}`),
    ),
    ...matrix.sdists.map((entry) => `- sdist: ${cellOf(entry)}`),
    ...matrix.elsewhere.map((entry) => `- ${markdownCode(entry.file)}: ${cellOf(entry)}`),
  ];
  const legend = legendOf(matrix, report).map(([state, words]) => `${signs[state]} ${markdownText(words)}`);
  const bands = bandsOf(
    matrix.columns,
    matrix.columns.map(() => 1),
    columnsOfBand,
  );
  return [
    ...bands.map((band) => tableOf(matrix, band)),
    ...(lines.length > 0 ? [`${lines.join("\n")}\n`] : []),
    ...(legend.length > 0 ? [`${legend.join(" · ")}\n`] : []),
  ].join("\n");
}

function tableOf({ columns, rows }: Matrix, band: readonly number[]): string {
  const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const heads = band.flatMap((index) => columns[index] ?? []);
  return [
    row(["", ...heads.map(({ place, label }) => `${place.group} ${markdownText(short(label))}`)]),
    row([":--", ...heads.map(() => ":-:")]),
    ...rows
      .filter(({ everywhere }) => everywhere.length === 0)
      .map(({ python, cells }) => {
        const shown = band.flatMap((index) => cells[index] ?? []);
        return row([markdownCode(short(python.label)), ...shown.map(cellsOf)]);
      }),
    "",
  ].join("\n");
}

/** Labels come from file names. */
function short(label: string): string {
  return label.length > widestLabel ? `${label.slice(0, widestLabel - 1)}…` : label;
}

const widestLabel = 32;

/** So many columns fit the page of a forge; what does not fit is scrolled out of sight. */
const columnsOfBand = 6;

function cellsOf({ entries, servedBy }: MatrixCell): string {
  if (entries.length === 0) return servedBy === undefined ? "" : signs.served;
  return entries.map(cellOf).join(" ");
}

function cellOf(entry: Entry): string {
  const state = stateOf(entry);
  if (entry.kind === "absent") return `${signs[state]}&nbsp;${state}`;
  const sign = signs[state] + (entry.isNew && entry.odd ? signs.new : "");
  return `${sign}&nbsp;${size(entry.size).replace(" ", "&nbsp;")}`;
}
