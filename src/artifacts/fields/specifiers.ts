/** Version specifiers (PEP 440): are they well-formed, and which Pythons do they let in? */

import { satisfies } from "@renovatebot/pep440";

const release = String.raw`v?(?:[0-9]+!)?[0-9]+(?:\.[0-9]+)*`;
const suffix = [
  String.raw`(?:[-_.]?(?:alpha|beta|preview|pre|a|b|c|rc)[-_.]?[0-9]*)?`,
  String.raw`(?:-[0-9]+|[-_.]?(?:post|rev|r)[-_.]?[0-9]*)?`,
  String.raw`(?:[-_.]?dev[-_.]?[0-9]*)?`,
].join("");
const local = String.raw`(?:\+[a-z0-9]+(?:[-_.][a-z0-9]+)*)?`;

/**
 * One specifier, as text of a regular expression for the flag "i". `===` compares texts; only `==` and `!=` take a
 * wildcard or a local version; `~=` wants two numbers at least.
 */
export const specifierPattern = [
  String.raw`===\s*[^\s;)]*`,
  String.raw`(?:==|!=)\s*${release}(?:\.\*|${suffix}${local})?`,
  String.raw`~=\s*v?(?:[0-9]+!)?[0-9]+(?:\.[0-9]+)+${suffix}`,
  String.raw`(?:<=|>=|<|>)\s*${release}${suffix}`,
].join("|");

const whole = new RegExp(`^(?:${specifierPattern})$`, "i");

/** The first specifier that is none, or `undefined` where all are well-formed. Empty ones are passed over. */
export function invalidSpecifier(text: string): string | undefined {
  return text
    .split(",")
    .map((part) => part.trim())
    .find((part) => part !== "" && !whole.test(part));
}

/** A patch release of a Python may be asked for (`>=3.7.1`), so some are tried; no Python has had more. */
const patches = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 20, 25, 30, 40];

/** Does `Requires-Python` let in any release of this Python, say 3.12? True where it cannot be read. */
export function letsIn(requiresPython: string, major: number, minor: number): boolean {
  if (invalidSpecifier(requiresPython) !== undefined || requiresPython.includes("===")) return true;
  const parts = requiresPython
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
  return patches.some((patch) => {
    const version = `${major}.${minor}.${patch}`;
    return parts.every((part) => satisfies(version, part));
  });
}
