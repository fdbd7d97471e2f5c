/** How artifacts are called where there is little room: by their tags, since name and version are the same for all. */

import { parseTarget } from "../../tags/target.ts";
import { parseWheelName, type WheelName } from "../../tags/wheel-name.ts";
import { comparePolicies, homeOf, placeOf } from "./place.ts";
import { pythonOf } from "./python.ts";

/**
 * File name -> `cp312-manylinux_2_28_aarch64`, `py3-none-any`, `sdist`. Two files that would be called the same, and files of
 * another project or version than most, keep their whole names.
 */
export function shortNames(files: readonly string[]): (artifact: string) => string {
  const parsed = files.map((file) => ({ file, name: parseWheelName(file) }));
  const releases = parsed.map(({ name }) => ("malformed" in name ? "" : releaseOf(name)));
  const usual = mostCommon(releases.filter((release) => release !== ""));
  const short = new Map<string, string>();
  const users = new Map<string, number>();
  for (const { file, name } of parsed) {
    const text = "malformed" in name ? (file.endsWith(".tar.gz") ? "sdist" : file) : tagsText(name);
    if (!("malformed" in name) && releaseOf(name) !== usual) continue;
    short.set(file, text);
    users.set(text, (users.get(text) ?? 0) + 1);
  }
  return (artifact) => {
    const text = short.get(artifact);
    return text === undefined || users.get(text) !== 1 ? artifact : text;
  };
}

function releaseOf({ name, version, build }: WheelName): string {
  return `${name} ${version} ${build ?? ""}`;
}

function mostCommon(texts: readonly string[]): string | undefined {
  const votes = new Map<string, number>();
  for (const text of texts) votes.set(text, (votes.get(text) ?? 0) + 1);
  return [...votes].sort((a, b) => b[1] - a[1])[0]?.[0];
}

function tagsText(name: WheelName): string {
  const { label, everywhere } = pythonOf(name);
  return everywhere ? label : `${label}-${platformText(name.platforms)}`;
}

/** Of several tags the one of the matrix's column, by its number rather than by its old name (PEP 600). */
function platformText(platforms: readonly string[]): string {
  const home = homeOf(platforms);
  const same = platforms.filter((tag) => {
    const place = placeOf(tag);
    return (
      place !== undefined &&
      home !== undefined &&
      place.architecture === home.architecture &&
      place.group === home.group &&
      comparePolicies(place.policy, home.policy) === 0
    );
  });
  return same.find((tag) => !/^manylinux\d/.test(tag)) ?? same[0] ?? platforms.join(".");
}

/** What is missing, in the same words: targets are named as they are, file names by their tags. */
export function absentName(name: string): string {
  if (parseTarget(name)) return name;
  const wheel = parseWheelName(name);
  if (!("malformed" in wheel)) return tagsText(wheel);
  return name.endsWith(".tar.gz") ? "sdist" : name;
}
