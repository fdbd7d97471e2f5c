/** The matrix on a terminal: wide ones in bands of columns below each other, never cut. */

import type { VerifyReport } from "../../pipeline/verify-report.ts";
import { size } from "../terminal-format.ts";
import { fit, hanging } from "../terminal-layout.ts";
import type { Style } from "../terminal-style.ts";
import { visibleText } from "../visible-text.ts";
import type { Column } from "./columns.ts";
import type { Entry, Matrix, MatrixRow } from "./model.ts";
import { legendOf, stateOf, type State } from "./words.ts";

const gap = "  ";
/** Labels come from file names: longer ones are cut. */
const widestLabel = 24;

export function matrixLines(matrix: Matrix, report: Pick<VerifyReport, "previous">, style: Style): string[] {
  const labels = [
    ...matrix.rows.map(({ python }) => python.label),
    ...(matrix.sdists.length > 0 ? ["sdist"] : []),
  ];
  if (labels.length + matrix.elsewhere.length === 0) return [];
  const head = Math.min(widestLabel, Math.max(...labels.map((label) => label.length), 0));
  const room = style.width - head;
  const bare = bandsOf(matrix, false, room, style);
  const sized = bandsOf(matrix, true, room, style);
  const bands = sized.length > bare.length ? bare : sized;
  const blocks = bands.map((band) => bandLines(matrix, band, head, style));
  const wide = matrix.rows.filter(({ everywhere }) => everywhere.length > 0);
  const lines = [
    ...wide.flatMap(({ python, everywhere }) =>
      everywhere.map((entry) => spanning(python.label, entry, "every platform", head, style)),
    ),
    ...matrix.sdists.map((entry) => spanning("sdist", entry, "", head, style)),
    ...matrix.elsewhere.flatMap(({ file }) => hanging(`elsewhere: ${visibleText(file)}`, "  ", style)),
  ];
  return joined([...blocks, lines, legend(matrix, report, style)]);
}

/** With an empty line between. */
function joined(blocks: readonly (readonly string[])[]): string[] {
  return blocks
    .filter((block) => block.length > 0)
    .flatMap((block, index) => (index === 0 ? block : ["", ...block]));
}

interface Band {
  readonly columns: readonly { readonly index: number; readonly width: number; readonly first: boolean }[];
  readonly sized: boolean;
}

/** As many columns as fit; a system is not torn apart where it fits into a band of its own. */
function bandsOf(matrix: Matrix, sized: boolean, room: number, style: Style): Band[] {
  const widths = matrix.columns.map((column, index) => widthOf(matrix, column, index, sized, style));
  const bands: { index: number; width: number; first: boolean }[][] = [];
  let used = Infinity;
  matrix.columns.forEach((column, index) => {
    const first = column.place.group !== matrix.columns[index - 1]?.place.group;
    const width = widths[index] ?? 0;
    const group = matrix.columns.flatMap(({ place }, at) =>
      place.group === column.place.group ? [(widths[at] ?? 0) + gap.length] : [],
    );
    const needed = first ? group.reduce((sum, one) => sum + one, 0) : width + gap.length;
    if (used + (needed > room ? width + gap.length : needed) > room) {
      bands.push([]);
      used = 0;
    }
    bands.at(-1)?.push({ index, width, first: first || bands.at(-1)?.length === 0 });
    used += width + gap.length;
  });
  return bands.map((columns) => ({ columns, sized }));
}

function widthOf(matrix: Matrix, column: Column, index: number, sized: boolean, style: Style): number {
  const cells = matrix.rows.flatMap(({ cells }) => cells[index] ?? []);
  const texts = cells.flatMap(({ entries }) =>
    entries.map((entry) => cellText(entry, sized, 0, style).length),
  );
  const alone = matrix.columns.filter(({ place }) => place.group === column.place.group).length === 1;
  return Math.max(
    Math.min(widestLabel, column.label.length),
    alone ? column.place.group.length : 0,
    ...texts,
  );
}

