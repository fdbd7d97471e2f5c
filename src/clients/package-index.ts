/** Asks a package index what it holds of a project: the simple API as JSON (PEP 691), or as HTML (PEP 503) where it has no JSON. */

import type { IndexListing } from "../artifacts/index-listing.ts";
import { bodyText } from "./body.ts";
import type { Http } from "./http.ts";
import { parseHtmlListing } from "./package-index-html.ts";
import { parseJsonListing } from "./package-index-json.ts";
import { unreachable } from "./package-index-error.ts";

export interface IndexAddress {
  /** As users name it: "pypi", "testpypi", or its address. */
  readonly name: string;
  /** The simple API: an http(s) address that ends in "/"; may hold credentials. */
  readonly simple: string;
}

export interface ListingQuery {
  readonly http: Http;
  readonly signal?: AbortSignal;
  /** Ask past the caches between here and the index, as right after an upload. */
  readonly fresh?: boolean;
}

/** JSON first; HTML in both of its names (PEP 691, "Version + Format Selection"). */
const accept = [
  "application/vnd.pypi.simple.v1+json",
  "application/vnd.pypi.simple.v1+html;q=0.2",
  "text/html;q=0.01",
].join(", ");

/** Bytes: the longest listings of the public index have some 30 MB. */
const longestListing = 128 * 1024 * 1024;

/**
 * Every file of every version. A project that the index does not know has none.
 * @param project normalised (PEP 503)
 * @throws WheelwayError "index-unreachable"
 */
export async function listProject(
  index: IndexAddress,
  project: string,
  { http, signal, fresh = false }: ListingQuery,
): Promise<IndexListing> {
  const url = new URL(`${encodeURIComponent(project)}/`, index.simple);
  const answer = await http(url, {
    headers: { accept, ...(fresh ? { "cache-control": "no-cache" } : {}) },
    ...(signal ? { signal } : {}),
  });
  if (!answer.answered) throw unreachable(index, answer.why);
  const { response } = answer;
  if (response.status === 404 || response.status === 410) {
    await response.body?.cancel();
    return { index: index.name, project, files: [] };
  }
  if (!response.ok) {
    await response.body?.cancel();
    throw unreachable(index, `it answered ${response.status} for ${project}`);
  }
  const text = await bodyText(response, longestListing).catch((error: unknown) => {
    signal?.throwIfAborted();
    throw unreachable(
      index,
      `its listing of ${project} ${error instanceof Error ? error.message : String(error)}`,
    );
  });
  // Relative addresses begin where the answer came from, after redirects.
  const base = response.url === "" ? url.href : response.url;
  const type = response.headers.get("content-type")?.toLowerCase() ?? "";
  const parsed = /\+json|application\/json/.test(type)
    ? parseJsonListing(text, base, project)
    : parseHtmlListing(text, base, project);
  if ("malformed" in parsed)
    throw unreachable(index, `its listing of ${project} cannot be read: ${parsed.malformed}`);
  return { index: index.name, project, ...parsed };
}
