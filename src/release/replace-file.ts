/** Replaces a text file by a rename, so that a crash leaves the one or the other, and its mode stays. */

import { chmod, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { syncFolder, writeSynced } from "../store/synced-file.ts";

export async function replaceFile(path: string, text: string): Promise<void> {
  const fresh = `${path}.wheelway-new`;
  await rm(fresh, { force: true });
  await writeSynced(fresh, text);
  const { mode } = await stat(path);
  await chmod(fresh, mode & 0o7777);
  await rename(fresh, path);
  await syncFolder(dirname(path));
}
