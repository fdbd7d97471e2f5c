/** The log of a release, for people: beside its journal, a line an event, with what its commands printed. Nothing depends on it. */

import { closeSync, fstatSync, openSync, readSync, writeSync } from "node:fs";
import { stripVTControlCharacters } from "node:util";
import { WheelwayError } from "../errors.ts";
import { visibleText } from "../report/visible-text.ts";
import type { JournalEntry } from "./journal-entry.ts";
import type { Journal } from "./journal.ts";
import { entryLine } from "./log-lines.ts";

export interface ReleaseLog {
  readonly entry: (entry: JournalEntry) => void;
  /** Entries of earlier runs, which later ones may be about. */
  readonly recall: (entries: readonly JournalEntry[]) => void;
  readonly line: (text: string) => void;
  /** What a command prints, in pieces. */
  readonly print: (text: string) => void;
  /** Why a run ended. */
  readonly error: (error: unknown) => void;
  readonly close: () => void;
}

export interface LogOptions {
  readonly now: () => Date;
  /** Takes secrets out: every line passes it whole. */
  readonly redact: <T>(data: T) => T;
  /** A log that cannot be written stops nothing: it is said once. */
  readonly broken: (why: string) => void;
}

export function openReleaseLog(path: string, options: LogOptions): ReleaseLog {
  const write = writerOf(path, options);
  const titles = new Map<string, string>();
  let begun = "";
  const line = (text: string) => {
    if (begun !== "") print("\n");
    write(text);
  };
  // A secret that is printed in two pieces is one when its line is whole.
  const print = (text: string) => {
    const lines = (begun + text).split(/\r?\n/);
    begun = lines.pop() ?? "";
    for (const whole of lines) write(`  | ${stripVTControlCharacters(whole)}`);
  };
  const recall = (entries: readonly JournalEntry[]) => {
    for (const entry of entries) if (entry.type === "intent") titles.set(entry.effect, entry.title);
  };
  return {
    line,
    print,
    recall,
    entry: (entry) => {
      recall([entry]);
      const text = entryLine(entry, titles);
      if (text !== undefined) line(text);
    },
    error: (error) => {
      if (!(error instanceof WheelwayError)) return;
      for (const text of [...(error.why ?? "").split("\n"), error.next]) if (text !== "") line(`  ${text}`);
    },
    close: () => {
      if (begun !== "") print("\n");
      write.close();
    },
  };
}

/** A journal whose next entries are told to the log as well. */
export function toldTo(log: ReleaseLog, journal: Journal): Journal {
  let told = journal.entries.length;
  log.recall(journal.entries);
  return {
    ...journal,
    append: async (event) => {
      await journal.append(event);
      const fresh = journal.entries.slice(told);
      told = journal.entries.length;
      for (const entry of fresh) log.entry(entry);
    },
  };
}

/** Each line is with the system when the call is over: a kill loses none. */
function writerOf(path: string, { now, redact, broken }: LogOptions) {
  let file: number | undefined;
  const attempt = (act: () => void) => {
    try {
      act();
    } catch (error) {
      file = undefined;
      broken(`the log ${path} cannot be written: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  attempt(() => {
    file = openSync(path, "a+", 0o600);
    if (!endsWhole(file)) writeSync(file, "\n");
  });
  const write = (text: string) => {
    const time = now().toISOString().slice(0, 19).replace("T", " ");
    const shown = visibleText(redact(text)).trimEnd();
    attempt(() => {
      if (file !== undefined) writeSync(file, `${time}Z  ${shown}\n`);
    });
  };
  const close = () => {
    attempt(() => {
      if (file !== undefined) closeSync(file);
    });
    file = undefined;
  };
  return Object.assign(write, { close });
}

/** Is it empty, or does it end with a whole line? A power cut may have left less. */
function endsWhole(file: number): boolean {
  const { size } = fstatSync(file);
  if (size === 0) return true;
  const last = Buffer.alloc(1);
  readSync(file, last, 0, 1, size - 1);
  return last[0] === 0x0a;
}
