/** The matrix on a terminal: where it is too wide, in bands of columns below each other; nothing is cut off. */

import type { VerifyReport } from "../../pipeline/verify-report.ts";
import { fit, hanging } from "../terminal-layout.ts";
import type { Style } from "../terminal-style.ts";
import { visibleText } from "../visible-text.ts";
import { bandsOf } from "./bands.ts";
import type { Entry, Matrix, MatrixRow } from "./model.ts";
import { cellText, colored, signsOf } from "./terminal-cell.ts";
import { legendOf, stateOf } from "./words.ts";

const gap = "  ";
/** Labels come from file names: longer ones are cut. */
const widestLabel = 24;

/** @param report for the words about the previous release */
export function matrixLines(matrix: Matrix, report: Pick<VerifyReport, "previous">, style: Style): string[] {
  const { rows, sdists, elsewhere } = matrix;
  const labels = [...rows.map(({ python }) => python.label), ...sdists.map(() => "sdist")];
  const head = Math.min(widestLabel, Math.max(0, ...labels.map((label) => label.length)));
  const wide = rows.flatMap(({ python, everywhere }) =>
    everywhere.map((entry) => spanning(python.label, entry, "every platform", head, style)),
  );
  const below = [
    ...wide,
    ...sdists.map((entry) => spanning("sdist", entry, "", head, style)),
    ...elsewhere.flatMap(({ file }) => hanging(`elsewhere: ${visibleText(file)}`, "  ", style)),
  ];
  const blocks = [...bandBlocks(matrix, head, style), below, legend(matrix, report, style)];
  return blocks
    .filter((block) => block.length > 0)
    .flatMap((block, index) => (index === 0 ? block : ["", ...block]));
}

interface ShownColumn {
  readonly index: number;
  readonly width: number;
  readonly group: string;
}

/** With sizes, unless the signs alone take fewer bands. */
function bandBlocks(matrix: Matrix, head: number, style: Style): string[][] {
  const layOut = (sized: boolean) => {
    const columns = matrix.columns.map(({ place }, index): ShownColumn => ({
      index,
      width: widthOf(matrix, index, sized, style),
      group: place.group,
    }));
    const widths = columns.map(({ width }) => width + gap.length);
    return bandsOf(matrix.columns, widths, style.width - head).map((band) =>
      band.flatMap((index) => columns[index] ?? []),
    );
  };
  const [sized, bare] = [layOut(true), layOut(false)];
  const withSizes = sized.length <= bare.length;
  return (withSizes ? sized : bare).map((band) => bandLines(matrix, band, withSizes, head, style));
}

/** Wide enough for its cells, its label, and the name of its system where that has no other column. */
function widthOf({ columns, rows }: Matrix, index: number, sized: boolean, style: Style): number {
  const entries = rows.flatMap(({ cells }) => cells[index]?.entries ?? []);
  const { label = "", place } = columns[index] ?? {};
  const alone = columns.filter((column) => column.place.group === place?.group).length === 1;
  return Math.max(
    Math.min(widestLabel, label.length),
    alone ? (place?.group.length ?? 0) : 0,
    ...entries.map((entry) => cellText(entry, sized, style).length),
  );
}

function bandLines(
  matrix: Matrix,
  band: readonly ShownColumn[],
  sized: boolean,
  head: number,
  style: Style,
): string[] {
  const { colors } = style;
  const indent = " ".repeat(head);
  const labels = band.map(
    ({ index, width }) => gap + fit(matrix.columns[index]?.label ?? "", width, style).padEnd(width),
  );
  const groups = [...new Set(band.map(({ group }) => group))].map((group) => {
    const own = band.filter((column) => column.group === group);
    const width = own.reduce((sum, column) => sum + column.width + gap.length, -gap.length);
    return gap + fit(group, width, style).padEnd(width);
  });
  return [
    indent + colors.bold(groups.join("").trimEnd()),
    indent + colors.dim(labels.join("").trimEnd()),
    ...matrix.rows
      .filter(({ everywhere }) => everywhere.length === 0)
      .flatMap((row) => rowLines(row, band, sized, head, style)),
  ];
}

/** More than one line only where a cell has more than one wheel. */
function rowLines(
  { python, cells }: MatrixRow,
  band: readonly ShownColumn[],
  sized: boolean,
  head: number,
  style: Style,
): string[] {
  const height = Math.max(1, ...band.map(({ index }) => cells[index]?.entries.length ?? 0));
  return Array.from({ length: height }, (_, at) => {
    const texts = band.map(({ index, width }) => {
      const { entries = [], servedBy } = cells[index] ?? {};
      const entry = entries[at];
      if (entry) return gap + colored(stateOf(entry), cellText(entry, sized, style).padEnd(width), style);
      const sign = at === 0 && servedBy !== undefined ? style.glyphs.waiting : "";
      return gap + (sign === "" ? " ".repeat(width) : colored("served", sign.padEnd(width), style));
    });
    return trimmed(fit(at === 0 ? python.label : "", head, style).padEnd(head) + texts.join(""));
  });
}

/** Colours end after the spaces of the last cell. */
function trimmed(line: string): string {
  return line.replace(/ +((?:\u001b\[\d+m)*) *$/, "$1"); // eslint-disable-line no-control-regex
}

function spanning(label: string, entry: Entry, where: string, head: number, style: Style): string {
  const state = stateOf(entry);
  const words = entry.kind === "absent" ? state : where;
  const text = colored(state, cellText(entry, true, style), style);
  return `${fit(label, head, style).padEnd(head)}${gap}${text}${gap}${words}`.trimEnd();
}

function legend(matrix: Matrix, report: Pick<VerifyReport, "previous">, style: Style): string[] {
  const signs = signsOf(style.glyphs);
  const words = legendOf(matrix, report).map(([state, text]) => `${signs[state]} ${visibleText(text)}`);
  if (words.length === 0) return [];
  return hanging(words.join("   "), "", style).map((line) => style.colors.dim(line));
}
