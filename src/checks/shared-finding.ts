/** Says once of the whole set what is the same in every artifact of it. */

import type { Finding } from "./finding.ts";

/**
 * The findings, in their order, with one that is about no single artifact in place of a warning or a note that each of
 * the artifacts has (two at least). Errors stay with their artifacts: a file that has one must not go on.
 * @param artifacts how many were looked at
 */
export function sharedOnce(findings: readonly Finding[], artifacts: number): Finding[] {
  if (artifacts < 2) return [...findings];
  const holders = new Map<string, Set<string | undefined>>();
  for (const one of findings) {
    const same = holders.get(keyOf(one));
    if (same) same.add(one.artifact);
    else holders.set(keyOf(one), new Set([one.artifact]));
  }
  const said = new Set<string>();
  return findings.flatMap((one) => {
    const key = keyOf(one);
    if (one.severity === "error" || holders.get(key)?.size !== artifacts) return [one];
    if (said.has(key)) return [];
    said.add(key);
    return [{ ...one, artifact: undefined }];
  });
}

function keyOf({ code, severity, message }: Finding): string {
  return `${code} ${severity} ${message}`;
}
