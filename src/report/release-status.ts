/** `wheelway status` and a person's decisions on the terminal: the story of each release in plain words. */

import type { DecideReport } from "../pipeline/release-decide.ts";
import type { ElsewhereRelease } from "../pipeline/open-elsewhere.ts";
import type { Outside, ReleaseStatus, StatusReport } from "../pipeline/release-status.ts";
import { sentOf, type StepStory } from "../release/story.ts";
import { closedLine, endLine } from "./release-closed.ts";
import { moment } from "./release-moment.ts";
import type { Style } from "./terminal-style.ts";
import { visibleText } from "./visible-text.ts";

interface Detail {
  readonly verbose: boolean;
  /** What the user named; then the whole story is told, of what is over too. */
  readonly named?: string | undefined;
}

/** So many of those that are over are listed. */
const listed = 8;

export function statusLines(
  { releases, elsewhere, damaged }: StatusReport,
  style: Style,
  detail: Detail,
): string[] {
  const { colors } = style;
  const whole = detail.verbose || detail.named !== undefined;
  const told = releases.filter(({ state }) => whole || state === "open");
  const over = releases.filter((release) => !told.includes(release));
  const lines = [
    told.length === 0 ? nothingLine(detail) : "",
    ...told.flatMap((release) => [...storyLines(release, style, detail), ""]),
    ...elsewhere.flatMap((one) => [...elsewhereLines(one, style), ""]),
    ...over.slice(0, listed).map((release) => closedLine(release, style)),
    ...(over.length > listed ? [colors.dim(`${over.length - listed} more: wheelway status --verbose`)] : []),
    ...damaged.map(({ folder, why }) => `${colors.red("damaged")} ${folder}: ${visibleText(why)}`),
  ];
  return lines.slice(lines[0] === "" ? 1 : 0, lines.at(-1) === "" ? -1 : undefined);
}

function nothingLine({ named }: Detail): string {
  return named === undefined
    ? "No release is open on this machine."
    : `Nothing of ${visibleText(named)} is known on this machine.`;
}

function storyLines(release: ReleaseStatus, style: Style, detail: Detail): string[] {
  const { colors, glyphs } = style;
  const { state, manifest, acknowledged, warnings, outside, links, journal, log } = release;
  return [
    state === "open" ? openLine(release, style) : endLine(release, style),
    ...(manifest ? [`  manifest ${manifest.digest.slice(0, 12)}, ${manifest.files.length} files`] : []),
    ...(detail.verbose ? (manifest?.files ?? []) : []).map(({ file, sha256 }) =>
      colors.dim(`    ${sha256}  ${file}`),
    ),
    ...approvalLines(release),
    ...acknowledged.map(
      ({ what, by, at }) => `  acknowledged by ${visibleText(by)}, ${moment(at)}: ${visibleText(what)}`,
    ),
    ...release.steps
      .filter((step) => detail.verbose || (state === "open" && step.state !== "skipped"))
      .map((step) => `  ${stepLine(step, style)}`),
    ...Object.entries(links).map(([place, link]) => `  ${visibleText(place)}  ${visibleText(link)}`),
    ...servedLines(release, style, detail),
    ...outside.flatMap((one) => outsideLines(one, style)),
    ...warnings.map((text) => `  ${colors.yellow(glyphs.warning)} ${visibleText(text)}`),
    ...waitLines(release).map((line) => `  ${line}`),
    colors.dim(`  journal  ${journal}`),
    colors.dim(`  log  ${log}`),
  ];
}

/** Indexes that have been found to serve the set; where they have no page, and with every address in detail. */
function servedLines({ urls, links }: ReleaseStatus, { colors }: Style, { verbose }: Detail): string[] {
  return Object.entries(urls).flatMap(([index, files]) => {
    const addresses = Object.values(files);
    const head = index in links ? [] : [`  ${visibleText(index)}  serves ${addresses.length} files`];
    return [...head, ...(verbose ? addresses.map((url) => colors.dim(`    ${visibleText(url)}`)) : [])];
  });
}

function openLine({ project, version, began, lastRun }: ReleaseStatus, { colors }: Style): string {
  const by = lastRun ? ` by ${visibleText(lastRun.by)} on ${visibleText(lastRun.host)}` : "";
  return `${colors.bold(`${project} ${version}`)} is open since ${moment(began)}${by}`;
}

function elsewhereLines(one: ElsewhereRelease, { colors }: Style): string[] {
  const { project, version, tag, manifestDigest, files, url, holder } = one;
  const name = `${project}==${version}`;
  return [
    `${colors.bold(`${project} ${version}`)} was begun on another machine, and is not over`,
    `  manifest ${manifestDigest.slice(0, 12)}: the tag ${visibleText(tag)} is pushed, the forge's draft has ${files.length} files  ${colors.dim(visibleText(url))}`,
    ...(holder === undefined ? [] : [`  claimed by ${visibleText(holder)}: look at that run first`]),
    `  wheelway resume ${name} finishes it here, with the same bytes and without building`,
  ];
}

function approvalLines({ approval, manifest, state }: ReleaseStatus): string[] {
  switch (approval.state) {
    case "approved":
      return [
        `  approved by ${visibleText(approval.by)}, ${moment(approval.at)}${noteOf(approval.how, approval.note)}`,
      ];
    case "rejected":
      return [
        `  rejected by ${visibleText(approval.by)}, ${moment(approval.at)}: ${visibleText(approval.reason)}`,
      ];
    case "open":
      return manifest && state === "open" ? ["  not approved yet"] : [];
  }
}

function noteOf(how: string, note: string): string {
  const words = [...(how === "policy" ? ["by policy"] : []), ...(note === "" ? [] : [visibleText(note)])];
  return words.length === 0 ? "" : ` (${words.join(": ")})`;
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
