/** `[tool.wheelway.checks]`: a project gives a code another level, with a reason; reports repeat both. */

import { findingCodes, type Finding, type FindingCode, type Severity } from "./finding.ts";

/** As the configuration writes it; "info" is what findings call a note. */
export interface CheckLevel {
  readonly level: "off" | "info" | "warning" | "error";
  readonly reason: string;
}

export type CheckLevels = Readonly<Record<string, CheckLevel>>;

/** A code that the configuration gave another level. */
export interface TurnedDown {
  readonly code: string;
  readonly level: string;
  readonly reason: string;
  /** How many findings it changed or took away. */
  readonly count: number;
}

export interface Levelled {
  readonly findings: readonly Finding[];
  /** By code; also those with nothing to change. */
  readonly turnedDown: readonly TurnedDown[];
}

/**
 * Archives that were refused cannot be turned down: nothing else was read of them, so no other check vouches for them, and
 * the index would refuse them as well.
 */
export function isFixed(code: string): boolean {
  return /^WW02\d$/.test(code);
}

export function applyLevels(findings: readonly Finding[], levels: CheckLevels): Levelled {
  const counts = new Map<string, number>();
  const levelled = findings.flatMap((finding) => {
    const level = levels[finding.code]?.level;
    if (level === undefined || isFixed(finding.code)) return [finding];
    const severity = severityAt(level, finding);
    if (severity === finding.severity) return [finding];
    counts.set(finding.code, (counts.get(finding.code) ?? 0) + 1);
    return severity === "off" ? [] : [{ ...finding, severity }];
  });
  const turnedDown = Object.entries(levels)
    .map(([code, { level, reason }]) => ({ code, level, reason, count: counts.get(code) ?? 0 }))
    .sort((a, b) => (a.code < b.code ? -1 : 1));
  return { findings: levelled, turnedDown };
}

const rank: Record<Severity, number> = { note: 0, warning: 1, error: 2 };

/** A level below the code's usual severity is a ceiling, one above it a floor: it never makes a mild case worse in passing. */
function severityAt(level: CheckLevel["level"], { code, severity }: Finding): Severity | "off" {
  if (level === "off") return "off";
  const wanted = level === "info" ? "note" : level;
  const down = rank[wanted] <= rank[usual(code)];
  const beyond = down ? rank[severity] > rank[wanted] : rank[severity] < rank[wanted];
  return beyond ? wanted : severity;
}

function usual(code: FindingCode): Severity {
  return findingCodes[code].severity;
}
