/** Replaces a text file by a rename, so that a crash leaves the one or the other, and its mode stays. */

import { chmod, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { syncFolder, writeSynced } from "../store/synced-file.ts";

/** Of the new file before the rename; a kill may leave it, and the next try replaces it. */
export const freshSuffix = ".wheelway-new";

export async function replaceFile(path: string, text: string): Promise<void> {
  const fresh = `${path}${freshSuffix}`;
  await rm(fresh, { force: true });
  await writeSynced(fresh, text);
  const { mode } = await stat(path);
  await chmod(fresh, mode & 0o7777);
  await rename(fresh, path);
  await syncFolder(dirname(path));
}
