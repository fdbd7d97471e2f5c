/** What the index holds, on disk, so that it survives the index too. */

import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export interface StoredFile {
  readonly file: string;
  readonly project: string;
  readonly version: string;
  readonly kind: "wheel" | "sdist";
  readonly sha256: string;
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly uploaded: number;
  readonly provenance?: string;
}

export interface IndexState {
  readonly now: () => number;
  files(): readonly StoredFile[];
  find(file: string): StoredFile | undefined;
  content(file: string): Buffer | undefined;
  /** Was there ever a file of that name? */
  wasUsed(file: string): boolean;
  add(stored: StoredFile, content: Buffer): void;
  /** The owner deletes it on the web page; its name stays used. */
  remove(file: string): void;
}

export function openState(folder: string, now: () => number): IndexState {
  mkdirSync(join(folder, "files"), { recursive: true });
  const log = join(folder, "index.jsonl");
  type Line = { readonly add: StoredFile } | { readonly remove: string };
  const lines = (): Line[] =>
    existsSync(log)
      ? readFileSync(log, "utf8")
          .trim()
          .split("\n")
          .filter(Boolean)
          .map((line) => JSON.parse(line) as Line)
      : [];
  const files = () => {
    const there = new Map<string, StoredFile>();
    for (const line of lines()) {
      if ("add" in line) there.set(line.add.file, line.add);
      else there.delete(line.remove);
    }
    return [...there.values()];
  };
  const pathOf = (file: string) => join(folder, "files", encodeURIComponent(file));
  return {
    now,
    files,
    find: (file) => files().find((one) => one.file === file),
    content: (file) => (files().some((one) => one.file === file) ? readFileSync(pathOf(file)) : undefined),
    wasUsed: (file) => lines().some((line) => "add" in line && line.add.file === file),
    add: (stored, content) => {
      writeFileSync(pathOf(stored.file), content);
      appendFileSync(log, `${JSON.stringify({ add: stored })}\n`);
    },
    remove: (file) => appendFileSync(log, `${JSON.stringify({ remove: file })}\n`),
  };
}
