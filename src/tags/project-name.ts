/** Project names and versions, normalised so that what is the same compares as the same (PEP 503, 440, 625). */

import { clean, eq, parse } from "@renovatebot/pep440";

const namePattern = /^([A-Z0-9]|[A-Z0-9][A-Z0-9._-]*[A-Z0-9])$/i;

/** Is it a project name at all (core metadata, `Name`)? */
export function isProjectName(name: string): boolean {
  return namePattern.test(name);
}

/** `Zope.Interface` -> `zope-interface` (PEP 503): how indexes and requirements know it. */
export function normalizeName(name: string): string {
  return name.replace(/[-_.]+/g, "-").toLowerCase();
}

/** `Zope.Interface` -> `zope_interface`: how it stands in the file names of wheels and sdists (PEP 491 as amended, 625). */
export function fileNamePart(name: string): string {
  return normalizeName(name).replaceAll("-", "_");
}

/**
 * `1.0-RC.1` -> `1.0rc1`; `undefined` where it is no version of PEP 440.
 * Trailing zeros stay, as in file names: compare with `sameVersion`.
 */
export function normalizeVersion(version: string): string | undefined {
  const parsed = parse(version.trim());
  if (!parsed) return undefined;
  const [head] = version.trim().split("+");
  const base = clean(head ?? "");
  if (base === null) return undefined;
  const local = parsed.local as readonly (string | number)[] | string | null;
  if (local === null) return base;
  // The library joins local segments by commas; PEP 440 wants dots.
  return `${base}+${Array.isArray(local) ? local.join(".") : String(local)}`;
}

/** Equal by PEP 440, where `1.0` and `1.0.0` are the same; texts that are no versions are compared as texts. */
export function sameVersion(a: string, b: string): boolean {
  const [left, right] = [normalizeVersion(a), normalizeVersion(b)];
  return left === undefined || right === undefined ? a === b : eq(left, right);
}
