/** One file of a listing: what the index says of it is taken over only where it is what it ought to be. */

import type { IndexedFile } from "../artifacts/index-listing.ts";
import { normalizeVersion } from "../tags/project-name.ts";
import { parseSdistName } from "../tags/sdist-name.ts";
import { parseWheelName } from "../tags/wheel-name.ts";

/** As the listing has it, nothing of it believed yet. */
export interface ListedFile {
  readonly file: unknown;
  readonly url: unknown;
  readonly sha256: unknown;
  readonly size?: unknown;
  /** `true` and "" both say "yanked, no reason". */
  readonly yanked?: unknown;
  readonly uploaded?: unknown;
  readonly provenance?: unknown;
}

/** It becomes a path on this machine: no separators, no leading dot or dash, nothing that a shell or Windows reads otherwise. */
const safeName = /^[A-Za-z0-9](?:[\w.!+~-]{0,253}[A-Za-z0-9])?$/;

/** `undefined` for an entry that has no usable name or address. */
export function indexedFile(listed: ListedFile, base: string, project: string): IndexedFile | undefined {
  const { file, sha256, size, yanked, uploaded } = listed;
  const url = address(listed.url, base);
  if (typeof file !== "string" || !safeName.test(file) || url === undefined) return undefined;
  return {
    file,
    version: versionOf(file, project),
    sha256: typeof sha256 === "string" && /^[0-9a-f]{64}$/i.test(sha256) ? sha256.toLowerCase() : undefined,
    size: typeof size === "number" && Number.isSafeInteger(size) && size >= 0 ? size : undefined,
    yanked: typeof yanked === "string" ? yanked : yanked === true ? "" : undefined,
    uploaded: time(uploaded),
    url,
    provenance: address(listed.provenance, base),
  };
}

/** Files of one name are one file: the first counts, so that nothing is fetched twice or judged by another's digest. */
export function distinct(files: readonly (IndexedFile | undefined)[]): IndexedFile[] {
  const byName = new Map<string, IndexedFile>();
  for (const file of files) if (file && !byName.has(file.file)) byName.set(file.file, file);
  return [...byName.values()];
}

/** Absolute, without fragment and user; `undefined` for what is no http(s) address. */
function address(value: unknown, base: string): string | undefined {
  if (typeof value !== "string" || value === "" || !URL.canParse(value, base)) return undefined;
  const url = new URL(value, base);
  if (url.protocol !== "http:" && url.protocol !== "https:") return undefined;
  url.username = url.password = url.hash = "";
  return url.href;
}

function time(value: unknown): string | undefined {
  if (typeof value !== "string") return undefined;
  const parsed = Date.parse(value);
  return Number.isNaN(parsed) ? undefined : new Date(parsed).toISOString();
}

/** Sdists of older releases come in other archives, too; their names are built the same. */
const olderSdist = /\.(?:zip|tar\.bz2|tar\.xz|tar\.Z|tgz)$/;

function versionOf(file: string, project: string): string | undefined {
  const parsed = file.endsWith(".whl")
    ? parseWheelName(file)
    : parseSdistName(file.replace(olderSdist, ".tar.gz"));
  if (!("malformed" in parsed)) return parsed.name === project ? normalizeVersion(parsed.version) : undefined;
  return undefined;
}
