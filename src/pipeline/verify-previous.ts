/** The release that another is held against. Of a published one little is fetched: the tables of contents and the metadata. */

import type { Sdist, Wheel } from "../artifacts/archive.ts";
import type { IndexedFile, IndexListing } from "../artifacts/index-listing.ts";
import type { PreviousRelease } from "../artifacts/previous-release.ts";
import { UnsafeArchive } from "../artifacts/refusal.ts";
import { readSdist } from "../artifacts/sdist.ts";
import { readWheel } from "../artifacts/wheel.ts";
import { download } from "../clients/package-index-download.ts";
import { rangeSource } from "../clients/package-index-range.ts";
import { isWheel, readArtifacts } from "./verify-folder.ts";
import { filesOfRelease, newestRelease, notFound, together, type Asking } from "./verify-release.ts";

/** Throws as `readArtifacts` does. */
export async function previousFolder(
  path: string,
  shown: string,
  signal: AbortSignal,
): Promise<PreviousRelease | undefined> {
  const { wheels, sdists } = await readArtifacts(path, { signal, digests: false });
  const version = (sdists[0] ?? wheels[0])?.name.version;
  return version === undefined
    ? undefined
    : { version, source: `the folder ${shown}`, wheels, sdist: sdists[0] };
}

/**
 * The named version, else the newest one before `before`; `undefined` where there is no earlier one.
 * Throws "release-not-found" for a version that was named, "index-unreachable", "download-damaged".
 */
export async function previousRelease(
  listing: IndexListing,
  { version, before }: { readonly version: string | undefined; readonly before: string },
  asking: Asking,
): Promise<PreviousRelease | undefined> {
  const chosen = version ?? newestRelease(listing, before);
  if (chosen === undefined) return undefined;
  const { readable } = filesOfRelease(listing, chosen);
  if (readable.length === 0) {
    if (version === undefined) return undefined;
    throw notFound(listing, version);
  }
  const text = `reading the tables of contents of ${listing.project} ${chosen} from ${listing.index}`;
  asking.surroundings.tell({ type: "note", severity: "info", text });
  const read = await together(readable, asking, outlineOf);
  return {
    version: chosen,
    source: listing.index,
    wheels: read.filter((one) => one?.kind === "wheel"),
    sdist: read.find((one) => one?.kind === "sdist"),
  };
}

/** Names, sizes and metadata. What an earlier release has of refused archives says nothing about this one. */
async function outlineOf(file: IndexedFile, asking: Asking): Promise<Wheel | Sdist | undefined> {
  const known = file.sha256 === undefined ? {} : { sha256: file.sha256 };
  try {
    if (isWheel(file.file) && file.sha256 !== undefined) {
      const source = await rangeSource(file, asking);
      if (source) return await readWheel(source, { digests: false, ...known });
    }
    const path = await download(file, asking);
    return await (isWheel(file.file)
      ? readWheel(path, { digests: false, ...known })
      : readSdist(path, { digests: false, ...known }));
  } catch (error) {
    if (!(error instanceof UnsafeArchive)) throw error;
    const text = `an earlier artifact is left out: ${error.message}`;
    asking.surroundings.tell({ type: "note", severity: "warning", text });
    return undefined;
  }
}
