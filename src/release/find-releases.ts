/** Finds the releases that this machine knows of, by their journals. */

import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { WheelwayError } from "../errors.ts";
import { undefinedIfMissing } from "../files.ts";
import { journalPath } from "./folders.ts";
import type { JournalEntry } from "./journal-entry.ts";
import { readJournal } from "./journal-file.ts";

export interface FoundRelease {
  /** Absolute. */
  readonly folder: string;
  /** Empty where the journal cannot be believed. */
  readonly entries: readonly JournalEntry[];
  /** Why the journal cannot be believed. */
  readonly damaged: string | undefined;
}

/** Where releases that were taken back are put, beside the others. */
export const abortedFolder = "aborted";

/** The releases below some folders, in the order of their names; folders that are not there hold none. */
export async function findReleases(roots: readonly string[]): Promise<readonly FoundRelease[]> {
  const found: FoundRelease[] = [];
  for (const root of roots) {
    for (const name of await namesIn(root)) {
      const release = await read(join(root, name));
      if (release.entries.length > 0 || release.damaged !== undefined) found.push(release);
    }
  }
  return found;
}

async function namesIn(root: string): Promise<string[]> {
  const names = (await readdir(root).catch(undefinedIfMissing)) ?? [];
  return names.filter((name) => name !== abortedFolder).sort();
}

async function read(folder: string): Promise<FoundRelease> {
  try {
    const { entries } = await readJournal(journalPath(folder));
    return { folder, entries, damaged: undefined };
  } catch (error) {
    if (error instanceof WheelwayError && error.code === "journal-damaged")
      return { folder, entries: [], damaged: error.message };
    if ((error as NodeJS.ErrnoException).code === "ENOTDIR")
      return { folder, entries: [], damaged: undefined };
    throw error;
  }
}
