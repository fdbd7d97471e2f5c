/** What stays of a rehearsal: its journal and its log, in the cache; its clone and its artifacts go. */

import { copyFile, mkdir, readdir, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { journalPath, logPath } from "../release/folders.ts";
import type { ReleaseEvent } from "../release/open-release.ts";

/**
 * The last rehearsal of a version replaces the one before.
 * @param root folder of the releases of the rehearsal: one, or none where it did not come so far
 */
export async function keepRehearsal(
  root: string,
  to: string,
  tell: (event: ReleaseEvent) => void,
): Promise<void> {
  const [version] = await readdir(root).catch((): string[] => []);
  if (version === undefined) return;
  const kept = join(to, version);
  try {
    await rm(kept, { recursive: true, force: true });
    await mkdir(kept, { recursive: true, mode: 0o700 });
    for (const path of [journalPath, logPath]) await copyFile(path(join(root, version)), path(kept));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    tell({ type: "said", text: `the record of the rehearsal cannot be kept: ${why}`, warning: true });
  }
}

/** Where a file of the rehearsal is kept. */
export function keptPlace(path: string, to: string): string {
  return join(to, basename(dirname(path)), basename(path));
}
