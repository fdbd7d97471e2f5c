/**
 * Replaces a folder as a whole: everything is written and fsynced beside it first, and swapped in by renames.
 *
 * Node has no exchange of two folders in one step, so there are two renames, and a moment without the folder between them:
 *
 *   1. `.NAME.wheelway-new-PID`   is written and fsynced;      a crash leaves the earlier folder, and this to be removed
 *   2. NAME -> `.NAME.wheelway-old`                            a crash leaves no folder: the next run moves it back
 *   3. `.NAME.wheelway-new-PID` -> NAME                        a crash leaves both: the next run removes the old one
 *   4. `.NAME.wheelway-old`       is removed
 */

import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { pid } from "node:process";
import { isThere } from "../files.ts";
import { isRunning } from "../processes.ts";
import { syncFolder } from "../store/synced-file.ts";

/** Told at each point where a crash would leave something else behind; tests stop there. */
export type Checkpoint = (name: string) => void | Promise<void>;

export interface Replacement {
  /** Absolute path of the folder; its parent exists. */
  readonly folder: string;
  /** Writes and fsyncs everything into the staging folder. */
  readonly write: (staging: string) => Promise<void>;
  /** Is this folder one that such a replacement made? Only then the old one beside it may go. */
  readonly complete: (folder: string) => Promise<boolean>;
  /** Where the earlier folder goes; by default it is removed. */
  readonly aside?: string;
  readonly checkpoint?: Checkpoint;
}

interface Places {
  readonly parent: string;
  readonly old: string;
  /** Staging folders are `prefix` and the number of the process. */
  readonly prefix: string;
}

function placesOf(folder: string): Places {
  const parent = dirname(folder);
  const name = basename(folder);
  return { parent, old: join(parent, `.${name}.wheelway-old`), prefix: `.${name}.wheelway-new-` };
}

/** Rejects with the error of the file system; then the earlier folder stands as it was. */
export async function replaceFolder(replacement: Replacement): Promise<void> {
  const { folder, aside, checkpoint = () => undefined } = replacement;
  const { parent, old, prefix } = placesOf(folder);
  const staging = join(parent, `${prefix}${pid}`);
  const earlier = aside ?? old;
  await mkdir(staging);
  try {
    await checkpoint("staging-made");
    await replacement.write(staging);
    await syncFolder(staging);
    await checkpoint("staging-written");
    const moved = await isThere(folder);
    if (moved) await rename(folder, earlier);
    await checkpoint("old-moved");
    try {
      await rename(staging, folder);
    } catch (error) {
      if (moved) await rename(earlier, folder);
      throw error;
    }
  } catch (error) {
    await rm(staging, { recursive: true, force: true });
    throw error;
  }
  await syncFolder(parent);
  await checkpoint("new-moved");
  if (aside === undefined) await rm(old, { recursive: true, force: true });
}

/**
 * Mends what a crash left behind; the sentence to tell the user, or `undefined` where there was nothing.
 * @returns `"unclear"` where an old folder stands beside one that Wheelway did not write: nothing is touched
 */
export async function repairFolder(
  folder: string,
  complete: (folder: string) => Promise<boolean>,
): Promise<"clean" | "restored" | "removed" | "unclear"> {
  const { parent, old, prefix } = placesOf(folder);
  const names = await readdir(parent).catch((): string[] => []);
  const stale = names.filter((name) => isStale(name, prefix));
  for (const name of stale) await rm(join(parent, name), { recursive: true, force: true });
  if (!names.includes(basename(old))) return stale.length > 0 ? "removed" : "clean";
  if (!(await isThere(folder))) {
    await rename(old, folder);
    await syncFolder(parent);
    return "restored";
  }
  if (!(await complete(folder))) return "unclear";
  await rm(old, { recursive: true, force: true });
  return "removed";
}

/** Where the old folder of a crashed replacement is kept. */
export function oldFolderOf(folder: string): string {
  return placesOf(folder).old;
}

/** Is it the staging folder of a process that is gone? What is named otherwise is somebody else's. */
function isStale(name: string, prefix: string): boolean {
  const process = name.startsWith(prefix) ? name.slice(prefix.length) : "";
  return /^[1-9]\d*$/.test(process) && !isRunning(Number(process));
}
