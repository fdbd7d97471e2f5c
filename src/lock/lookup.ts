/** What a plan reads from the lock. */

import { byCodeUnit, pinOf, type Lock, type RequirementSet } from "./lock.ts";

/** Image reference -> the same with its digest, for what the lock knows. */
export function lockedImages(lock: Lock): Readonly<Record<string, string>> {
  const entries = Object.entries(lock.images).map(([reference, digest]) => [
    reference,
    `${reference}@${digest}`,
  ]);
  return Object.fromEntries(entries) as Record<string, string>;
}

/** The set of a target's id, or of `sdist`. */
export function setFor(lock: Lock, target: string): RequirementSet | undefined {
  return lock.build.find(({ targets }) => targets.includes(target));
}

/**
 * Build requirements of a target's id (or of `sdist`) as a requirements file for `--require-hashes`; `undefined` where
 * the lock has none.
 */
export function requirementsFor(lock: Lock, target: string): string | undefined {
  const set = setFor(lock, target);
  return set && requirementsText(set.packages, lock.packages);
}

/** Entries (`name==version`, perhaps with a marker) and the hashes of each, as a requirements file. */
export function requirementsText(entries: readonly string[], hashes: Lock["packages"]): string {
  const blocks = [...entries].sort(byCodeUnit).map((entry) => {
    const lines = (hashes[pinOf(entry)] ?? []).map((hash) => `    --hash=${hash}`);
    return `${[entry, ...lines].join(" \\\n")}\n`;
  });
  return blocks.join("");
}
