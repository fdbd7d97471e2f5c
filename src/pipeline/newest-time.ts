/** The newest modification time below a folder: SOURCE_DATE_EPOCH of a project that is in no version control. */

import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";

/** Seconds since 1970; what a build or a test writes (dist, caches, environments) does not count. */
export async function newestTime(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true });
  const times = await Promise.all(
    entries
      .filter(
        (entry) =>
          !/^(\..*|dist(\.partial)?|build|target|__pycache__|node_modules|.*\.egg-info|wheelway\.lock)$/.test(
            entry.name,
          ),
      )
      .map(async (entry) => {
        const path = join(folder, entry.name);
        return entry.isDirectory() ? newestTime(path) : Math.floor((await stat(path)).mtimeMs / 1000);
      }),
  );
  // 1980 is the oldest time that a zip archive can hold.
  return Math.max(315_532_800, ...times);
}
