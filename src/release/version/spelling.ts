/** One version in its several spellings: PEP 440 for Python, SemVer for Cargo, a tag for git. */

import { explain } from "@renovatebot/pep440";
import { normalizeVersion, sameVersion } from "../../tags/project-name.ts";

const words: Readonly<Record<string, string>> = { a: "alpha", b: "beta", rc: "rc" };

/**
 * SemVer as Cargo wants it, in the spelling that maturin turns back: 1.0.0a1 -> 1.0.0-alpha.1, 1.2 -> 1.2.0, 1.0.post1 -> 1.0.0-post.1.
 * A version with more than three numbers, or an epoch, has no such spelling and stays as it is.
 */
export function cargoVersion(version: string): string {
  const seen = explain(version);
  if (!seen || seen.epoch !== 0 || seen.release.length > 3) return version;
  const [major = 0, minor = 0, patch = 0] = seen.release;
  const identifiers: string[] = [];
  const pre = seen.pre as readonly (string | number)[] | null;
  if (pre) identifiers.push(words[String(pre[0])] ?? String(pre[0]), String(pre[1] ?? 0));
  for (const [name, value] of [
    ["post", seen.post],
    ["dev", seen.dev],
  ] as const) {
    const number = value as unknown;
    if (number !== null && number !== undefined)
      identifiers.push(name, String(Array.isArray(number) ? number.at(-1) : number));
  }
  const end = identifiers.length > 0 ? `-${identifiers.join(".")}` : "";
  return `${major}.${minor}.${patch}${end}`;
}

/** The tag of a version in the project's format: "v{version}" and 1.0.0a0 -> v1.0.0a0. */
export function tagOf(format: string, version: string): string {
  return format.replace("{version}", version);
}

/** The version in a tag of that format, normalised: v1.0.0-alpha -> 1.0.0a0; `undefined` for another tag. */
export function versionOfTag(format: string, tag: string): string | undefined {
  const [before = "", after = ""] = format.split("{version}");
  if (!tag.startsWith(before) || !tag.endsWith(after) || tag.length < before.length + after.length)
    return undefined;
  return normalizeVersion(tag.slice(before.length, tag.length - after.length));
}

/** Of all tags, the one that means this version, however it is spelled. */
export function tagsMeaning(format: string, tags: readonly string[], version: string): readonly string[] {
  return tags.filter((tag) => {
    const meant = versionOfTag(format, tag);
    return meant !== undefined && sameVersion(meant, version);
  });
}

/** Alpha, beta, release candidate or development version (PEP 440). */
export function isPrerelease(version: string): boolean {
  return explain(version)?.is_prerelease ?? false;
}
