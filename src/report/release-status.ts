/** `wheelway status` and a person's decisions on the terminal: the story of each release in plain words. */

import type { DecideReport } from "../pipeline/release-decide.ts";
import type { Outside, ReleaseStatus, StatusReport } from "../pipeline/release-status.ts";
import { sentOf, type StepStory } from "../release/story.ts";
import type { Style } from "./terminal-style.ts";
import { visibleText } from "./visible-text.ts";

interface Detail {
  readonly verbose: boolean;
}

export function statusLines({ releases, damaged }: StatusReport, style: Style, detail: Detail): string[] {
  const { colors } = style;
  const open = releases.filter(({ state }) => state === "open");
  const lines = [
    open.length === 0 ? "No release is open on this machine." : "",
    ...open.flatMap((release) => [...openLines(release, style, detail), ""]),
    ...releases.filter(({ state }) => state !== "open").flatMap((release) => closedLines(release, style)),
    ...damaged.map(({ folder, why }) => `${colors.red("damaged")} ${folder}: ${visibleText(why)}`),
  ];
  return lines.slice(lines[0] === "" ? 1 : 0, lines.at(-1) === "" ? -1 : undefined);
}

function openLines(release: ReleaseStatus, style: Style, detail: Detail): string[] {
  const { colors, glyphs } = style;
  const { project, version, lastRun, began, manifest, warnings, outside, journal } = release;
  const by = lastRun ? ` by ${lastRun.by} on ${lastRun.host}` : "";
  return [
    `${colors.bold(`${project} ${version}`)} is open since ${moment(began)}${by}`,
    ...(manifest ? [`  manifest ${manifest.digest.slice(0, 12)}, ${manifest.files.length} files`] : []),
    ...(detail.verbose ? (manifest?.files ?? []) : []).map(({ file, sha256 }) =>
      colors.dim(`    ${sha256}  ${file}`),
    ),
    ...approvalLines(release),
    ...release.steps
      .filter(({ state }) => detail.verbose || state !== "skipped")
      .map((step) => `  ${stepLine(step, style)}`),
    ...outside.flatMap((one) => outsideLines(one, style)),
    ...warnings.map((text) => `  ${colors.yellow(glyphs.warning)} ${visibleText(text)}`),
    ...waitLines(release).map((line) => `  ${line}`),
    colors.dim(`  journal  ${journal}`),
  ];
}

function approvalLines({ approval, manifest }: ReleaseStatus): string[] {
  switch (approval.state) {
    case "approved":
      return [`  approved by ${approval.by}, ${moment(approval.at)}`];
    case "rejected":
      return [`  rejected by ${approval.by}: ${visibleText(approval.reason)}`];
    case "open":
      return manifest ? ["  not approved yet"] : [];
  }
}

function stepLine({ step, state, why }: StepStory, { colors, glyphs }: Style): string {
  switch (state) {
    case "done":
      return `${colors.green(glyphs.passed)} ${step}`;
    case "skipped":
      return colors.dim(`${glyphs.skipped} ${step}  ${visibleText(why ?? "")}`);
    case "stopped":
      return `${colors.red(glyphs.failed)} ${step}  ${visibleText(why ?? "")}`;
    case "begun":
      return `${glyphs.waiting} ${step}  begun, and not ended`;
  }
}

function outsideLines({ index, page, state, present, missing, why }: Outside, { colors }: Style): string[] {
  const count = present.length + missing.length;
  const link = page === undefined ? "" : `  ${colors.dim(page)}`;
  switch (state) {
    case "none":
      return [`  ${index} has nothing of it`];
    case "some":
      return [`  ${index} has ${present.length} of ${count} files; not yet ${missing.join(", ")}${link}`];
    case "all":
      return [`  ${index} has all ${count} files${link}`];
    case "conflict":
      return [
        `  ${colors.red(`${index} has other files under this version`)}: ${visibleText(why ?? "")}${link}`,
      ];
    case "unknown":
      return [`  ${index} cannot be asked: ${visibleText(why ?? "")}`];
  }
}

/** Whom it waits for, and the command that goes on. */
function waitLines(release: ReleaseStatus): string[] {
  if (release.process !== undefined) return [`process ${release.process} is working on it now`];
  const { waits, project, version } = release;
  const name = `${project}==${version}`;
  switch (waits.for) {
    case "nothing":
      return [];
    case "approval":
      return [
        `waits for somebody's yes: wheelway approve ${name}, then wheelway resume ${name}`,
        `or for a no: wheelway reject ${name} --reason TEXT`,
      ];
    case "acknowledgement":
      return [
        `waits for somebody's word on: ${visibleText(waits.what.join(", "))}`,
        `look at it; then wheelway approve ${name}, and wheelway resume ${name}`,
      ];
    case "abort":
      return [`goes no further: mend it and start again; wheelway abort ${name} closes this one`];
    case "mending":
      return [`waits for ${waits.step} to be mended (${waits.code}); then wheelway resume ${name}`];
    case "resume":
      return [...perhapsLines(release), `was ended in the middle; wheelway resume ${name} goes on`];
  }
}

function perhapsLines(release: ReleaseStatus): string[] {
  const open = sentOf(release).filter(({ state }) => state === "perhaps");
  return open.map(({ title }) => `perhaps done: ${title}; a resume looks before it does anything`);
}

function closedLines(
  { project, version, state, lastRun, links }: ReleaseStatus,
  { colors }: Style,
): string[] {
  const when = lastRun ? `, ${moment(lastRun.at)}` : "";
  const where = Object.values(links);
  return [
    colors.dim(`${project} ${version}  ${state}${when}${where.length > 0 ? `  ${where.join("  ")}` : ""}`),
  ];
}

export function decisionLines(report: DecideReport, { colors }: Style): string[] {
  const { project, version, outcome, manifestDigest, files, done, byHand, journal } = report;
  const next = {
    approved: "wheelway resume sends exactly these bytes",
    acknowledged: "wheelway resume goes on",
    rejected: "nothing of it is sent; wheelway abort closes it",
    aborted: "its version can be released anew",
  };
  return [
    colors.bold(`${project} ${version} is ${outcome}`),
    ...(manifestDigest === undefined ? [] : [`  manifest ${manifestDigest}`]),
    ...(outcome === "approved" ? files.map(({ file, sha256 }) => colors.dim(`  ${sha256}  ${file}`)) : []),
    ...done.map((line) => `  ${line}`),
    ...byHand.map((line) => `  stays: ${line}`),
    `  ${byHand.length > 0 ? "release the next version to replace it" : next[outcome]}`,
    colors.dim(`  journal  ${journal}`),
  ];
}

/** ISO 8601 without seconds: "2026-11-21 12:00 UTC". */
function moment(at: string): string {
  return `${at.slice(0, 16).replace("T", " ")} UTC`;
}
