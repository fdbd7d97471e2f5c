/** A run as Markdown for the page of a CI's job: targets with times and sizes, what failed and how to run it again, findings. */

import type { ArtifactRecord, BuildRecord, FailureRecord } from "../artifacts/record.ts";
import { compareFindings, type Finding, type Severity } from "../checks/finding.ts";
import type { BuildReport } from "../pipeline/build-report.ts";
import { documentation } from "../services.ts";
import { compilationsTotal } from "./compilations.ts";
import { markdownCode, markdownProse, markdownText } from "./markdown-text.ts";
import { clock, size } from "./terminal-format.ts";
import { counted } from "./text-layout.ts";

/** A page holds 1 MiB (GitHub), and several steps may write to it: so many rows and lines of a log are shown. */
const shownRows = 200;
const shownFailures = 20;
const shownLines = 30;
const shownCharacters = 300;

const signs: Record<Severity, string> = { error: "❌", warning: "⚠️", note: "ℹ️" };

export function buildMarkdown({
  record,
  manifestDigest,
}: Pick<BuildReport, "record" | "manifestDigest">): string {
  const { project, verdict, times, artifacts, environment } = record;
  const seconds = (Date.parse(times.finished) - Date.parse(times.started)) / 1000;
  const rows = [...artifactRows(record), ...failedRows(record)];
  const facts = [
    counted(artifacts.length, "artifact"),
    counted(record.failures.length, "failure"),
    counted(record.findings.length, "finding"),
    clock(seconds),
  ];
  const compiled = compilationsTotal(record.compilations ?? []);
  const blocks = [
    `## ${verdict === "passed" ? "✅" : "❌"} ${markdownText(`${project.name} ${project.version}`)}: ${verdict}`,
    `${facts.join(", ")}. ${markdownText(`On ${environment.machine}`)}.`,
    table(
      ["", "Target", "Artifact", "Size", "Built in", "Tested in", "Tests"],
      rows,
      "| :-: | :-- | :-- | --: | --: | --: | :-- |",
    ),
    ...failures(record.failures),
    ...findings(record),
    ...(compiled === undefined ? [] : [`${markdownText(compiled)}.`]),
    ...network(record),
    ...record.notRun.map(
      ({ what, why, remedy }) => `Not checked: ${markdownText(`${what}: ${why}`)}. ${markdownProse(remedy)}`,
    ),
    ...(manifestDigest === undefined ? [] : [`Manifest ${markdownCode(`sha256:${manifestDigest}`)}.`]),
  ];
  return `${blocks.filter((block) => block !== "").join("\n\n")}\n`;
}

function artifactRows(record: BuildRecord): string[][] {
  return [...record.artifacts]
    .sort((a, b) => (a.kind === b.kind ? 0 : a.kind === "sdist" ? -1 : 1))
    .flatMap((artifact) => {
      const targets = artifact.kind === "sdist" ? ["sdist"] : artifact.targets;
      return (targets.length > 0 ? targets : [""]).map((target) => artifactRow(artifact, target, record));
    });
}

function artifactRow(artifact: ArtifactRecord, target: string, { times }: BuildRecord): string[] {
  const tests = artifact.tests.filter((test) => artifact.kind === "sdist" || test.target === target);
  const untested = artifact.untested.find((one) => one.target === target);
  const bad = tests.filter(({ verdict }) => verdict !== "passed");
  const told =
    bad.length > 0
      ? `${bad.length} of ${tests.length} failed: ${bad.map(({ name }) => markdownText(name)).join(", ")}`
      : tests.length > 0
        ? `${tests.length} passed`
        : untested
          ? `not tested: ${markdownText(untested.reason)}`
          : "none";
  const spent = (...prefixes: readonly string[]) => secondsOf(times.tasks, prefixes);
  const built =
    artifact.kind === "sdist"
      ? spent("sdist", "environment:sdist")
      : spent(`environment:${target}`, `wheel:${target}`);
  return [
    bad.length > 0 ? "❌" : tests.length > 0 ? "✅" : "⚠️",
    markdownCode(target),
    markdownCode(artifact.file),
    size(artifact.size),
    built,
    artifact.kind === "sdist" ? spent("test:sdist") : spent(`test:${target}`),
    told,
  ];
}

/** Of tasks with one of these ids, or with one of them and more after a colon. */
function secondsOf(tasks: Readonly<Record<string, number>>, ids: readonly string[]): string {
  const own = Object.entries(tasks).filter(([task]) =>
    ids.some((id) => task === id || task.startsWith(`${id}:`)),
  );
  return own.length === 0 ? "" : clock(own.reduce((sum, [, seconds]) => sum + seconds, 0));
}

/** Targets of which nothing came out. */
function failedRows({ failures: failed, artifacts }: BuildRecord): string[][] {
  const there = new Set(artifacts.flatMap(({ targets }) => targets));
  const without = new Set(
    failed.flatMap(({ target }) => (target === undefined || there.has(target) ? [] : [target])),
  );
  return [...without].map((target) => ["❌", markdownCode(target), "none", "", "", "", "not built"]);
}

function table(head: readonly string[], rows: readonly (readonly string[])[], align: string): string {
  if (rows.length === 0) return "";
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const more = rows.length > shownRows ? [`\n… and ${rows.length - shownRows} more.`] : [];
  return [line(head), align, ...rows.slice(0, shownRows).map(line), ...more].join("\n");
}

function failures(all: readonly FailureRecord[]): string[] {
  const sorted = [...all].sort((a, b) => Number(a.optional) - Number(b.optional));
  return [
    ...sorted
      .slice(0, shownFailures)
      .flatMap(({ task, optional, message, tail = [], again }) => [
        `### ${optional ? "⚠️" : "❌"} ${markdownText(task)}${optional ? " (optional)" : ""}`,
        markdownText(message),
        ...(tail.length === 0 ? [] : [fenced(tail.slice(-shownLines))]),
        ...(again === undefined ? [] : [`Again: ${markdownCode(again)}`]),
      ]),
    ...(all.length > shownFailures ? [`… and ${all.length - shownFailures} more failures.`] : []),
  ];
}

/** Lines of a log as they are: a fence that is longer than any in them (CommonMark 0.31, fenced code blocks). */
function fenced(lines: readonly string[]): string {
  const text = lines.map((line) => line.slice(0, shownCharacters).replace(/[^\P{C}\t]/gu, "")).join("\n");
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}text\n${text}\n${fence}`;
}

function findings({ findings: all, failures: failed }: BuildRecord): string[] {
  // What is missing because something failed is told by that failure.
  const told = [...all].filter(({ code }) => code !== "WW001" || failed.length === 0).sort(compareFindings);
  if (told.length === 0) return [];
  return [
    "### Findings",
    table(
      ["", "Code", "Artifact", "What, and what to do"],
      told.map(findingRow),
      "| :-: | :-- | :-- | :-- |",
    ),
  ];
}

function findingRow({ code, severity, artifact, message, hint }: Finding): string[] {
  const linked =
    documentation === undefined
      ? code
      : `[${code}](${documentation}reference/findings.md#${code.toLowerCase()})`;
  const what = artifact === undefined ? "the whole set" : markdownCode(artifact);
  return [
    `${signs[severity]} ${severity}`,
    linked,
    what,
    `${markdownProse(message)}. ${markdownProse(hint)}`,
  ];
}

function network({ environment }: BuildRecord): string[] {
  const open = environment.network.filter(({ state }) => state !== "isolated").map(({ task }) => task);
  if (open.length === 0) return [];
  return [`⚠️ Built with the network, or not shut off from it: ${open.map(markdownCode).join(", ")}.`];
}
