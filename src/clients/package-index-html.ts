/** A project's page of the simple API as HTML (PEP 503): anchors with the digest in the fragment, `data-yanked` (592), `data-provenance` (740). */

import type { IndexedFile } from "../artifacts/index-listing.ts";
import { htmlTags, type Tag } from "./html-tags.ts";
import { distinct, indexedFile } from "./package-index-file.ts";
import type { ParsedListing } from "./package-index-json.ts";

/** @param from address that relative ones begin at, unless the page has a `<base href>` */
export function parseHtmlListing(
  page: string,
  from: string,
  project: string,
): ParsedListing | { readonly malformed: string } {
  const metas = new Map<string, string>();
  const files: (IndexedFile | undefined)[] = [];
  let base = from;
  let tags = 0;
  for (const tag of htmlTags(page)) {
    tags += 1;
    const { name, attributes } = tag;
    const href = attributes.get("href");
    if (name === "meta") metas.set(attributes.get("name") ?? "", attributes.get("content") ?? "");
    if (name === "base" && href !== undefined && URL.canParse(href, from)) base = new URL(href, from).href;
    if (name === "a") files.push(fileOf(tag, base, project));
  }
  if (tags === 0 && page.trim() !== "") return { malformed: "it is neither JSON nor HTML" };
  const api = metas.get("pypi:repository-version") ?? "1.0";
  if (!/^1\.\d+$/.test(api))
    return { malformed: `its version of the simple API is ${JSON.stringify(api)}, this Wheelway reads 1` };
  const status = metas.get("pypi:project-status") ?? "active";
  return { files: distinct(files), ...(status === "active" ? {} : { status }) };
}

function fileOf({ attributes, text }: Tag, base: string, project: string): IndexedFile | undefined {
  const href = attributes.get("href");
  if (href === undefined || !URL.canParse(href, base)) return undefined;
  const url = new URL(href, base);
  return indexedFile(
    {
      // PEP 503: the text is the last part of the address; some servers shorten it.
      file: lastPart(url) ?? text.trim(),
      url: url.href,
      sha256: /^#sha256=([0-9a-f]{64})/i.exec(url.hash)?.[1],
      yanked: attributes.get("data-yanked"),
      provenance: attributes.get("data-provenance"),
    },
    base,
    project,
  );
}

function lastPart({ pathname }: URL): string | undefined {
  const part = pathname.slice(pathname.lastIndexOf("/") + 1);
  try {
    return part === "" ? undefined : decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
