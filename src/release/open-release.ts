/** Opens a release's folder for one run: the lock, the journal, and everything that the steps work with. */

import { randomUUID } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname, join, relative } from "node:path";
import { pid } from "node:process";
import type { ReleaseSettings } from "../config/release-settings.ts";
import { syncFolder } from "../store/synced-file.ts";
import { version as wheelway } from "../version.ts";
import { readFact, writeFact } from "./facts.ts";
import { journalPath, lockPath, logPath } from "./folders.ts";
import type { AskedRelease } from "./journal-entry.ts";
import { openJournal } from "./journal-file.ts";
import type { Journal } from "./journal.ts";
import { lockRelease } from "./local-lock.ts";
import { openReleaseLog, toldTo, type ReleaseLog } from "./release-log.ts";
import { perform, type Clock, type PerformEvent } from "./perform.ts";
import type { ReleasePorts } from "./ports.ts";
import type { ReleaseRequest } from "./request.ts";
import type { Release } from "./step.ts";

export type ReleaseEvent =
  PerformEvent | { readonly type: "said"; readonly text: string; readonly warning: boolean };

export interface OpenRelease {
  /** Absolute; made where it is not there. */
  readonly folder: string;
  readonly project: string;
  readonly version: string;
  /** Absolute. */
  readonly projectFolder: string;
  readonly request: ReleaseRequest;
  /** The forge's release that the files come from, where they do. */
  readonly from?: AskedRelease;
  readonly settings: ReleaseSettings;
  readonly ports: ReleasePorts;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly tell: (event: ReleaseEvent) => void;
  /** The gate: takes secrets out of what is written. */
  readonly redact: <T>(data: T) => T;
}

/** Runs `act` with the release; lock and journal are closed whatever its end. */
export async function withRelease<T>(open: OpenRelease, act: (release: Release) => Promise<T>): Promise<T> {
  const made = await mkdir(open.folder, { recursive: true, mode: 0o700 });
  // A journal that is on the disk is worth nothing in a folder that is not.
  if (made !== undefined) await syncFolder(dirname(made));
  const unlock = await lockRelease(lockPath(open.folder), pid);
  try {
    const { clock, redact } = open;
    const now = () => new Date(clock.now());
    const file = await openJournal(journalPath(open.folder), { run: randomUUID(), now, redact });
    const broken = (text: string) => open.tell({ type: "said", text, warning: true });
    const log = openReleaseLog(logPath(open.folder), { now, redact, broken });
    const journal = toldTo(log, file);
    try {
      await began(journal, open);
      return await act(makeRelease(journal, log, open));
    } catch (error) {
      log.error(error);
      throw error;
    } finally {
      log.close();
      await journal.close();
    }
  } finally {
    await unlock();
  }
}

async function began(journal: Journal, open: OpenRelease): Promise<void> {
  const { project, version, request, projectFolder } = open;
  if (journal.entries.length === 0) await journal.append({ type: "opened", project, version, wheelway });
  const { command, by, dryRun, toTestIndex, draft } = request;
  // What a later run needs to ask for the same.
  const asked = {
    folder: projectFolder,
    dryRun,
    toTestIndex,
    draft,
    prerelease: request.prerelease ?? null,
    ...(open.from ? { from: open.from } : {}),
  };
  await journal.append({ type: "run-started", command, by, host: hostname(), pid, asked });
}

function makeRelease(journal: Journal, log: ReleaseLog, open: OpenRelease): Release {
  const { clock, signal } = open;
  const tell = (event: ReleaseEvent) => {
    // Warnings, intents and receipts come to the log from the journal.
    if (event.type === "said" && !event.warning) log.line(`  ${event.text}`);
    if (event.type === "effect-waiting") log.line(`  waiting: ${event.why}`);
    open.tell(event);
  };
  return {
    ...open,
    journal,
    print: log.print,
    fromTop: (path) => {
      const top = open.ports.repository?.folder ?? open.projectFolder;
      return relative(top, join(open.projectFolder, path)).replaceAll("\\", "/");
    },
    fact: (name) => {
      const value = readFact(journal.entries, name);
      if (value === undefined) throw new TypeError(`the fact ${name} is not known yet`);
      return value;
    },
    known: (name) => readFact(journal.entries, name),
    learn: (name, value) => writeFact(journal, name, value),
    perform: (effect) => perform(effect, { journal, clock, signal, tell }),
    say: (text) => tell({ type: "said", text, warning: false }),
    warn: async (text) => {
      await journal.append({ type: "warning", text });
      tell({ type: "said", text, warning: true });
    },
  };
}
