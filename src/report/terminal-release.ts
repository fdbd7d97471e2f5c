/** A release on the terminal: one line a step, one an effect, and what it has come to. */

import type { ReleaseOutcome } from "../pipeline/release.ts";
import type { ReleaseReport } from "../pipeline/release-report.ts";
import type { ReleaseEvent } from "../release/open-release.ts";
import type { StepEvent } from "../release/runner.ts";
import type { Style } from "./terminal-style.ts";
import { counted } from "./text-layout.ts";
import { visibleText } from "./visible-text.ts";

/** No line for what would only be noise. */
export function releaseEventLines(
  event: ReleaseEvent | StepEvent,
  { colors, glyphs }: Style,
  { verbose }: { readonly verbose: boolean },
): string[] {
  switch (event.type) {
    case "step-started":
      return [colors.bold(event.step) + colors.dim(`  ${event.title}`)];
    case "step-skipped":
      return [colors.dim(`${event.step}  skipped: ${event.reason}`)];
    case "step-done":
      return event.settled ? [colors.dim(`${event.step}  done before`)] : [];
    case "step-failed":
      return [colors.red(`${event.step}  stopped`)];
    case "effect-started":
      return verbose ? [`  ${event.title}`] : [];
    case "effect-waiting":
      return [colors.dim(`  waiting: ${event.why}`)];
    case "effect-done":
      return [
        `  ${colors.green(glyphs.passed)} ${event.title}${event.found ? colors.dim(" (was there)") : ""}`,
      ];
    case "said":
      return [`  ${event.warning ? `${colors.yellow("warning")} ` : ""}${visibleText(event.text)}`];
  }
}

export function planSteps(
  { version, steps }: Extract<ReleaseOutcome, { kind: "planned" }>,
  { colors, glyphs }: Style,
): string[] {
  const problems = steps.flatMap((step) => step.problems);
  return [
    colors.bold(`Release of ${version}`),
    ...steps.flatMap(({ step, skipped, would, problems: own }) => [
      skipped === undefined ? `  ${step}` : colors.dim(`  ${step}  skipped: ${skipped}`),
      ...would.map((line) => `    ${line}`),
      ...own.flatMap(({ message, next }) => [
        `    ${colors.red(glyphs.failed)} ${message}`,
        colors.dim(`      ${next}`),
      ]),
    ]),
    "",
    problems.length === 0
      ? "Nothing stands before it."
      : colors.red(`${problems.length} things stand before it.`),
  ];
}

export function releaseLines(report: ReleaseReport, { colors, glyphs }: Style, rehearsed = false): string[] {
  const { project, version, files, manifestDigest, links } = report;
  const warnings = [...new Set(report.warnings)];
  return [
    "",
    colors.bold(
      `${project} ${version} is ${rehearsed ? "rehearsed: nothing has left this machine" : "published"}`,
    ),
    `  ${counted(files.length, "file")}, manifest ${manifestDigest.slice(0, 12)}`,
    ...Object.entries(links).map(([place, link]) => `  ${visibleText(place)}  ${visibleText(link)}`),
    ...warnings.map((text) => `  ${colors.yellow(glyphs.warning)} ${visibleText(text)}`),
    colors.dim(`  journal  ${report.journal}`),
  ];
}
