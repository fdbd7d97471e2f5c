/** The findings as reports show them: the same words over many artifacts together, worst first, and per code what to do. */

import { findingCodes, type Finding, type FindingCode, type Severity } from "../checks/finding.ts";
import type { VerifyReport } from "../pipeline/verify-report.ts";
import type { Matrix, MatrixRow, Present } from "./matrix/model.ts";
import { counted } from "./text-layout.ts";

/** Findings that say the same of one or many artifacts. */
export interface FindingGroup {
  readonly code: FindingCode;
  readonly severity: Severity;
  readonly message: string;
  /** Each once, in the order of the report; empty where it is about the whole set. */
  readonly artifacts: readonly string[];
  /** Indices into the report's findings. */
  readonly findings: readonly number[];
}

/** What is said once of a code. */
export interface CodeAdvice {
  readonly code: FindingCode;
  readonly severity: Severity;
  readonly means: string;
  readonly why: string;
  /** What to do: the hints of its findings, each once. */
  readonly hints: readonly string[];
}

export const severities: readonly Severity[] = ["error", "warning", "note"];

/** Errors first, then by code, then in the order of the report. */
export function groupsOf(findings: readonly Finding[]): FindingGroup[] {
  const groups = new Map<string, FindingGroup & { artifacts: string[]; findings: number[] }>();
  findings.forEach(({ code, severity, message, artifact }, index) => {
    const key = JSON.stringify([severity, code, message]);
    const group = groups.get(key) ?? { code, severity, message, artifacts: [], findings: [] };
    groups.set(key, group);
    group.findings.push(index);
    if (artifact !== undefined) group.artifacts.push(artifact);
  });
  return [...groups.values()]
    .map((group) => ({ ...group, artifacts: [...new Set(group.artifacts)] }))
    .sort(
      (a, b) =>
        severities.indexOf(a.severity) - severities.indexOf(b.severity) || a.code.localeCompare(b.code, "en"),
    );
}

/** One entry a code, in the order of the groups. */
export function adviceOf(report: Pick<VerifyReport, "findings">): CodeAdvice[] {
  const advice = new Map<FindingCode, CodeAdvice & { hints: string[] }>();
  for (const { code, severity, findings } of groupsOf(report.findings)) {
    const { means, why } = findingCodes[code];
    const entry = advice.get(code) ?? { code, severity, means, why, hints: [] };
    advice.set(code, entry);
    for (const hint of findings.flatMap((index) => report.findings[index]?.hint ?? []))
      if (!entry.hints.includes(hint)) entry.hints.push(hint);
  }
  return [...advice.values()];
}

export interface Many {
  /** "all 60 wheels", "all 5 wheels for musllinux aarch64", "12 wheels", "3 artifacts". */
  readonly text: string;
  /** The text alone tells which they are. */
  readonly whole: boolean;
}

/** Makes the words for several artifacts of one matrix. */
export function describer(matrix: Matrix): (artifacts: readonly string[]) => Many {
  const parts = partsOf(matrix).map(({ name, files }) => ({ name, files: new Set(files) }));
  return (artifacts) => {
    const wheels = artifacts.every((artifact) => artifact.endsWith(".whl"));
    if (!wheels) return { text: counted(artifacts.length, "artifact"), whole: false };
    const count = counted(artifacts.length, "wheel");
    const part = parts.find(
      ({ files }) => files.size === artifacts.length && artifacts.every((artifact) => files.has(artifact)),
    );
    if (!part) return { text: count, whole: false };
    return { text: `all ${count}${part.name === "" ? "" : ` for ${part.name}`}`, whole: true };
  };
}

/** Parts of the matrix that have a name: the whole, a system, a platform, a Python. */
function partsOf({ rows, columns }: Matrix): { readonly name: string; readonly files: readonly string[] }[] {
  const inColumns = (wanted: (index: number) => boolean) =>
    rows.flatMap(({ cells }) =>
      cells.filter((_, index) => wanted(index)).flatMap(({ entries }) => filesOf(entries)),
    );
  const groups = [...new Set(columns.map(({ place }) => place.group))];
  return [
    { name: "", files: rows.flatMap(filesOfRow) },
    ...groups.map((group) => ({
      name: group,
      files: inColumns((index) => columns[index]?.place.group === group),
    })),
    ...columns.map(({ place, label }, at) => ({
      name: `${place.group} ${label}`,
      files: inColumns((index) => index === at),
    })),
    ...rows.map((row) => ({ name: row.python.label, files: filesOfRow(row) })),
  ];
}

function filesOfRow({ cells, everywhere }: MatrixRow): string[] {
  return filesOf([...everywhere, ...cells.flatMap(({ entries }) => entries)]);
}

function filesOf(entries: readonly { readonly kind: string }[]): string[] {
  return entries.filter((entry): entry is Present => entry.kind === "present").map(({ file }) => file);
}

/** "2 errors, 1 warning": without what there is none of; "no findings" where there is none at all. */
export function countsText(findings: readonly Finding[]): string {
  const counts = severities
    .map(
      (severity) => [findings.filter((finding) => finding.severity === severity).length, severity] as const,
    )
    .filter(([count]) => count > 0)
    .map(([count, severity]) => counted(count, severity));
  return counts.length === 0 ? "no findings" : counts.join(", ");
}

/** "zlmdb 26.7.1", or the source where no artifact told its name. */
export function subjectOf({ project, source }: VerifyReport): string {
  return project ? `${project.name} ${project.version}` : source;
}

/** "the contract and 2.3.4 from pypi"; "" where it was judged by itself. */
export function heldAgainst({ contract, previous }: VerifyReport): string {
  return [
    ...(contract ? ["the contract"] : []),
    ...(previous ? [`${previous.version} from ${previous.source}`] : []),
  ].join(" and ");
}
