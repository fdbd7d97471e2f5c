/** A rollback on the terminal: what was taken back, what only a person can do, and how it goes on. */

import type { RollbackReport } from "../pipeline/release-rollback.ts";
import type { Style } from "./terminal-style.ts";
import { visibleText } from "./visible-text.ts";

export function rollbackLines(report: RollbackReport, { colors, glyphs }: Style): string[] {
  const { project, version, outcome, undone, byHand, forward } = report;
  const titles = {
    planned: "would be taken back",
    "rolled-back": "is taken back",
    nothing: "has nothing that Wheelway could take back",
  };
  return [
    colors.bold(`${project} ${version} ${titles[outcome]}`),
    ...undone.map(
      (line) => `  ${outcome === "planned" ? "would" : colors.green(glyphs.passed)} ${visibleText(line)}`,
    ),
    ...byHand.flatMap(({ what, link }) => [
      `  ${colors.yellow(glyphs.warning)} by hand: ${visibleText(what)}`,
      ...(link === undefined ? [] : [`    ${visibleText(link)}`]),
    ]),
    `  next: ${forward.command}  ${colors.dim(visibleText(forward.why))}`,
  ];
}
