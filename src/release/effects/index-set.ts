/** The whole set on an index: every file of a version must be ours. Looked at before the first upload and after the last. */

import type { IndexListing } from "../../artifacts/index-listing.ts";
import { sameVersion } from "../../tags/project-name.ts";
import type { ReleaseFile } from "../facts.ts";

export type SetVerdict =
  | { readonly state: "ours"; readonly present: readonly string[]; readonly missing: readonly string[] }
  /** Files that nobody of us made, or with other bytes: one sentence each. */
  | { readonly state: "conflict"; readonly why: readonly string[] };

/** A foreign file under our version is a conflict although every file of ours is the same. */
export function judgeSet(listing: IndexListing, version: string, files: readonly ReleaseFile[]): SetVerdict {
  const ours = new Map(files.map((file) => [file.file, file]));
  const why: string[] = [];
  const present: string[] = [];
  for (const there of listing.files) {
    const own = ours.get(there.file);
    if (!own) {
      if (there.version !== undefined && sameVersion(there.version, version)) {
        why.push(`${listing.index} has ${there.file}, which is not of this release`);
      }
      continue;
    }
    if (there.sha256 !== undefined && there.sha256 !== own.sha256) {
      why.push(`${listing.index} has other bytes under the name ${there.file}`);
    } else present.push(there.file);
  }
  if (why.length > 0) return { state: "conflict", why };
  return { state: "ours", present, missing: [...ours.keys()].filter((file) => !present.includes(file)) };
}
