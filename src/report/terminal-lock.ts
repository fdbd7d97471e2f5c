/** What lock did: what changed in the file, and what could not be locked. */

import type { LockReport } from "../pipeline/lock-project.ts";
import { paragraph } from "./terminal-layout.ts";
import { noteLines } from "./terminal-lines.ts";
import type { Style } from "./terminal-style.ts";
import { counted } from "./text-layout.ts";

/** `shown` is the path as people read it. */
export function lockLines(report: LockReport, style: Style, shown: string): string[] {
  const { colors, glyphs } = style;
  const { changes, notes, targets } = report;
  const outcome = changes.length === 0 ? "is up to date" : `has ${counted(changes.length, "change")}`;
  return [
    ...changes.map((change) => paragraph(change, "  ", style)),
    ...notes.map((text) => noteLines({ type: "note", severity: "info", text }, style)),
    ...(changes.length + notes.length > 0 ? [[""]] : []),
    [
      `${colors.green(glyphs.passed)} ${colors.bold(`${shown} ${outcome}`)}, for ${counted(targets.length, "target")}`,
    ],
    ...(changes.length > 0 ? [["  Commit it."]] : []),
  ].flat();
}
