/** A release that is over, on the terminal: one line in a list, or its whole story where somebody asks for it. */

import type { ReleaseStatus } from "../pipeline/release-status.ts";
import { moment } from "./release-moment.ts";
import type { Style } from "./terminal-style.ts";
import { visibleText } from "./visible-text.ts";

/** "demo 1.0  released, 2026-11-21 12:00 UTC, approved by Ann  https://…". */
export function closedLine(release: ReleaseStatus, { colors }: Style): string {
  const { project, version, state, approval, links } = release;
  const { at, by } = endOf(release);
  const who = state === "aborted" && by !== undefined ? ` by ${by}` : "";
  const yes = state === "released" && approval.state === "approved" ? `, approved by ${approval.by}` : "";
  const where = Object.values(links).map((link) => `  ${link}`);
  return colors.dim(
    visibleText(`${project} ${version}  ${state}${at === "" ? "" : `, ${at}`}${who}${yes}${where.join("")}`),
  );
}

/** The first line of the story: how it ended, when, and who was it. */
export function endLine(release: ReleaseStatus, { colors }: Style): string {
  const { project, version, state } = release;
  const { at, by } = endOf(release);
  const who = by === undefined ? "" : ` by ${by}`;
  return `${colors.bold(`${project} ${version}`)} was ${words[state]}${at === "" ? "" : ` ${at}`}${visibleText(who)}`;
}

const words = {
  open: "begun",
  released: "released",
  rehearsed: "rehearsed",
  aborted: "taken back",
  "rolled-back": "rolled back",
} as const;

function endOf({ ended, lastRun }: ReleaseStatus) {
  const at = ended?.at ?? lastRun?.at;
  return { at: at === undefined ? "" : moment(at), by: ended?.by ?? lastRun?.by };
}
