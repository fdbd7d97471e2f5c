/** finish: the record is closed, the claim is given back, and the log gets its name. */

import { rm } from "node:fs/promises";
import { builtFolder } from "../folders.ts";
import { placeLog } from "../place-log.ts";
import type { Release, Step } from "../step.ts";
import { stateOf } from "../story.ts";
import { giveClaimBack } from "./claim-version.ts";

export const finish: Step = {
  id: "finish",
  title: "Closes the journal, and puts the log under the release's name where people look for it.",
  dryRun: "acts",
  // Entries of steps follow the one that closes; only what does or meets something opens the journal again.
  settled: ({ journal }) => stateOf(journal.entries) !== "open",
  outlook: ({ settings }) =>
    Promise.resolve({
      would: [
        "close the journal",
        ...(settings.logFolder === undefined ? [] : [`put the log into ${settings.logFolder}`]),
      ],
      problems: [],
    }),
  run: async (release) => {
    const { journal, request, known, say } = release;
    // Nobody comes back to a closed release to do it.
    await giveClaimBack(release);
    await rm(builtFolder(release), { recursive: true, force: true });
    await nameLog(release);
    await journal.append({ type: "closed", outcome: request.dryRun ? "rehearsed" : "released" });
    for (const [place, link] of Object.entries(known("links") ?? {})) say(`${place}: ${link}`);
    const draft = known("draft");
    if (request.draft && draft && !request.dryRun)
      say(`the forge's release is a draft still; it is published on its page: ${draft.url}`);
    // With its last lines; a kill before has left it without them.
    const log = await nameLog(release);
    if (log !== undefined) say(`log: ${log}`);
  },
};

async function nameLog(release: Release): Promise<string | undefined> {
  try {
    return await placeLog(release);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    release.say(`the log stays in ${release.folder}: ${why}`);
    return undefined;
  }
}
