/** Fetches the provenance objects of published files (PEP 740). */

import { parseProvenance, type ProvenanceObject } from "../artifacts/provenance-object.ts";
import { bodyText } from "./body.ts";
import type { Http } from "./http.ts";
import type { IndexAddress } from "./package-index.ts";
import { indexHeaders } from "./package-index-request.ts";

export type FetchedProvenance =
  | { readonly found: ProvenanceObject }
  /** The index has none. */
  | { readonly absent: true }
  /** It has something else. */
  | { readonly malformed: string }
  | { readonly unreachable: string };

/** Bytes; those of the public index have some ten thousand. */
const longest = 4 * 1024 * 1024;

/** @param url what the index's listing names as the provenance of the file */
export async function fetchProvenance(
  url: string,
  {
    http,
    index,
    signal,
  }: { readonly http: Http; readonly index: IndexAddress; readonly signal?: AbortSignal },
): Promise<FetchedProvenance> {
  const headers = { accept: "application/vnd.pypi.integrity.v1+json", ...indexHeaders(index, url) };
  const answer = await http(url, { headers, ...(signal ? { signal } : {}) });
  if (!answer.answered) return { unreachable: answer.why };
  const { response } = answer;
  if (!response.ok) {
    await response.body?.cancel();
    return response.status === 404 ? { absent: true } : { unreachable: `it answered ${response.status}` };
  }
  let text: string;
  try {
    text = await bodyText(response, longest);
  } catch (error) {
    signal?.throwIfAborted();
    return { unreachable: `its answer ${error instanceof Error ? error.message : String(error)}` };
  }
  const parsed = parseProvenance(text);
  return "malformed" in parsed ? parsed : { found: parsed };
}
