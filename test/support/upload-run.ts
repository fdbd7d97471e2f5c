/** One file to one index as a release sends it, with a journal of its own and time as a value; each call is like a new process. */

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { UploadIndex } from "../../src/clients/upload-index.ts";
import { uploadFile } from "../../src/release/effects/upload-file.ts";
import type { ReleaseFile } from "../../src/release/facts.ts";
import { openJournal } from "../../src/release/journal-file.ts";
import { perform } from "../../src/release/perform.ts";
import { pureWheel } from "./archives.ts";

export interface UploadRun {
  /** "done", or the code of the error. */
  readonly upload: (file?: string) => Promise<string>;
  readonly journal: () => string;
  readonly now: () => number;
  readonly pass: (ms: number) => void;
}

/** @param folder has the files, of project demo 1.0 */
export function uploadRun(index: UploadIndex, folder: string): UploadRun {
  let time = Date.parse("2026-11-21T12:00:00Z");
  const pass = (ms: number) => {
    time += ms;
  };
  const clock = {
    now: () => time,
    sleep: (ms: number) => {
      pass(ms);
      return Promise.resolve();
    },
    random: () => 0.5,
  };
  const path = join(folder, "release", "journal.jsonl");
  const { signal } = new AbortController();
  const upload = async (name = pureWheel) => {
    const now = () => new Date(time);
    const journal = await openJournal(path, { run: "r", now, redact: (data) => data });
    const effect = uploadFile({
      index,
      project: "demo",
      version: "1.0",
      file: releaseFile(folder, name),
      folder,
      attestations: [],
      credential: () => index.credential(signal),
      guards: [],
      warn: () => Promise.resolve(),
    });
    try {
      await perform(effect, { journal, clock, signal, tell: () => undefined });
      return "done";
    } catch (error) {
      if (error instanceof Error && "code" in error) return String(error.code);
      throw error;
    } finally {
      await journal.close();
    }
  };
  return { upload, journal: () => readFileSync(path, "utf8"), now: () => time, pass };
}

function releaseFile(folder: string, file: string): ReleaseFile {
  const bytes = readFileSync(join(folder, file));
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return { file, kind: file.endsWith(".whl") ? "wheel" : "sdist", sha256, size: bytes.length };
}
