/** JUnit's XML, which GitLab, CircleCI, Azure Pipelines, Jenkins and Buildkite show: tests by target, and checks by artifact. */

import type { BuildRecord, FailureRecord, TestRecord } from "../artifacts/record.ts";
import type { NotRun } from "../artifacts/not-run.ts";
import type { Finding } from "../checks/finding.ts";
import type { VerifyReport } from "../pipeline/verify-report.ts";

interface Case {
  readonly suite: string;
  /** What was tested: a file, a target. */
  readonly of: string;
  readonly name: string;
  readonly seconds?: number | undefined;
  readonly outcome:
    | { readonly is: "passed" }
    | { readonly is: "failed"; readonly message: string; readonly text: string }
    | { readonly is: "skipped"; readonly message: string };
}

export function buildJunit(record: BuildRecord): string {
  const { project, artifacts, findings, failures, notRun, times } = record;
  const tests = artifacts.flatMap(({ file, kind, tests: own, untested }): Case[] => [
    ...own.map((test): Case => {
      const suite = kind === "sdist" ? sdistSuite : test.target;
      const failure = failures.find((one) => one.task.startsWith("test:") && suiteOf(one) === suite);
      return { suite, of: file, name: test.name, outcome: outcomeOf(test, failure) };
    }),
    ...untested.map(({ target, reason }): Case => ({
      suite: target,
      of: file,
      name: "tests",
      outcome: { is: "skipped", message: reason },
    })),
  ]);
  const told = (suite: string) => tests.some((one) => one.suite === suite && one.outcome.is === "failed");
  const broken = failures
    // A test that failed is there by its own name.
    .filter((failure) => !(failure.task.startsWith("test:") && told(suiteOf(failure))))
    .map((failure): Case => {
      const { task, optional, message } = failure;
      return {
        suite: suiteOf(failure),
        of: task,
        name: task,
        seconds: times.tasks[task],
        outcome: optional ? { is: "skipped", message } : { is: "failed", message, text: textOf(failure) },
      };
    });
  const files = artifacts.map(({ file }) => file);
  return xmlOf(`${project.name} ${project.version}`, [
    ...tests,
    ...broken,
    ...checks(files, findings, notRun),
  ]);
}

export function verifyJunit({ project, source, files, findings, notRun }: VerifyReport): string {
  const name = project === undefined ? source : `${project.name} ${project.version}`;
  return xmlOf(
    name,
    checks(
      files.map(({ file }) => file),
      findings,
      notRun,
    ),
  );
}

const sdistSuite = "sdist";

function suiteOf({ task, target }: FailureRecord): string {
  if (/^(?:(?:environment|test):)?sdist(?::|$)/.test(task)) return sdistSuite;
  return target ?? "set-up";
}

function outcomeOf({ verdict }: TestRecord, failure: FailureRecord | undefined): Case["outcome"] {
  switch (verdict) {
    case "passed":
      return { is: "passed" };
    case "skipped":
      return { is: "skipped", message: "not run" };
    case "failed":
    case "timeout": {
      const message = verdict === "timeout" ? "it took too long" : (failure?.message ?? "it failed");
      return { is: "failed", message, text: failure ? textOf(failure) : "" };
    }
  }
}

function textOf({ tail = [], again }: FailureRecord): string {
  return [...tail, ...(again === undefined ? [] : ["", `again: ${again}`])].join("\n");
}

/** One case an artifact, and one for the set; errors fail it, everything else is told in the log. */
function checks(files: readonly string[], findings: readonly Finding[], notRun: readonly NotRun[]): Case[] {
  const set = "the whole set";
  const names = new Set([...files, ...findings.flatMap(({ artifact }) => artifact ?? []), set]);
  const suite = "checks";
  return [
    ...[...names].map((name): Case => {
      const errors = findings.filter(
        ({ artifact, severity }) => severity === "error" && (artifact ?? set) === name,
      );
      if (errors.length === 0) return { suite, of: suite, name, outcome: { is: "passed" } };
      const text = errors.map(({ code, message, hint }) => `${code}: ${message}\n${hint}`).join("\n\n");
      const message = errors.map(({ code }) => code).join(", ");
      return { suite, of: suite, name, outcome: { is: "failed", message, text } };
    }),
    ...notRun.map(({ what, why, remedy }): Case => ({
      suite,
      of: suite,
      name: what,
      outcome: { is: "skipped", message: `${why}; ${remedy}` },
    })),
  ];
}

/** https://github.com/testmoapp/junitxml: what the readers of JUnit's XML agree on. */
function xmlOf(name: string, cases: readonly Case[]): string {
  const suites = new Map<string, Case[]>();
  for (const one of cases) suites.set(one.suite, [...(suites.get(one.suite) ?? []), one]);
  const lines = [...suites].flatMap(([suite, own]) => [
    `  <testsuite name=${quoted(suite)} ${counts(own)}>`,
    ...own.map(caseXml),
    "  </testsuite>",
  ]);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name=${quoted(name)} ${counts(cases)}>`,
    ...lines,
    "</testsuites>",
    "",
  ].join("\n");
}

function counts(cases: readonly Case[]): string {
  const of = (is: Case["outcome"]["is"]) => cases.filter(({ outcome }) => outcome.is === is).length;
  return `tests="${cases.length}" failures="${of("failed")}" skipped="${of("skipped")}" errors="0"`;
}

function caseXml({ of, name, seconds, outcome }: Case): string {
  const time = seconds === undefined ? "" : ` time="${seconds.toFixed(3)}"`;
  const open = `    <testcase classname=${quoted(of)} name=${quoted(name)}${time}`;
  switch (outcome.is) {
    case "passed":
      return `${open}/>`;
    case "skipped":
      return `${open}><skipped message=${quoted(outcome.message)}/></testcase>`;
    case "failed":
      return `${open}><failure message=${quoted(outcome.message)}>${escaped(outcome.text)}</failure></testcase>`;
  }
}

/** An attribute; line ends in it would be read as spaces. */
function quoted(text: string): string {
  return `"${escaped(text).replace(/[\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`)}"`;
}

/** Characters that XML 1.0 has no place for (section 2.2) are left out; a carriage return would not stay one. */
function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("\r", "&#13;");
}
