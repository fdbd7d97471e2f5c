/** VALIDATION.txt: each artifact, each test by name, pass or fail, what was not tested and why, and the counts. */

import type { ArtifactRecord, BuildRecord, FailureRecord, TestRecord } from "../artifacts/record.ts";
import { variedWords, type Varied } from "../artifacts/reproduction.ts";
import type { NotRun } from "../artifacts/not-run.ts";
import { compareFindings, type Finding } from "../checks/finding.ts";
import type { TurnedDown } from "../checks/levels.ts";
import { columns, counted, section, title } from "./text-layout.ts";

const words: Record<TestRecord["verdict"], string> = {
  passed: "pass",
  failed: "FAIL",
  timeout: "TIMEOUT",
  skipped: "skipped",
};

export function validation(record: BuildRecord): string {
  const { project, artifacts } = record;
  const sorted = [...artifacts].sort((a, b) => (a.file < b.file ? -1 : 1));
  return [
    title(`${project.name} ${project.version}: ${record.verdict}`),
    ...sorted.map((artifact) => section(artifact.file, artifactLines(artifact))),
    section("Failures", record.failures.flatMap(failureLines)),
    section("Findings", [...record.findings].sort(compareFindings).flatMap(findingLines)),
    section("Turned down by the configuration", record.turnedDown.flatMap(turnedDownLines)),
    section("Not checked", record.notRun.flatMap(notRunLines)),
    section("Counts", counts(record)),
  ].join("");
}

function artifactLines(artifact: ArtifactRecord): string[] {
  const targets = [...new Set(artifact.tests.map((test) => test.target))].sort();
  const lines = targets.flatMap((target) => {
    const tests = artifact.tests.filter((test) => test.target === target);
    const python = tests.find((test) => test.python !== "")?.python;
    const rows = tests.map((test) => [words[test.verdict], test.name] as const);
    return [`${target}${python === undefined ? "" : ` (${python})`}`, ...columns(rows, "  ")];
  });
  const untested = artifact.untested.map(({ target, reason }) => `${target}: not tested: ${reason}`);
  return [
    ...lines,
    ...untested.sort(),
    ...reproductionLines(artifact),
    ...(lines.length + untested.length === 0 ? ["no tests were asked for"] : []),
  ];
}

function reproductionLines({ reproduction }: ArtifactRecord): string[] {
  if (reproduction === undefined) return [];
  const names = (of: readonly Varied[]) => of.map((name) => variedWords[name]).join(", ");
  const { reproduced, varied, unvaried } = reproduction;
  return [
    reproduced
      ? "reproduced: a second build gave the same bytes"
      : "NOT REPRODUCED: a second build gave other bytes",
    ...columns(
      [
        ["changed", names(varied)],
        ["not changed, nothing proved of it", names(unvaried)],
      ].filter(([, text]) => text !== "") as [string, string][],
      "  ",
    ),
  ];
}

/** Without the paths of this machine: logs and commands are for NOT-VERIFIED.txt and the terminal. */
function failureLines(failure: FailureRecord): string[] {
  return [
    `${failure.task}${failure.optional ? " (optional)" : ""}`,
    ...columns([["what", failure.message]], "  "),
  ];
}

function findingLines(finding: Finding): string[] {
  return [
    `${finding.severity} ${finding.code} ${finding.artifact ?? "all artifacts"}`,
    ...columns(
      [
        ["what", finding.message],
        ["hint", finding.hint],
      ],
      "  ",
    ),
  ];
}

function turnedDownLines({ code, level, reason, count }: TurnedDown): string[] {
  return [
    `${code} is ${level} here, for ${counted(count, "finding")}`,
    ...columns([["reason", reason]], "  "),
  ];
}

function notRunLines({ what, why, remedy }: NotRun): string[] {
  return [
    what,
    ...columns(
      [
        ["why", why],
        ["remedy", remedy],
      ],
      "  ",
    ),
  ];
}

function counts(record: BuildRecord): string[] {
  const tests = record.artifacts.flatMap((artifact) => artifact.tests);
  const verdict = (wanted: TestRecord["verdict"]) => tests.filter((test) => test.verdict === wanted).length;
  const severity = (wanted: Finding["severity"]) =>
    record.findings.filter((f) => f.severity === wanted).length;
  const kind = (wanted: ArtifactRecord["kind"]) =>
    record.artifacts.filter((artifact) => artifact.kind === wanted).length;
  const untested = record.artifacts.flatMap((artifact) => artifact.untested).length;
  const optional = record.failures.filter((failure) => failure.optional).length;
  return columns([
    ["artifacts", `${counted(kind("wheel"), "wheel")}, ${counted(kind("sdist"), "sdist")}`],
    [
      "tests",
      `${verdict("passed")} passed, ${verdict("failed")} failed, ${verdict("timeout")} timed out, ${verdict("skipped")} skipped`,
    ],
    ["not tested", counted(untested, "target")],
    ["failures", `${record.failures.length - optional}${optional > 0 ? ` and ${optional} optional` : ""}`],
    [
      "findings",
      `${counted(severity("error"), "error")}, ${counted(severity("warning"), "warning")}, ${counted(severity("note"), "note")}`,
    ],
  ]);
}
