/** The use case `cache`: what the result store holds, and making it smaller. */

import { WheelwayError } from "../errors.ts";
import { parseAge, parseSize, storeLimits } from "../store/limits.ts";
import { resultsFolder } from "../store/places.ts";
import { listEntries, pruneOlder, pruneToSize, type StoredEntry } from "../store/prune.ts";
import type { Surroundings } from "./surroundings.ts";

export interface CacheRequest {
  readonly action: "show" | "prune";
  /** What `prune` removes; without any of these, what is above the limit. */
  readonly maxSize: string | undefined;
  /** Not used for so long: `12h`, `30d`. */
  readonly unused: string | undefined;
  readonly all: boolean;
}

export interface Share {
  readonly entries: number;
  /** Bytes. */
  readonly size: number;
}

export interface CacheReport extends Share {
  /** Version of this shape. */
  readonly version: 1;
  readonly folder: string;
  /** Bytes. */
  readonly limit: number;
  /** When the entry that was not used for longest was last used, ISO 8601. */
  readonly oldest: string | undefined;
  readonly tiers: Readonly<Record<string, Share>>;
  readonly kinds: Readonly<Record<string, Share>>;
  /** What `prune` has removed. */
  readonly removed: Share;
}

/** Throws "usage-invalid" for a size or an age that cannot be understood. */
export async function cache(request: CacheRequest, surroundings: Surroundings): Promise<CacheReport> {
  const folder = resultsFolder(surroundings.cacheDir);
  const { size: limit } = storeLimits(surroundings.env);
  const removed = request.action === "prune" ? await prune(folder, limit, request, surroundings) : [];
  const entries = await listEntries(folder);
  const [oldest] = entries;
  return {
    version: 1,
    folder,
    limit,
    ...share(entries),
    oldest: oldest && new Date(oldest.used).toISOString(),
    tiers: shares(entries, ({ tier }) => tier),
    kinds: shares(entries, ({ kind }) => kind),
    removed: share(removed),
  };
}

async function prune(
  folder: string,
  limit: number,
  { maxSize, unused, all }: CacheRequest,
  { now }: Surroundings,
): Promise<StoredEntry[]> {
  const size = all ? 0 : maxSize === undefined ? undefined : parseSize(maxSize);
  const age = unused === undefined ? undefined : parseAge(unused);
  if (maxSize !== undefined && size === undefined) throw notUnderstood("size", maxSize, "500MB or 5GiB");
  if (unused !== undefined && age === undefined) throw notUnderstood("age", unused, "12h or 30d");
  const old = age === undefined ? [] : await pruneOlder(folder, new Date(now().getTime() - age));
  if (age !== undefined && size === undefined) return old;
  return [...old, ...(await pruneToSize(folder, size ?? limit, now()))];
}

function notUnderstood(what: string, text: string, examples: string): WheelwayError {
  return new WheelwayError("usage-invalid", {
    message: `${JSON.stringify(text)} is no ${what}`,
    next: `Write it as ${examples}.`,
  });
}

function share(entries: readonly StoredEntry[]): Share {
  return { entries: entries.length, size: entries.reduce((sum, { size }) => sum + size, 0) };
}

function shares(
  entries: readonly StoredEntry[],
  of: (entry: StoredEntry) => string,
): Readonly<Record<string, Share>> {
  const names = [...new Set(entries.map(of))].sort();
  return Object.fromEntries(
    names.map((name) => [name, share(entries.filter((entry) => of(entry) === name))]),
  );
}
