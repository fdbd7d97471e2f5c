/** What a CI shows beside the changes of a pull request: failed tasks and findings of a run, of `verify`, and errors. */

import type { BuildRecord } from "../artifacts/record.ts";
import { compareFindings, type Finding } from "../checks/finding.ts";
import type { NotRun } from "../artifacts/not-run.ts";
import type { ReleaseOutcome } from "../pipeline/release.ts";
import type { VerifyReport } from "../pipeline/verify-report.ts";
import type { Annotation } from "./ci-commands.ts";

export function buildAnnotations({ failures, findings, notRun }: BuildRecord): Annotation[] {
  const failed = failures.map(({ task, optional, message, again }): Annotation => ({
    level: optional ? "warning" : "error",
    title: `${task} failed${optional ? " (optional)" : ""}`,
    message: [message, ...(again === undefined ? [] : [`Again: ${again}`])].join("\n"),
  }));
  // What is missing because something failed is told by that failure.
  const told = findings.filter(({ code }) => code !== "WW001" || failures.length === 0);
  return [...failed, ...findingAnnotations(told), ...notRun.map(notRunAnnotation)];
}

export function verifyAnnotations({ findings, notRun }: VerifyReport): Annotation[] {
  return [...findingAnnotations(findings), ...notRun.map(notRunAnnotation)];
}

/** What stands before a release that was planned, and the warnings of one that was made. */
export function releaseAnnotations(outcome: ReleaseOutcome): Annotation[] {
  switch (outcome.kind) {
    case "unchanged":
      return [];
    case "planned":
      return outcome.steps.flatMap(({ step, problems }) =>
        problems.map(({ message, next }) => ({
          level: "error",
          title: `${step}: ${message}`,
          message: next,
        })),
      );
    case "released": {
      const { project, version, warnings } = outcome.report;
      return [...new Set(warnings)].map((message) => ({
        level: "warning",
        title: `${project} ${version}`,
        message,
      }));
    }
  }
}

export interface ShownError {
  readonly code: string;
  readonly message: string;
  readonly why: string | undefined;
  readonly next: string;
}

export function errorAnnotation(error: ShownError): Annotation {
  const why = error.why === undefined ? [] : [error.why];
  return {
    level: "error",
    title: `${error.code}: ${error.message}`,
    message: [...why, `Next: ${error.next}`].join("\n"),
  };
}

function findingAnnotations(findings: readonly Finding[]): Annotation[] {
  return [...findings].sort(compareFindings).map(({ code, severity, artifact, message, hint }) => ({
    level: severity === "note" ? "notice" : severity,
    title: artifact === undefined ? code : `${code} ${artifact}`,
    message: `${message}\n${hint}`,
  }));
}

/** Silence of a check that could not run must not pass for approval. */
function notRunAnnotation({ what, why, remedy }: NotRun): Annotation {
  return { level: "notice", title: `Not checked: ${what}`, message: `${why}\n${remedy}` };
}