function bandLines(matrix: Matrix, { columns, sized }: Band, head: number, style: Style): string[] {
  const { colors } = style;
  const line = (label: string, texts: readonly string[]) =>
    (label + texts.map((text) => gap + text).join("")).trimEnd();
  const groups = columns.map(({ index, width, first }) => {
    const group = matrix.columns[index]?.place.group ?? "";
    return first ? { text: group, width } : { text: "", width };
  });
  const blank = " ".repeat(head);
  const rows = matrix.rows.filter(({ everywhere }) => everywhere.length === 0);
  return [
    colors.bold(line(blank, spread(groups))),
    colors.dim(
      line(
        blank,
        columns.map(({ index, width }) =>
          fit(matrix.columns[index]?.label ?? "", width, style).padEnd(width),
        ),
      ),
    ),
    ...rows.flatMap((row) => rowLines(row, { columns, sized }, head, style)),
  ];
}

/** A group's name may run over the columns of its group. */
function spread(groups: readonly { readonly text: string; readonly width: number }[]): string[] {
  let over = 0;
  return groups.map(({ text, width }) => {
    if (text === "" && over > 0) {
      const taken = Math.min(over, width + gap.length);
      over -= taken;
      return "";
    }
    over = 0;
    return text.padEnd(width);
  });
}

function rowLines(
  { python, cells }: MatrixRow,
  { columns, sized }: Band,
  head: number,
  style: Style,
): string[] {
  const height = Math.max(1, ...columns.map(({ index }) => cells[index]?.entries.length ?? 0));
  return Array.from({ length: height }, (_, at) => {
    const label = at === 0 ? fit(python.label, head, style).padEnd(head) : " ".repeat(head);
    const texts = columns.map(({ index, width }) => {
      const cell = cells[index];
      const entry = cell?.entries[at];
      if (entry) return colored(stateOf(entry), cellText(entry, sized, width, style), style).padEnd(width);
      const served = at === 0 && cell?.servedBy !== undefined;
      return served ? colored("served", style.glyphs.waiting.padEnd(width), style) : " ".repeat(width);
    });
    return (label + texts.map((text) => gap + text).join("")).trimEnd();
  });
}

function cellText(entry: Entry, sized: boolean, width: number, { glyphs }: Style): string {
  const sign = signs(glyphs)[stateOf(entry)];
  if (entry.kind === "absent") return sign.padEnd(width);
  const all = (entry.isNew && entry.odd ? sign + glyphs.added : sign).padEnd(2);
  return (
    sized
      ? `${all}${size(entry.size)
          .replace(/ (\w?)B$/, "$1")
          .padStart(5)}`
      : all.trimEnd()
  ).padEnd(width);
}

function signs(glyphs: Style["glyphs"]): Record<State, string> {
  return {
    there: glyphs.passed,
    new: glyphs.added,
    warning: glyphs.warning,
    error: glyphs.warning.repeat(2),
    missing: glyphs.failed,
    lost: glyphs.skipped,
    served: glyphs.waiting,
  };
}

function colored(state: State, text: string, { colors }: Style): string {
  switch (state) {
    case "there":
      return colors.green(text);
    case "new":
      return colors.cyan(text);
    case "warning":
    case "lost":
      return colors.yellow(text);
    case "error":
    case "missing":
      return colors.red(text);
    case "served":
      return colors.dim(text);
  }
}

function spanning(label: string, entry: Entry, where: string, head: number, style: Style): string {
  const text = cellText(entry, true, 0, style);
  const words = entry.kind === "absent" ? stateOf(entry) : where;
  return (
    fit(label, head, style).padEnd(head) +
    gap +
    colored(stateOf(entry), text, style) +
    gap +
    words
  ).trimEnd();
}

function legend(matrix: Matrix, report: Pick<VerifyReport, "previous">, style: Style): string[] {
  const all = signs(style.glyphs);
  const text = legendOf(matrix, report).map(([state, words]) => `${all[state]} ${words}`);
  if (text.length === 0) return [];
  return hanging(visibleText(text.join("   ")), "", style).map((line) => style.colors.dim(line));
}
