/** A release on a package index as artifacts: its files are fetched as data, and never installed. */

import { basename } from "node:path";
import { compare, explain } from "@renovatebot/pep440";
import pLimit from "p-limit";
import type { IndexedFile, IndexListing } from "../artifacts/index-listing.ts";
import { httpClient } from "../clients/http.ts";
import { listProject, type IndexAddress } from "../clients/package-index.ts";
import { download, type Downloading } from "../clients/package-index-download.ts";
import { WheelwayError } from "../errors.ts";
import { size as bytes } from "../report/terminal-format.ts";
import { counted } from "../report/text-layout.ts";
import { sameVersion } from "../tags/project-name.ts";
import type { Surroundings } from "./surroundings.ts";
import { isSdist, isWheel, readArtifact, sdistsFirst, sorted, type GivenArtifacts } from "./verify-folder.ts";

/** How many files are fetched at once. */
const fetchedAtOnce = 6;

/** What asking an index needs. */
export interface Asking extends Downloading {
  readonly signal: AbortSignal;
  readonly surroundings: Surroundings;
}

export function askingOf(index: IndexAddress, surroundings: Surroundings): Asking {
  const { cacheDir, signal } = surroundings;
  return { index, http: httpClient(), cacheDir, signal, surroundings };
}

/** The listing with the time at which it was asked for. Throws "index-unreachable". */
export async function askListing(asking: Asking, project: string): Promise<IndexListing> {
  const listing = await listProject(asking.index, project, asking);
  return { ...listing, asked: asking.surroundings.now().toISOString() };
}

/** Files by their version, oldest first; what has no version is left out. */
function versionsOf(listing: IndexListing): [version: string, files: IndexedFile[]][] {
  const versions = new Map<string, IndexedFile[]>();
  for (const file of listing.files) {
    if (file.version === undefined) continue;
    versions.set(file.version, [...(versions.get(file.version) ?? []), file]);
  }
  return [...versions].sort(([a], [b]) => compare(a, b));
}

/**
 * The newest release, of those before `before` where it is given, that is not yanked as a whole; releases before pre-releases,
 * as installers choose (PEP 440).
 */
export function newestRelease(listing: IndexListing, before?: string): string | undefined {
  const open = versionsOf(listing)
    .filter(([, files]) => files.some(({ yanked }) => yanked === undefined))
    .map(([version]) => version)
    .filter((version) => before === undefined || compare(version, before) < 0);
  return open.findLast((version) => explain(version)?.is_prerelease !== true) ?? open.at(-1);
}

/** Wheels and sdists of a version, sdists first; and the names of its other files. */
export function filesOfRelease(listing: IndexListing, version: string) {
  const files = listing.files.filter(
    (file) => file.version !== undefined && sameVersion(file.version, version),
  );
  return {
    readable: files
      .filter(({ file }) => isWheel(file) || isSdist(file))
      .sort((a, b) => sdistsFirst(a.file, b.file)),
    others: files.filter(({ file }) => !isWheel(file) && !isSdist(file)).map(({ file }) => file),
  };
}

/** Throws "release-not-found", "index-unreachable", "download-damaged". */
export async function readRelease(
  listing: IndexListing,
  version: string | undefined,
  asking: Asking,
): Promise<GivenArtifacts> {
  const chosen = version ?? newestRelease(listing);
  const { readable, others } =
    chosen === undefined ? { readable: [], others: [] } : filesOfRelease(listing, chosen);
  if (chosen === undefined || readable.length === 0) throw notFound(listing, chosen);
  tellFetching(asking, readable, `${listing.project} ${chosen}`);
  const read = await together(readable, asking, async (file, one) => {
    const path = await download(file, one);
    return readArtifact(path, basename(path), one);
  });
  return { ...sorted(read), ignored: others };
}

/** A few at a time; the first failure stops the others, since nobody will read what they fetch. */
export async function together<Item, Result>(
  items: readonly Item[],
  asking: Asking,
  work: (item: Item, asking: Asking) => Promise<Result>,
): Promise<Result[]> {
  const stop = new AbortController();
  const signal = AbortSignal.any([asking.signal, stop.signal]);
  const limit = pLimit(fetchedAtOnce);
  const one = (item: Item) => {
    signal.throwIfAborted();
    return work(item, { ...asking, signal });
  };
  try {
    return await Promise.all(items.map((item) => limit(one, item)));
  } catch (error) {
    stop.abort();
    throw error;
  }
}

function tellFetching({ index, surroundings }: Asking, files: readonly IndexedFile[], what: string): void {
  const total = files.reduce((sum, { size = 0 }) => sum + size, 0);
  const known = total > 0 ? ` (${bytes(total)})` : "";
  const text = `fetching ${counted(files.length, "file")}${known} of ${what} from ${index.name}`;
  surroundings.tell({ type: "note", severity: "info", text });
}

export function notFound(listing: IndexListing, version: string | undefined): WheelwayError {
  const { index, project, files } = listing;
  if (files.length === 0) {
    return new WheelwayError("release-not-found", {
      message: `${index} knows no project ${project}`,
      next: "Look at how its name is written; another index is named by --index.",
    });
  }
  const newest = newestRelease(listing);
  return new WheelwayError("release-not-found", {
    message: `${index} has no wheel and no sdist (.tar.gz) of ${project} ${version ?? ""}`.trimEnd(),
    why:
      newest === undefined
        ? "Nothing that it has of the project can be read."
        : `Its newest release is ${newest}.`,
    next: "Name a version that it has.",
  });
}
