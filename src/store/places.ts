/** Where results are: `<cacheDir>/results/1/<tier>/<key>.<kind>`, flat, so that a name tells what it is without reading it. */

import { join } from "node:path";
import type { Task } from "../plan/task.ts";
import type { Tier } from "./tier.ts";

/** Of the layout: another one is another folder, and the old one is what `cache prune` removes. */
const layout = "1";

export function resultsFolder(cacheDir: string): string {
  return join(cacheDir, "results", layout);
}

export function tierFolder(cacheDir: string, tier: Tier): string {
  return join(resultsFolder(cacheDir), tier);
}

/** Entries that are being written. */
export function unfinishedFolder(cacheDir: string): string {
  return join(resultsFolder(cacheDir), "unfinished");
}

export function entryName({ key, kind }: { readonly key: string; readonly kind: Task["kind"] }): string {
  return `${key}.${kind}`;
}

/** The kind of an entry by its name; `undefined` for what is no entry. */
export function kindOfEntry(name: string): string | undefined {
  return /^[0-9a-f]{64}\.([a-z]+)$/.exec(name)?.[1];
}
