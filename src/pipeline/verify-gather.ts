/** Everything that the artifacts are held against, from where the request says: nothing asks a network unless it is named there. */

import { resolve } from "node:path";
import type { Contract } from "../artifacts/contract.ts";
import type { IndexListing } from "../artifacts/index-listing.ts";
import type { PreviousRelease } from "../artifacts/previous-release.ts";
import type { Surroundings } from "./surroundings.ts";
import { digestsOfManifest, findContract } from "./verify-contract.ts";
import { readArtifacts, type GivenArtifacts } from "./verify-folder.ts";
import { previousFolder, previousRelease } from "./verify-previous.ts";
import { askingOf, askListing, readRelease } from "./verify-release.ts";
import type { VerifyRequest } from "./verify-request.ts";
import { parsePrevious, parseSource, type Source } from "./verify-source.ts";

export interface Gathered {
  readonly given: GivenArtifacts;
  readonly contract: Contract | undefined;
  /** File name -> hex SHA-256, of the manifest beside the artifacts. */
  readonly manifestDigests: Readonly<Record<string, string>> | undefined;
  readonly previous: PreviousRelease | undefined;
  /** What the index said, where it was asked. */
  readonly published: IndexListing | undefined;
  /** They are what the index has, not on their way to it. */
  readonly fromIndex: boolean;
}

export async function gather(request: VerifyRequest, surroundings: Surroundings): Promise<Gathered> {
  const path = (name: string) => resolve(request.workingFolder, name);
  const source = parseSource(request.source);
  const folder = source.kind === "folder" ? path(source.path) : undefined;
  // What is wrong with a file is told before anything is fetched.
  const contract = await findContract(request.contract && path(request.contract), folder);
  const { given, listing } = await givenBy(source, path, request, surroundings);
  const { previous, asked } = await previousOf(request, { source, given, listing, path }, surroundings);
  const manifestDigests = folder === undefined ? undefined : await digestsOfManifest(folder);
  return {
    given,
    contract,
    manifestDigests,
    previous,
    published: asked ?? listing,
    fromIndex: source.kind === "release",
  };
}

interface Found {
  readonly source: Source;
  readonly given: GivenArtifacts;
  readonly listing: IndexListing | undefined;
  readonly path: (name: string) => string;
}

async function givenBy(
  source: Source,
  path: Found["path"],
  request: VerifyRequest,
  surroundings: Surroundings,
): Promise<Pick<Found, "given" | "listing">> {
  if (source.kind === "folder")
    return { given: await readArtifacts(path(source.path), surroundings), listing: undefined };
  const asking = askingOf(request.indexes[source.index], surroundings);
  const listing = await askListing(asking, source.project);
  return { given: await readRelease(listing, source.version, asking), listing };
}

async function previousOf(
  request: VerifyRequest,
  { source, given, listing, path }: Found,
  surroundings: Surroundings,
): Promise<{ readonly previous: PreviousRelease | undefined; readonly asked?: IndexListing }> {
  const { name } = given.sdists[0] ?? given.wheels[0] ?? {};
  if (request.previous === undefined || name === undefined) return { previous: undefined };
  const asked = parsePrevious(request.previous);
  if (asked.kind === "folder")
    return { previous: await previousFolder(path(asked.path), asked.path, surroundings.signal) };
  const own = source.kind === "release" ? source.index : "pypi";
  const index = request.indexes[asked.index ?? own];
  const asking = askingOf(index, surroundings);
  const known = listing?.index === index.name ? listing : await askListing(asking, name.name);
  const previous = await previousRelease(known, { version: asked.version, before: name.version }, asking);
  return { previous, asked: known };
}
