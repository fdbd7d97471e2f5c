/** The end of a run: what came out, what failed and how to run it again, findings worst first, where it all is. */

import stringWidth from "string-width";
import type { ArtifactRecord, BuildRecord, FailureRecord } from "../artifacts/record.ts";
import { compareFindings, type Finding } from "../checks/finding.ts";
import type { BuildReport } from "../pipeline/build-report.ts";
import { compilationsTotal } from "./compilations.ts";
import { clock, size } from "./terminal-format.ts";
import { counted } from "./text-layout.ts";
import { hanging, labelled, paragraph, quotation, table, type Cell } from "./terminal-layout.ts";
import type { Style } from "./terminal-style.ts";

export interface SummaryOptions {
  /** What was run: `test` leaves the folder as it was. */
  readonly of: "build" | "test";
  /** Makes paths short: relative to the working folder where that is shorter. */
  readonly shown: (path: string) => string;
}

export function summaryLines(report: BuildReport, style: Style, options: SummaryOptions): string[] {
  const { shown } = options;
  const { record } = report;
  const failures = [...record.failures].sort((a, b) => Number(a.optional) - Number(b.optional));
  // What is missing because something failed is told by that failure.
  const findings = record.findings.filter(({ code }) => code !== "WW001" || failures.length === 0);
  const blocks = [
    artifactLines(record, style),
    ...[...findings].sort(compareFindings).map((finding) => findingLines(finding, style)),
    ...failures.map((failure) => failureLines(failure, style, shown)),
    networkLines(record, style),
    compilationLines(record, style),
    notRunLines(record, style),
    ...report.hints.map((hint) => hanging(`hint: ${hint}`, "  ", style)),
    verdictLines(report, style, options),
  ];
  return blocks
    .filter((block) => block.length > 0)
    .flatMap((block, index) => (index === 0 ? block : ["", ...block]));
}

/** The last lines alone: `--quiet`. */
export function verdictLines(report: BuildReport, style: Style, options: SummaryOptions): string[] {
  const { record, manifestDigest } = report;
  const { colors, glyphs } = style;
  const { name, version } = record.project;
  const seconds = (Date.parse(record.times.finished) - Date.parse(record.times.started)) / 1000;
  const good = record.verdict === "passed";
  const mark = good ? colors.green(glyphs.passed) : colors.red(glyphs.failed);
  const optional = record.failures.filter((failure) => failure.optional).length;
  const failed = record.failures.length - optional;
  const what = [
    `${name} ${version}: ${good ? "passed" : failed > 0 ? `${counted(failed, "task")} failed` : "failed"}`,
    counted(record.artifacts.length, "artifact"),
    ...(optional === 0 ? [] : [`${optional} optional failed`]),
    clock(seconds),
  ];
  const digest: Entry[] = manifestDigest === undefined ? [] : [["  manifest", manifestDigest]];
  return [
    `${mark} ${colors.bold(what.join(", "))}`,
    ...labelled([...places(report, good, options), ...digest], style),
  ];
}

type Entry = readonly [label: string, text: string];

function places({ folder }: BuildReport, good: boolean, { of, shown }: SummaryOptions): Entry[] {
  if (good || of === "test") return [["  dist", shown(folder)]];
  return [
    ["  partial", `${shown(folder)} (what is good so far, not verified)`],
    ["  dist", "as it was before"],
  ];
}

function artifactLines({ artifacts }: BuildRecord, style: Style): string[] {
  const rows = artifacts.map((artifact): Cell[] => [
    mark(artifact, style),
    { text: artifact.file },
    { text: size(artifact.size) },
    tested(artifact, style),
  ]);
  const columns = [{ sign: true }, {}, { align: "right" as const }, {}];
  const [widest = 0] = table(rows, columns, { ...style, width: Infinity })
    .map((line) => stringWidth(line))
    .sort((a, b) => b - a);
  if (widest <= style.width) return table(rows, columns, style);
  // A file name is never cut: what does not fit beside it goes below it.
  return rows.flatMap(([glyph = { text: "" }, file = { text: "" }, bytes, tests]) => [
    ...table([[glyph, file]], [{ sign: true }, {}], { ...style, width: Infinity }),
    ...table(
      [[{ text: " " }, bytes ?? { text: "" }, tests ?? { text: "" }]],
      [{ sign: true }, {}, {}],
      style,
    ),
  ]);
}

