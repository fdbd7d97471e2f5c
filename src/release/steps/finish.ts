/** finish: the record is closed, and the claim is given back. */

import { rm } from "node:fs/promises";
import { builtFolder } from "../folders.ts";
import type { Step } from "../step.ts";
import { stateOf } from "../story.ts";
import { giveClaimBack } from "./claim-version.ts";

export const finish: Step = {
  id: "finish",
  title: "Closes the journal.",
  dryRun: "acts",
  // Entries of steps follow the one that closes; only what does or meets something opens the journal again.
  settled: ({ journal }) => stateOf(journal.entries) !== "open",
  outlook: () => Promise.resolve({ would: ["close the journal"], problems: [] }),
  run: async (release) => {
    const { journal, request, known, say } = release;
    // Nobody comes back to a closed release to do it.
    await giveClaimBack(release);
    await rm(builtFolder(release), { recursive: true, force: true });
    await journal.append({ type: "closed", outcome: request.dryRun ? "rehearsed" : "released" });
    for (const [place, link] of Object.entries(known("links") ?? {})) say(`${place}: ${link}`);
    const draft = known("draft");
    if (request.draft && draft && !request.dryRun)
      say(`the forge's release is a draft still; it is published on its page: ${draft.url}`);
  },
};
