/** The matrix as a Markdown table, for a job summary or a release's notes. */

import type { VerifyReport } from "../../pipeline/verify-report.ts";
import { markdownCode, markdownText } from "../markdown-text.ts";
import { size } from "../terminal-format.ts";
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

export function matrixMarkdown(report: VerifyReport): string {
  const matrix = matrixOf(report);
  const lines = [
    ...matrix.rows.flatMap(({ python, everywhere }) =>
      everywhere.map((entry) => `- ${markdownCode(python.label)}, every platform: ${cellOf(entry)}`),
    ),
    ...matrix.sdists.map((entry) => `- sdist: ${cellOf(entry)}`),
    ...matrix.elsewhere.map((entry) => `- ${markdownCode(entry.file)}: ${cellOf(entry)}`),
  ];
  const legend = legendOf(matrix, report).map(([state, words]) => `${signs[state]} ${markdownText(words)}`);
  return [
    ...(matrix.columns.length > 0 ? [`${tableOf(matrix).join("\n")}\n`] : []),
    ...(lines.length > 0 ? [`${lines.join("\n")}\n`] : []),
    ...(legend.length > 0 ? [`${legend.join(" · ")}\n`] : []),
  ].join("\n");
}

function tableOf({ columns, rows }: Matrix): string[] {
  const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const heads = columns.map(({ place, label }) => `${place.group} ${markdownText(short(label))}`);
  return [
    row(["", ...heads]),
    row([":--", ...columns.map(() => ":-:")]),
    ...rows
      .filter(({ everywhere }) => everywhere.length === 0)
      .map(({ python, cells }) =>
        row([
          markdownCode(short(python.label)),
          ...cells.map((cell) => cellsOf(cell, columns.length <= roomForSizes)),
        ]),
      ),
  ];
}

/** Labels come from file names. */
function short(label: string): string {
  return label.length > widestLabel ? `${label.slice(0, widestLabel - 1)}…` : label;
}

const widestLabel = 32;

/** With more columns a forge's page has room for the signs alone, and what does not fit is scrolled out of sight. */
const roomForSizes = 8;

function cellsOf({ entries, servedBy }: MatrixCell, sized: boolean): string {
  if (entries.length === 0) return servedBy === undefined ? "" : signs.served;
  return entries.map((entry) => cellOf(entry, sized)).join(" ");
}

function cellOf(entry: Entry, sized = true): string {
  const state = stateOf(entry);
  if (entry.kind === "absent") return sized ? `${signs[state]}&nbsp;${state}` : signs[state];
  const sign = signs[state] + (entry.isNew && entry.odd ? signs.new : "");
  return sized ? `${sign}&nbsp;${size(entry.size).replace(" ", "&nbsp;")}` : sign;
}
