/** The release objects of GitHub's API, which Gitea and Forgejo have too: checked, since a server's answer is only data. */

import { z } from "zod";
import { unreadable } from "./forge-failure.ts";
import type { ForgeAsset, ForgeRelease, ReleaseDetails } from "./forge.ts";

/** A name that is used as a file name must be one. */
const assetName = z.string().regex(/^(?!\.{1,2}$)[^/\\\0]+$/);

const assetSchema = z.object({
  id: z.int(),
  name: assetName,
  size: z.int().min(0),
  /** GitHub: "uploaded"; "starter" or "open" while, and after, an upload that broke off. */
  state: z.string().optional(),
  /** GitHub: "sha256:…". */
  digest: z.string().nullish(),
  browser_download_url: z.string().optional(),
});

const releaseSchema = z.object({
  id: z.int(),
  tag_name: z.string(),
  name: z.string().nullish(),
  body: z.string().nullish(),
  draft: z.boolean(),
  prerelease: z.boolean(),
  immutable: z.boolean().optional(),
  html_url: z.string(),
  assets: z.array(assetSchema).nullish(),
});

/** Throws a `ServiceFailure` for what is no release. */
export function readRelease(service: string, data: unknown): ForgeRelease {
  const parsed = releaseSchema.safeParse(data);
  if (!parsed.success) throw unreadable(service, "a release in its answer");
  const { id, tag_name: tag, name, body, draft, prerelease, immutable, html_url: url, assets } = parsed.data;
  return {
    id: String(id),
    tag,
    title: name ?? "",
    body: (body ?? "").replaceAll("\r\n", "\n"),
    draft,
    prerelease,
    immutable: immutable ?? false,
    url,
    assets: (assets ?? []).map(toAsset),
  };
}

export function readAsset(service: string, data: unknown): ForgeAsset {
  const parsed = assetSchema.safeParse(data);
  if (!parsed.success) throw unreadable(service, "an asset in its answer");
  return toAsset(parsed.data);
}

/** Where a browser gets it; only for forges whose API has no download of its own. */
export function downloadAddress(service: string, data: unknown): string {
  const parsed = assetSchema.safeParse(data);
  if (parsed.data?.browser_download_url === undefined)
    throw unreadable(service, "the address of an asset in its answer");
  return parsed.data.browser_download_url;
}

export function readList(service: string, data: unknown): readonly unknown[] {
  if (!Array.isArray(data)) throw unreadable(service, "a list in its answer");
  return data as readonly unknown[];
}

function toAsset({ id, name, size, state, digest }: z.infer<typeof assetSchema>): ForgeAsset {
  const sha256 = /^sha256:([0-9a-f]{64})$/i.exec(digest ?? "")?.[1]?.toLowerCase();
  return { id: String(id), name, size, sha256, complete: state === undefined || state === "uploaded" };
}

/** The fields of a request; only those that are given. */
export function releaseFields(details: Partial<ReleaseDetails>) {
  const { tag, commit, title, body, draft, prerelease } = details;
  return {
    ...(tag === undefined ? {} : { tag_name: tag }),
    ...(commit === undefined || commit === "" ? {} : { target_commitish: commit }),
    ...(title === undefined ? {} : { name: title }),
    ...(body === undefined ? {} : { body }),
    ...(draft === undefined ? {} : { draft }),
    ...(prerelease === undefined ? {} : { prerelease }),
  };
}

/** A path that holds only what a forge's own answers gave, or the configuration: each part encoded. */
export function pathOf(...parts: readonly string[]): string {
  return parts.map(encodeURIComponent).join("/");
}
