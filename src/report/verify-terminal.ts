/** What a person reads of `verify`: the findings worst first, why they matter and what to do, the matrix, the verdict. */

import type { Severity } from "../checks/finding.ts";
import type { VerifyReport } from "../pipeline/verify-report.ts";
import { matrixOf, type Matrix } from "./matrix/model.ts";
import { absentName, shortNames } from "./matrix/names.ts";
import { matrixLines } from "./matrix/terminal.ts";
import { matrixCounts } from "./matrix/words.ts";
import { fit, hanging, labelled, paragraph } from "./terminal-layout.ts";
import type { Style } from "./terminal-style.ts";
import { counted } from "./text-layout.ts";
import {
  adviceOf,
  countsText,
  describer,
  groupsOf,
  heldAgainst,
  subjectOf,
  type FindingGroup,
  type Many,
} from "./verify-groups.ts";
import { visibleText } from "./visible-text.ts";

export interface VerifyLinesOptions {
  /** Instead of the style's width. */
  readonly columns?: number | undefined;
}

export function verifyLines(
  report: VerifyReport,
  look: Style,
  { columns }: VerifyLinesOptions = {},
): string[] {
  const style: Style = { ...look, width: columns ?? look.width };
  const matrix = matrixOf(report);
  const blocks = [
    headLines(report, style),
    findingLines(report, matrix, style),
    adviceLines(report, style),
    notRunLines(report, style),
    turnedDownLines(report, style),
    matrixLines(matrix, report, style),
    verdictOfVerify(report, matrix, style),
  ];
  return blocks
    .filter((block) => block.length > 0)
    .flatMap((block, index) => (index === 0 ? block : ["", ...block]));
}

function headLines(report: VerifyReport, style: Style): string[] {
  const against = heldAgainst(report);
  const subject = report.project ? `${subjectOf(report)} from ${report.source}` : report.source;
  const text = visibleText(against === "" ? subject : `${subject}, held against ${against}`);
  return hanging(text, "  ", style).map((line) => style.colors.bold(line));
}

/** On a terminal: beyond so many lines each finding is one line, cut to the width, and a code shows only its first ones. */
const roomy = 40;
const shownOfCode = 10;

interface Look {
  readonly describe: (artifacts: readonly string[]) => Many;
  readonly name: (artifact: string) => string;
  readonly style: Style;
  readonly cut: boolean;
}

function findingLines(report: VerifyReport, matrix: Matrix, style: Style): string[] {
  const look: Look = { describe: describer(matrix), name: namesFor(report, style), style, cut: false };
  const groups = groupsOf(report.findings);
  if (style.width === Infinity || groups.length <= roomy) {
    const whole = groups.flatMap((group) => groupLines(group, look));
    if (style.width === Infinity || whole.length <= roomy) return whole;
  }
  return [...new Set(groups.map(({ code }) => code))].flatMap((code) => {
    const same = groups.filter((group) => group.code === code);
    // One more takes no more room than the line that tells of it.
    const shown = same.length > shownOfCode + 1 ? same.slice(0, shownOfCode) : same;
    const hidden = same.slice(shown.length).reduce((sum, { findings }) => sum + findings.length, 0);
    const more = `  and ${hidden} more of ${code}: --json and a pipe show all`;
    const lines = shown.flatMap((group) => groupLines(group, { ...look, cut: true }));
    return hidden === 0 ? lines : [...lines, style.colors.dim(fit(more, style.width, style))];
  });
}

/** Tags alone where there is little room; in a pipe whole names, that can be searched for. */
function namesFor({ files }: VerifyReport, { width }: Style): (artifact: string) => string {
  if (width === Infinity) return (artifact) => artifact;
  const short = shortNames(files.map(({ file }) => file));
  return (artifact) => (short(artifact) === artifact ? absentName(artifact) : short(artifact));
}

function groupLines({ code, severity, artifacts, message }: FindingGroup, look: Look): string[] {
  const { describe, name, style } = look;
  const color = colorOf(severity, style);
  const head = `${severity}[${code}]: `;
  const [only = ""] = artifacts;
  const many = artifacts.length > 1 ? describe(artifacts) : undefined;
  const about = artifacts.length === 0 ? "" : `${many?.text ?? name(only)}: `;
  const [first = "", ...rest] = wrapped(head + visibleText(about + message), "", look);
  const names =
    many === undefined || (many.whole && style.width !== Infinity) ? [] : nameLines(artifacts, look);
  return [color(first.slice(0, head.length - 1)) + first.slice(head.length - 1), ...rest, ...names];
}

/** In a pipe one a line, to be searched for. */
function nameLines(artifacts: readonly string[], look: Look): string[] {
  const names = artifacts.map((artifact) => visibleText(look.name(artifact)));
  if (look.style.width === Infinity) return names.map((name) => `  ${name}`);
  return wrapped(names.join(", "), "  ", look);
}

function wrapped(text: string, indent: string, { style, cut }: Look): string[] {
  if (cut) return [indent + fit(text, style.width - indent.length, style)];
  return indent === "" ? hanging(text, "  ", style) : paragraph(text, indent, style);
}

function colorOf(severity: Severity, { colors }: Style): (text: string) => string {
  return { error: colors.red, warning: colors.yellow, note: colors.cyan }[severity];
}

function adviceLines(report: VerifyReport, style: Style): string[] {
  return adviceOf(report).flatMap(({ code, severity, means, why, hints }, index) => [
    ...(index === 0 ? [] : [""]),
    colorOf(severity, style)(code) + hanging(` ${means}`, "  ", style).join("\n"),
    ...labelled(
      [["  why", why], ...hints.slice(0, 3).map((hint) => ["  do", visibleText(hint)] as const)],
      style,
    ),
  ]);
}

function notRunLines({ notRun }: VerifyReport, style: Style): string[] {
  if (notRun.length === 0) return [];
  return [
    style.colors.bold("Not checked"),
    ...notRun.flatMap(({ what, why, remedy }) => [
      ...paragraph(visibleText(`${what}: ${why}`), "  ", style),
      ...paragraph(visibleText(remedy), "    ", style),
    ]),
  ];
}

function turnedDownLines({ turnedDown }: VerifyReport, style: Style): string[] {
  if (turnedDown.length === 0) return [];
  return [
    style.colors.bold("Turned down by the configuration"),
    ...turnedDown.flatMap(({ code, level, reason, count }) =>
      paragraph(visibleText(`${code} to ${level}, ${counted(count, "finding")}: ${reason}`), "  ", style),
    ),
  ];
}

/** The last lines alone: `--quiet`. */
export function verdictOfVerify(report: VerifyReport, matrix: Matrix, style: Style): string[] {
  const { colors, glyphs } = style;
  const good = report.verdict === "passed";
  const mark = good ? colors.green(glyphs.passed) : colors.red(glyphs.failed);
  const words = `${visibleText(subjectOf(report))}: ${report.verdict}, ${countsText(report.findings)}`;
  const lines = paragraph(words, "  ", style).map((line) => colors.bold(line.slice(2)));
  return [
    ...lines.map((line, index) => (index === 0 ? `${mark} ${line}` : `  ${line}`)),
    ...paragraph(matrixCounts(matrix), "  ", style),
  ];
}
