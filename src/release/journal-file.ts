/** The journal as a file: every line is fsynced before its promise is kept; a torn last line is told, and put aside. */

import { createHash } from "node:crypto";
import { mkdir, open, readFile, truncate, type FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import { WheelwayError } from "../errors.ts";
import { undefinedIfMissing } from "../files.ts";
import { syncFolder } from "../store/synced-file.ts";
import { historyOf, type Journal } from "./journal.ts";
import { parseEntry, type JournalEntry, type JournalEvent } from "./journal-entry.ts";

export interface JournalOptions {
  /** Id of the run that writes. */
  readonly run: string;
  readonly now: () => Date;
  /** Takes secrets out of what is written. */
  readonly redact: <T>(data: T) => T;
}

const nothing = digest("");

interface JournalContent {
  readonly entries: JournalEntry[];
  /** Digest of the last line. */
  readonly prev: string;
  /** Bytes of whole lines, and of what a crash left after them. */
  readonly whole: number;
  readonly torn: number;
}

/** What a file holds; nothing where there is no file. Throws `journal-damaged`. */
export async function readJournal(path: string): Promise<JournalContent> {
  const bytes = (await readFile(path).catch(undefinedIfMissing)) ?? Buffer.alloc(0);
  const whole = bytes.lastIndexOf(0x0a) + 1;
  const entries: JournalEntry[] = [];
  let prev = nothing;
  const lines = bytes.subarray(0, whole).toString("utf8").split("\n").slice(0, -1);
  for (const [index, line] of lines.entries()) {
    const entry = parseEntry(line);
    if ("malformed" in entry) throw damaged(path, index, entry.malformed);
    if (entry.seq !== index) throw damaged(path, index, `its number is ${entry.seq}`);
    if (entry.prev !== prev) throw damaged(path, index, "it does not follow the line before it");
    prev = digest(line);
    entries.push(entry);
  }
  return { entries, prev, whole, torn: bytes.length - whole };
}

/** Opens the journal for writing, and makes it where there is none. One process at a time: see lock.ts. */
export async function openJournal(path: string, options: JournalOptions): Promise<Journal> {
  await mkdir(dirname(path), { recursive: true });
  const { entries, prev, whole, torn } = await readJournal(path);
  if (torn > 0) await truncate(path, whole);
  const handle = await open(path, "a", 0o600);
  await syncFolder(dirname(path));
  const journal = writer(handle, entries, prev, options);
  if (torn > 0) await journal.append({ type: "torn", bytes: torn });
  return journal;
}

function writer(
  handle: FileHandle,
  entries: JournalEntry[],
  lastDigest: string,
  options: JournalOptions,
): Journal {
  let prev = lastDigest;
  // One line after the other, also where two effects end at the same time; after a failed write nothing more is written.
  let last: Promise<void> = Promise.resolve();
  const write = async (event: JournalEvent) => {
    const at = options.now().toISOString();
    const entry = {
      v: 1,
      seq: entries.length,
      at,
      run: options.run,
      prev,
      ...options.redact(event),
    } as JournalEntry;
    const line = JSON.stringify(entry);
    await handle.appendFile(`${line}\n`);
    await handle.sync();
    prev = digest(line);
    entries.push(entry);
  };
  return {
    entries,
    append: (event) => (last = last.then(() => write(event))),
    effect: (id) => historyOf(entries, id),
    close: () => handle.close(),
  };
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function damaged(path: string, index: number, why: string): WheelwayError {
  return new WheelwayError("journal-damaged", {
    message: `${path}, line ${index + 1}: ${why}`,
    why: "The journal is append-only; something else has written to it, or the disk is failing.",
    next: "Move it aside and run `wheelway resume`: what is released is found out there again.",
  });
}
