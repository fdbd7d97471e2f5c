/** Says once what is wrong with every artifact of the set, instead of once for each. */

import { finding, type Finding, type FindingCode, type FindingDetails } from "./finding.ts";

/** What a check has to say of one artifact, before it is known whether others are the same. */
export interface Remark extends FindingDetails {
  readonly code: FindingCode;
  /** File name of the artifact. */
  readonly artifact: string;
  readonly message: string;
}

/**
 * Findings of the remarks, in their order: one without an artifact for what all artifacts have in common (two at least),
 * one each for the rest.
 * @param artifacts how many were looked at
 */
export function shareFindings(remarks: readonly Remark[], artifacts: number): Finding[] {
  const byText = new Map<string, Remark[]>();
  for (const remark of remarks) {
    const key = `${remark.code} ${remark.message}`;
    const same = byText.get(key);
    if (same) same.push(remark);
    else byText.set(key, [remark]);
  }
  return [...byText.values()].flatMap((same) => {
    const shared = artifacts > 1 && new Set(same.map(({ artifact }) => artifact)).size === artifacts;
    return (shared ? same.slice(0, 1) : same).map(({ code, artifact, message, ...details }) =>
      finding(code, shared ? undefined : artifact, message, details),
    );
  });
}
