/** What `verify` has found out as SARIF 2.1.0 (OASIS), for code scanning. */

import { createHash } from "node:crypto";
import type { Log, ReportingDescriptor, Result } from "sarif";
import { isFixed } from "../checks/levels.ts";
import { findingCodes, type Finding, type FindingCode } from "../checks/finding.ts";
import type { VerifyReport } from "../pipeline/verify-report.ts";
import { documentation, sarifSchema } from "../services.ts";
import { version } from "../version.ts";
import { countsText } from "./verify-groups.ts";

export interface SarifOptions {
  /** URI of the folder of the artifacts, relative to the checkout, or absolute; without a slash at its end. */
  readonly folder: string;
}

/** Rules are the codes that were found, each with its why and its way out. */
export function sarif(report: VerifyReport, options: SarifOptions): Log {
  const codes = [...new Set(report.findings.map(({ code }) => code))].sort();
  return {
    $schema: sarifSchema,
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "Wheelway", version, semanticVersion: version, rules: codes.map(ruleOf) } },
        columnKind: "unicodeCodePoints",
        invocations: [
          {
            // The verification came to its end; what it found is in the results.
            executionSuccessful: true,
            toolConfigurationNotifications: report.notRun.map(({ what, why, remedy }) => ({
              level: "note",
              message: { text: `not checked: ${what}: ${why}; ${remedy}` },
            })),
          },
        ],
        results: report.findings.map((finding) =>
          resultOf(finding, codes.indexOf(finding.code), report, options),
        ),
        properties: { source: report.source, verdict: report.verdict, summary: countsText(report.findings) },
      },
    ],
  };
}

function ruleOf(code: FindingCode): ReportingDescriptor {
  const { severity, means, why, remedy, example } = findingCodes[code];
  const texts = [means, why, remedy];
  return {
    id: code,
    shortDescription: { text: means },
    fullDescription: { text: `${means} ${why}` },
    help: {
      text: texts.join("\n"),
      markdown: [
        `**${means}**`,
        why,
        `Such as: ${example}`,
        `**What to do.** ${remedy}`,
        ...(isFixed(code)
          ? []
          : [
              `Turned down in a project by \`[tool.wheelway.checks] ${code} = { level = "warning", reason = "…" }\`.`,
            ]),
      ].join("\n\n"),
    },
    ...(documentation === undefined
      ? {}
      : { helpUri: `${documentation}reference/findings.md#${code.toLowerCase()}` }),
    defaultConfiguration: { level: severity },
    properties: {
      tags: ["packaging"],
      "problem.severity": severity === "note" ? "recommendation" : severity,
    },
  };
}

function resultOf(
  finding: Finding,
  ruleIndex: number,
  report: VerifyReport,
  { folder }: SarifOptions,
): Result {
  const { code, severity, artifact, member, message, hint } = finding;
  // What is missing has no file: it is a finding about the folder.
  const there = report.files.some(({ file }) => file === artifact);
  const uri = there && artifact !== undefined ? `${folder}/${encodeURIComponent(artifact)}` : folder;
  const subject = artifact === undefined ? "" : `${artifact}: `;
  return {
    ruleId: code,
    ruleIndex,
    level: severity,
    message: { text: `${subject}${message}. ${hint}` },
    locations: [
      {
        // An archive has no lines; code scanning wants one to show the result at.
        physicalLocation: { artifactLocation: { uri }, region: { startLine: 1 } },
        ...(member === undefined
          ? {}
          : {
              logicalLocations: [
                { name: member, fullyQualifiedName: `${artifact ?? ""}/${member}`, kind: "member" },
              ],
            }),
      },
    ],
    partialFingerprints: { "wheelway/v1": fingerprint(finding, report) },
  };
}

/** The same for the same fault of the next release: without its version. */
function fingerprint({ code, artifact = "", member = "" }: Finding, { project }: VerifyReport): string {
  const plain = (text: string) => (project ? text.replaceAll(project.version, "*") : text);
  return createHash("sha256")
    .update([code, plain(artifact), plain(member)].join("\n"))
    .digest("hex");
}

export function formatSarif(report: VerifyReport, options: SarifOptions): string {
  return `${JSON.stringify(sarif(report, options), undefined, 2)}\n`;
}
