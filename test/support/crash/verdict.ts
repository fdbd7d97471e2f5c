/** What must hold once a release that was killed has come to its end. */

import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { createHash } from "node:crypto";
import { readJournal } from "../../../src/release/journal-file.ts";
import { bytesOf } from "../build-record.ts";
import type { FakeIndex } from "../fake-index/server.ts";
import type { CrashWorld } from "./world.ts";

const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");
const expected = Object.fromEntries(Object.entries(bytesOf).map(([file, bytes]) => [file, sha256(bytes)]));

/** Everything that is wrong, one sentence each. */
export async function wrongs(world: CrashWorld): Promise<string[]> {
  const { folder } = world.run();
  const found: string[] = [];
  for (const name of ["pypi", "testpypi"] as const) found.push(...indexWrongs(name, world[name]));
  for (const dist of [world.run().dist, join(folder, "dist")]) {
    for (const [file, digest] of Object.entries(expected)) {
      const path = join(dist, file);
      if (!existsSync(path)) found.push(`${path} is lost`);
      else if (sha256(readFileSync(path)) !== digest) found.push(`${path} has other bytes`);
    }
  }
  const left = readdirSync(folder).filter((name) => !["dist", "journal.jsonl", "release.log"].includes(name));
  if (left.length > 0) found.push(`left behind: ${left.join(", ")}`);
  const { entries, torn } = await readJournal(join(folder, "journal.jsonl"));
  if (torn > 0) found.push("the journal ends in a torn line");
  if (entries.at(-1)?.type !== "step-done" || !entries.some(({ type }) => type === "closed"))
    found.push(`the journal ends with ${entries.at(-1)?.type ?? "nothing"}`);
  return found;
}

/** The same of one index. */
export function indexWrongs(name: string, index: FakeIndex): string[] {
  const found: string[] = [];
  const there = Object.fromEntries(index.files().map(({ file, sha256: digest }) => [file, digest]));
  if (JSON.stringify(sorted(there)) !== JSON.stringify(sorted(expected)))
    found.push(`${name} holds ${JSON.stringify(there)}`);
  for (const file of Object.keys(expected)) {
    const stored = index.events.filter((event) => event.type === "stored" && event.file === file);
    if (stored.length !== 1) found.push(`${name} stored ${file} ${stored.length} times`);
  }
  for (const event of index.events) {
    if (event.type === "posted" && event.listed) found.push(`${name} was sent ${event.file}, which it lists`);
    if (event.type === "refused") found.push(`${name} refused ${event.file}`);
  }
  return found;
}

function sorted(record: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}
