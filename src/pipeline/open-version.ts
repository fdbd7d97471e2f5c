/** Which release a new command would go on with on this machine. */

import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { WheelwayError } from "../errors.ts";
import { readFact } from "../release/facts.ts";
import { journalPath } from "../release/folders.ts";
import { hasBegun } from "../release/has-begun.ts";
import { readJournal } from "../release/journal-file.ts";
import type { ReleaseRequest } from "../release/request.ts";
import { refuseHalfTakenBack } from "../release/story.ts";

/** The version of the release that is open on this machine, if any. Throws where another one was asked for. */
export async function openVersion(root: string, request: ReleaseRequest): Promise<string | undefined> {
  const names = await readdir(root).catch((): string[] => []);
  for (const name of names.sort()) {
    const { entries } = await readJournal(journalPath(join(root, name)));
    const version = readFact(entries, "version")?.version;
    if (version === undefined) continue;
    refuseHalfTakenBack(entries);
    if (entries.some(({ type }) => type === "closed")) continue;
    // It only learned that another run had the version: that run may have come further since.
    if (!hasBegun(entries)) continue;
    if (request.version.kind === "exact" && request.version.version !== version) throw isOpen(version);
    return version;
  }
  return undefined;
}

function isOpen(version: string): WheelwayError {
  return new WheelwayError("release-conflict", {
    message: `the release of ${version} is open on this machine`,
    next: "wheelway release goes on with it; wheelway abort takes it back.",
  });
}
