/** Does the index still take files for this version, and is nothing else there under it? */

import type { IndexedFile, IndexListing } from "../artifacts/index-listing.ts";
import { sameVersion } from "../tags/project-name.ts";
import type { Check, CheckInput } from "./check.ts";
import { finding, type Finding } from "./finding.ts";
import { newFiles } from "./index-limits.ts";

export const indexVersion: Check = {
  name: "index-version",
  title: "The version is open on the index: not closed, not yanked, not used by other files.",
  codes: ["WW084"],
  run: (input) => {
    const { published, files = [], released } = input;
    const version = (input.sdist ?? input.wheels[0])?.name.version;
    if (!published || version === undefined) return [];
    const there = published.files.filter(
      (file) => file.version !== undefined && sameVersion(file.version, version),
    );
    const fresh = released === true ? [] : newFiles(files, published);
    return [
      ...(fresh.length > 0 ? [...notTaking(published), ...closed(there, version, published)] : []),
      ...yanked(there, version, published, released === true),
      ...(released === true ? [] : others(there, input, version)),
    ];
  },
};

/** PEP 792. */
function notTaking({ index, project, status }: IndexListing): Finding[] {
  if (status !== "archived" && status !== "quarantined") return [];
  const hint = "unarchive the project in its settings, or talk to those who run the index";
  return [finding("WW084", undefined, `${project} is ${status} on ${index}, and takes no files`, { hint })];
}

/** Days in which a release of the public index takes files, from its first on. */
const openDays = 14;

function closed(there: readonly IndexedFile[], version: string, { index, asked }: IndexListing): Finding[] {
  const [first] = there.flatMap(({ uploaded }) => uploaded ?? []).sort();
  if (first === undefined || asked === undefined) return [];
  const days = (Date.parse(asked) - Date.parse(first)) / 86_400_000;
  if (days <= openDays) return [];
  const message = `${version} is closed on ${index}: its first file is of ${first.slice(0, 10)}, and new files are taken for ${openDays} days`;
  return [finding("WW084", undefined, message)];
}

function yanked(
  there: readonly IndexedFile[],
  version: string,
  { index }: IndexListing,
  released: boolean,
): Finding[] {
  const [first] = there;
  if (first?.yanked === undefined || there.some((file) => file.yanked === undefined)) return [];
  const reason = first.yanked === "" ? "" : `: ${first.yanked}`;
  const hint = released
    ? "nothing to do where it was yanked on purpose: installers take it only where it is pinned"
    : "release under a new version: installers take a yanked one only where it is pinned";
  return [
    finding("WW084", undefined, `${version} is yanked on ${index}${reason}`, { severity: "warning", hint }),
  ];
}

function others(
  there: readonly IndexedFile[],
  { files = [], published }: CheckInput,
  version: string,
): Finding[] {
  const here = new Set(files.map(({ file }) => file));
  const foreign = there.filter(({ file }) => !here.has(file));
  const [first, ...more] = foreign;
  if (!first || !published) return [];
  const named = more.length === 0 ? first.file : `${first.file} and ${more.length} more`;
  const message = `${published.index} has files of ${version} that are not in this set: ${named}`;
  const hint = "they stay part of the release: verify the whole of it, or release under a new version";
  return [finding("WW084", undefined, message, { severity: "warning", hint })];
}