function mark({ tests, untested }: ArtifactRecord, { colors, glyphs }: Style): Cell {
  if (tests.some(({ verdict }) => verdict !== "passed")) return { text: glyphs.failed, color: colors.red };
  if (untested.length > 0 || tests.length === 0) return { text: glyphs.warning, color: colors.yellow };
  return { text: glyphs.passed, color: colors.green };
}

function tested({ tests, untested, reproduction }: ArtifactRecord, { colors }: Style): Cell {
  const bad = tests.filter(({ verdict }) => verdict !== "passed").length;
  const places = new Set(tests.map(({ target }) => target)).size;
  const where = places > 1 ? ` on ${places} targets` : "";
  const words = [
    ...(bad > 0 ? [`${bad} of ${counted(tests.length, "test")} failed`] : []),
    ...(bad === 0 && tests.length > 0 ? [`${counted(tests.length, "test")} passed${where}`] : []),
    ...(untested.length > 0 ? [`untested on ${untested.map(({ target }) => target).join(", ")}`] : []),
    ...(tests.length === 0 && untested.length === 0 ? ["not tested"] : []),
    ...(reproduction === undefined ? [] : [reproduction.reproduced ? "reproduced" : "not reproduced"]),
  ];
  return { text: words.join(", "), color: bad > 0 ? colors.red : undefined };
}

function findingLines({ code, severity, artifact, message, hint }: Finding, style: Style): string[] {
  const { colors } = style;
  const color = { error: colors.red, warning: colors.yellow, note: colors.cyan }[severity];
  const head = `${severity}[${code}]: `;
  const about = artifact === undefined ? "" : `${artifact}: `;
  const [first = "", ...rest] = hanging(head + about + message, "  ", style);
  return [
    color(first.slice(0, head.length - 1)) + first.slice(head.length - 1),
    ...rest,
    ...paragraph(hint, "  ", style),
  ];
}

function failureLines(failure: FailureRecord, style: Style, shown: (path: string) => string): string[] {
  const { colors, glyphs } = style;
  const [glyph, color] = failure.optional ? [glyphs.warning, colors.yellow] : [glyphs.failed, colors.red];
  return [
    `${color(glyph)} ${colors.bold(failure.task)}${failure.optional ? " (optional)" : ""}`,
    ...paragraph(failure.message, "  ", style),
    ...quotation(failure.tail ?? [], "  | ", style),
    ...(failure.log === undefined ? [] : [`  log    ${shown(failure.log)}`]),
    ...(failure.again === undefined ? [] : [`  again  ${failure.again}`]),
  ];
}

/** Silence of a check that could not run must not pass for approval. */
function notRunLines({ notRun }: BuildRecord, style: Style): string[] {
  return notRun.flatMap(({ what, why, remedy }) =>
    hanging(`not checked: ${what}: ${why}; ${remedy}`, "  ", style),
  );
}

function compilationLines({ compilations = [] }: BuildRecord, style: Style): string[] {
  const total = compilationsTotal(compilations);
  return total === undefined ? [] : hanging(total, "  ", style);
}

/** Builds that had, or could have had, the network: said always, so that nobody takes their wheels for hermetic. */
function networkLines({ environment }: BuildRecord, style: Style): string[] {
  const byState = (state: string) => environment.network.filter((one) => one.state === state);
  const open = byState("open").map(({ task }) => task);
  const leaky = byState("not-isolated");
  const reasons = [...new Set(leaky.flatMap(({ why }) => why ?? []))].join("; ");
  const warn = (text: string) => {
    const [first = "", ...rest] = hanging(`warning: ${text}`, "  ", style);
    return [style.colors.yellow(first.slice(0, 8)) + first.slice(8), ...rest];
  };
  return [
    ...(leaky.length > 0
      ? warn(`network not isolated in ${counted(leaky.length, "build")}: ${reasons}`)
      : []),
    ...(open.length > 0 ? warn(`built with the network, as configured: ${open.join(", ")}`) : []),
  ];
}
