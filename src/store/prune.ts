/** Lists what the result store holds, and removes what is too much, too old or left behind. */

import type { Dirent } from "node:fs";
import { readdir, rm, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { kindOfEntry } from "./places.ts";
import { tiers, type Tier } from "./tier.ts";

export interface StoredEntry {
  readonly path: string;
  readonly tier: Tier;
  readonly kind: string;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since 1970 of its last use. */
  readonly used: number;
}

/** An entry that is being written takes less. */
const stalled = 60 * 60_000;

/** Every entry below a results folder, the one that was not used for longest first. Nothing where there is no folder. */
export async function listEntries(results: string): Promise<StoredEntry[]> {
  const found: StoredEntry[] = [];
  for (const tier of tiers) {
    const folder = join(results, tier);
    for (const { name } of await entriesOf(folder)) {
      const kind = kindOfEntry(name);
      const status = kind === undefined ? undefined : await stat(join(folder, name)).catch(() => undefined);
      if (kind !== undefined && status)
        found.push({ path: join(folder, name), tier, kind, size: status.size, used: status.mtimeMs });
    }
  }
  return found.sort((a, b) => a.used - b.used || (a.path < b.path ? -1 : 1));
}

/** Removes what another process left half written, then the least recently used until all that is left fits. What was removed. */
export async function pruneToSize(results: string, limit: number, now: Date): Promise<StoredEntry[]> {
  await removeStalled(join(results, "unfinished"), now);
  const entries = await listEntries(results);
  let total = entries.reduce((sum, { size }) => sum + size, 0);
  const gone: StoredEntry[] = [];
  for (const entry of entries) {
    if (total <= limit) break;
    await removeEntry(entry);
    total -= entry.size;
    gone.push(entry);
  }
  return gone;
}

/** Removes what was not used since then. What was removed. */
export async function pruneOlder(results: string, since: Date): Promise<StoredEntry[]> {
  const old = (await listEntries(results)).filter(({ used }) => used < since.getTime());
  for (const entry of old) await removeEntry(entry);
  return old;
}

/** Another process may have been faster. */
async function removeEntry({ path }: StoredEntry): Promise<void> {
  await rm(path, { force: true });
}

async function removeStalled(folder: string, now: Date): Promise<void> {
  for (const { name } of await entriesOf(folder)) {
    const path = join(folder, basename(name));
    const status = await stat(path).catch(() => undefined);
    if (status && now.getTime() - status.mtimeMs > stalled) await rm(path, { force: true, recursive: true });
  }
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  return readdir(folder, { withFileTypes: true }).catch(() => []);
}
