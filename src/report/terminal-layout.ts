/** Layout by display width: cutting, padding, tables and paragraphs. Colours are put on last, so they never count. */

import { stripVTControlCharacters } from "node:util";
import stringWidth from "string-width";
import wrapAnsi from "wrap-ansi";
import type { Style } from "./terminal-style.ts";

export interface Cell {
  readonly text: string;
  readonly color?: ((text: string) => string) | undefined;
}

export interface Column {
  readonly align?: "left" | "right";
  /** Gives way where the row does not fit; without any, the last column does. */
  readonly shrink?: boolean;
  /** One space after it, not two: a sign that belongs to what follows. */
  readonly sign?: boolean;
}

const gap = "  ";

function gapAfter({ sign }: Column): string {
  return sign === true ? " " : gap;
}

/** What programs and file names bring along must not move the cursor or change the terminal; line feeds may stay. */
function harmless(text: string, controls: RegExp): string {
  return stripVTControlCharacters(text).replace(controls, " ");
}

/** Cuts at the end, with an ellipsis, to at most `width` columns. Control characters become spaces. */
export function fit(text: string, width: number, { glyphs }: Style): string {
  const line = harmless(text, /\p{Cc}+/gu);
  if (stringWidth(line) <= width) return line;
  const room = width - stringWidth(glyphs.ellipsis);
  if (room < 0) return "";
  let kept = "";
  let used = 0;
  for (const { segment } of graphemes(line)) {
    used += stringWidth(segment);
    if (used > room) break;
    kept += segment;
  }
  return kept.trimEnd() + glyphs.ellipsis;
}

let segmenter: Intl.Segmenter | undefined;

/** Made when a line is cut for the first time: that takes longer than the rest of `--help`. */
function graphemes(line: string): Iterable<Intl.SegmentData> {
  segmenter ??= new Intl.Segmenter("en", { granularity: "grapheme" });
  return segmenter.segment(line);
}

/** Lines of a table; no line is wider than the style's width, and none ends in spaces. */
export function table(
  rows: readonly (readonly Cell[])[],
  columns: readonly Column[],
  style: Style,
): string[] {
  const natural = columns.map((_, index) =>
    Math.max(0, ...rows.map((row) => stringWidth(row[index]?.text ?? ""))),
  );
  const widths = shrunk(natural, columns, style.width);
  return rows.map((row) => {
    const cells = columns.map(({ align }, index) => {
      const { text = "", color } = row[index] ?? {};
      const cut = fit(text, widths[index] ?? 0, style);
      const space = " ".repeat(Math.max(0, (widths[index] ?? 0) - stringWidth(cut)));
      const shown = color && cut !== "" ? color(cut) : cut;
      return align === "right" ? space + shown : shown + space;
    });
    return cells
      .map((cell, index) => (natural[index] === 0 ? "" : cell + gapAfter(columns[index] ?? {})))
      .join("")
      .trimEnd();
  });
}

function shrunk(natural: readonly number[], columns: readonly Column[], width: number): number[] {
  const shown = columns.map((column, index) => (natural[index] === 0 ? 0 : gapAfter(column).length));
  const total = [...natural, ...shown].reduce((sum, columnWidth) => sum + columnWidth, 0) - gap.length;
  const shrinking = columns.findIndex(({ shrink }) => shrink);
  const giving = shrinking < 0 ? columns.length - 1 : shrinking;
  const others = natural.map((_, index) => index).filter((index) => index !== giving);
  others.sort((a, b) => (natural[b] ?? 0) - (natural[a] ?? 0));
  const widths = [...natural];
  let excess = total - width;
  // First the column that is meant to give way, then the widest of the others, none to nothing.
  for (const index of [giving, ...others]) {
    const before = widths[index] ?? 0;
    const after = Math.max(Math.min(before, narrowest), before - Math.max(0, excess));
    widths[index] = after;
    excess -= before - after;
  }
  return widths;
}

const narrowest = 8;

/** Columns: longer lines of prose are hard to read, however wide the terminal is. */
const readable = 100;

/**
 * Wraps prose at words and indents every line. Lines that begin with white space are quotations (source, commands, lists):
 * they are never wrapped, so that they can be copied.
 */
export function paragraph(text: string, indent: string, { width }: Style): string[] {
  const room = (width === Infinity ? width : Math.min(width, readable)) - stringWidth(indent);
  return harmless(text, /[^\P{Cc}\n]+/gu)
    .split("\n")
    .flatMap((line) => {
      if (line.trim() === "") return [""];
      const wrapped = room === Infinity || /^\s/.test(line) ? [line] : wrapAnsi(line, room).split("\n");
      return wrapped.map((part) => indent + part.trimEnd());
    });
}

/** Lines of a log: nothing is cut, long ones go on in the next line, however their words fall. */
export function quotation(lines: readonly string[], prefix: string, { width }: Style): string[] {
  const room = Math.max(narrowest, width - stringWidth(prefix));
  return lines
    .map((line) => harmless(line, /\p{Cc}+/gu).trimEnd())
    .filter((line) => line !== "")
    .flatMap((line) =>
      room === Infinity ? [line] : wrapAnsi(line, room, { hard: true, trim: false }).split("\n"),
    )
    .map((line) => (prefix + line).trimEnd());
}

/** A paragraph whose first line begins at the edge and whose other lines are indented. */
export function hanging(text: string, indent: string, style: Style): string[] {
  const [first = "", ...rest] = paragraph(text, indent, style);
  return [first.slice(indent.length), ...rest];
}

/** Lines `label  text`, the labels in one column; long texts wrap beside their label. */
export function labelled(
  entries: readonly (readonly [label: string, text: string])[],
  style: Style,
): string[] {
  const width = Math.max(0, ...entries.map(([label]) => stringWidth(label)));
  return entries.flatMap(([label, text]) => {
    const [first = "", ...rest] = hanging(text, " ".repeat(width + gap.length), style);
    return [label.padEnd(width) + gap + first, ...rest];
  });
}
