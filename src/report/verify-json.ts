/** What `verify` has found out, for programs: one JSON document of a documented and versioned shape. */

import type { Finding, Severity } from "../checks/finding.ts";
import type { VerifyReport } from "../pipeline/verify-report.ts";
import { version } from "../version.ts";
import type { VerifyJson } from "./verify-json-schema.ts";

export function verifyJson(report: VerifyReport): VerifyJson {
  const { source, project, verdict, files, contract, previous, findings, turnedDown, notRun } = report;
  const counted = (wanted: Severity) => findings.filter(({ severity }) => severity === wanted).length;
  return {
    version: 1,
    wheelway: version,
    source,
    ...(project ? { project: { ...project } } : {}),
    verdict,
    counts: { error: counted("error"), warning: counted("warning"), note: counted("note") },
    files: files.map((file) => ({ ...file })),
    ...(contract ? { contract: contractOf(contract) } : {}),
    ...(previous ? { previous: { ...previous, files: [...previous.files] } } : {}),
    findings: findings.map(findingOf),
    turnedDown: turnedDown.map((one) => ({ ...one })),
    notRun: notRun.map((one) => ({ ...one })),
  };
}

function contractOf({ mode, artifacts }: NonNullable<VerifyReport["contract"]>): VerifyJson["contract"] {
  return {
    mode,
    artifacts: artifacts.map((expected) =>
      expected.kind === "sdist" ? { ...expected } : { ...expected, targets: [...expected.targets] },
    ),
  };
}

function findingOf({
  code,
  severity,
  artifact,
  member,
  message,
  hint,
}: Finding): VerifyJson["findings"][number] {
  return {
    code,
    severity,
    ...(artifact === undefined ? {} : { artifact }),
    ...(member === undefined ? {} : { member }),
    message,
    hint,
  };
}

/** The text of the document. */
export function formatVerifyJson(report: VerifyReport): string {
  return `${JSON.stringify(verifyJson(report), undefined, 2)}\n`;
}
