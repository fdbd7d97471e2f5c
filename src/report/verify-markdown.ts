/** The whole of `verify` as Markdown: verdict, counts, matrix, findings, why and what to do. */

import type { Severity } from "../checks/finding.ts";
import type { VerifyReport } from "../pipeline/verify-report.ts";
import { markdownCode, markdownProse, markdownText } from "./markdown-text.ts";
import { matrixMarkdown } from "./matrix/markdown.ts";
import { matrixOf, type Matrix } from "./matrix/model.ts";
import { absentName, shortNames } from "./matrix/names.ts";
import { matrixCounts } from "./matrix/words.ts";
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

const signs: Record<Severity, string> = { error: "❌", warning: "⚠️", note: "ℹ️" };

/** A forge cuts a summary at about 1 MiB (GitHub) or refuses a comment above 65,536 characters: so many rows are shown. */
const shownRows = 100;
const shownNames = 12;

export function verifyMarkdown(report: VerifyReport): string {
  const matrix = matrixOf(report);
  const { source } = report;
  const held = heldAgainst(report);
  const mark = report.verdict === "passed" ? "✅" : "❌";
  const against = held === "" ? "" : `, held against ${markdownText(held)}`;
  const picture = matrixMarkdown(report, matrix);
  return [
    `## ${mark} ${markdownText(subjectOf(report))}: ${report.verdict}\n`,
    `${countsText(report.findings)}. ${matrixCounts(matrix)}.\n`,
    `From ${markdownCode(source)}${against}.\n`,
    ...(picture === "" ? [] : [picture]),
    ...findings(report, matrix),
    ...notRun(report),
    ...turnedDown(report),
  ].join("\n");
}

interface Words {
  readonly describe: (artifacts: readonly string[]) => Many;
  readonly name: (artifact: string) => string;
}

function findings(report: VerifyReport, matrix: Matrix): string[] {
  const groups = groupsOf(report.findings);
  if (groups.length === 0) return [];
  const hidden = groups.slice(shownRows).reduce((sum, group) => sum + group.findings.length, 0);
  const short = shortNames(report.files.map(({ file }) => file));
  const name = (artifact: string) => (short(artifact) === artifact ? absentName(artifact) : short(artifact));
  const words: Words = { describe: describer(matrix), name };
  const advice = adviceOf(report).map(
    ({ code, means, why, hints }) =>
      `- **${code}** ${markdownProse(means)} ${markdownProse(why)}\n${hints
        .slice(0, 3)
        .map((hint) => `  - ${markdownProse(hint)}\n`)
        .join("")}`,
  );
  return [
    "### Findings\n",
    ["| | Code | Artifact | What |", "| :-: | :-- | :-- | :-- |"]
      .concat(groups.slice(0, shownRows).map((group) => rowOf(group, words)))
      .concat("")
      .join("\n"),
    ...(hidden > 0 ? [`… and ${counted(hidden, "finding")} more.\n`] : []),
    "### Why it matters, and what to do\n",
    advice.join(""),
  ];
}

function rowOf({ code, severity, artifacts, message }: FindingGroup, { describe, name }: Words): string {
  const what = artifacts.length === 0 ? "the whole set" : namesOf(artifacts, { describe, name });
  return `| ${signs[severity]} ${severity} | ${code} | ${what} | ${markdownProse(message)} |`;
}

function namesOf(artifacts: readonly string[], { describe, name }: Words): string {
  const names = artifacts.slice(0, shownNames).map((artifact) => markdownCode(name(artifact)));
  if (artifacts.length === 1) return names.join("");
  const { text, whole } = describe(artifacts);
  if (whole) return text;
  const more = artifacts.length > names.length ? [`and ${artifacts.length - names.length} more`] : [];
  return `${text}: ${[...names, ...more].join(", ")}`;
}

function notRun({ notRun: parts }: VerifyReport): string[] {
  if (parts.length === 0) return [];
  const lines = parts.map(
    ({ what, why, remedy }) => `- ${markdownText(`${what}: ${why}`)}. ${markdownProse(remedy)}\n`,
  );
  return ["### Not checked\n", lines.join("")];
}

function turnedDown({ turnedDown: codes }: VerifyReport): string[] {
  if (codes.length === 0) return [];
  const lines = codes.map(
    ({ code, level, reason, count }) =>
      `- **${markdownText(code)}** to ${markdownText(level)}, ${counted(count, "finding")}: ${markdownText(reason)}\n`,
  );
  return ["### Turned down by the configuration\n", lines.join("")];
}
