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
  describeMany,
  groupsOf,
  subjectOf,
  type FindingGroup,
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
  const { source, previous, contract } = report;
  const against = [
    ...(contract ? ["the contract"] : []),
    ...(previous ? [`${previous.version} from ${previous.source}`] : []),
  ];
  const held = against.length > 0 ? `, held against ${against.join(" and ")}` : "";
  const subject = report.project ? `${subjectOf(report)} from ${source}` : source;
  return hanging(visibleText(`${subject}${held}`), "  ", style).map((line) => style.colors.bold(line));
}

/** Beyond so many lines on a terminal, each finding is one line, and a code shows only its first ones. */
const roomy = 40;
const shownOfCode = 10;

function findingLines(report: VerifyReport, matrix: Matrix, style: Style): string[] {
  const shortName =
    style.width === Infinity ? (name: string) => name : shortNames(report.files.map(({ file }) => file));
  const name = (artifact: string) =>
    shortName(artifact) === artifact && style.width !== Infinity ? absentName(artifact) : shortName(artifact);
  const groups = groupsOf(report.findings);
  const whole = groups.map((group) => groupLines(group, matrix, name, style));
  if (style.width === Infinity || whole.flat().length <= roomy) return whole.flat();
  const lines: string[] = [];
  for (const code of new Set(groups.map(({ code }) => code))) {
    const same = groups.filter((group) => group.code === code);
    const shown = same.length > shownOfCode + 1 ? same.slice(0, shownOfCode) : same;
    lines.push(...shown.flatMap((group) => groupLines(group, matrix, name, style, "cut")));
    const hidden = same.slice(shown.length);
    const count = hidden.reduce((sum, { findings }) => sum + findings.length, 0);
    if (count > 0)
      lines.push(
        ...hanging(
          `${hidden[0]?.severity ?? ""}[${code}]: ${count} more of these; --json has all`,
          "  ",
          style,
        ),
      );
  }
  return lines;
}

function groupLines(
  { code, severity, artifacts, message }: FindingGroup,
  matrix: Matrix,
  name: (artifact: string) => string,
  style: Style,
  how: "whole" | "cut" = "whole",
): string[] {
  const color = colorOf(severity, style);
  const head = `${severity}[${code}]: `;
  const [first = ""] = artifacts;
  const about =
    artifacts.length === 0
      ? ""
      : artifacts.length === 1
        ? `${name(first)}: `
        : `${describeMany(artifacts, matrix)}: `;
  const text = head + visibleText(about + message);
  const lines = how === "cut" ? [fit(text, style.width, style)] : hanging(text, "  ", style);
  const names = artifacts.length > 1 ? visibleText(artifacts.map(name).join(", ")) : "";
  const members =
    names === ""
      ? []
      : how === "cut"
        ? [`  ${fit(names, style.width - 2, style)}`]
        : paragraph(names, "  ", style);
  return [...lines, ...members].map((line, index) =>
    index === 0 ? color(line.slice(0, head.length - 1)) + line.slice(head.length - 1) : line,
  );
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
      hanging(visibleText(`  ${code} to ${level}, ${counted(count, "finding")}: ${reason}`), "    ", style),
    ),
  ];
}

/** The last lines alone: `--quiet`. */
export function verdictOfVerify(report: VerifyReport, matrix: Matrix, { colors, glyphs }: Style): string[] {
  const good = report.verdict === "passed";
  const mark = good ? colors.green(glyphs.passed) : colors.red(glyphs.failed);
  return [
    `${mark} ${colors.bold(`${visibleText(subjectOf(report))}: ${report.verdict}, ${countsText(report.findings)}`)}`,
    `  ${matrixCounts(matrix)}`,
  ];
}
