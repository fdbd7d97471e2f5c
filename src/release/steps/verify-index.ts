/** verify-index: what users install from now on is what was approved. */

import type { Step } from "../step.ts";
import { leftToPublish, stopsAtTestIndex } from "./where-it-goes.ts";
import { verifySet } from "./verify-set.ts";

export const verifyIndex: Step = {
  id: "verify-index",
  title: "Downloads the set from the index, compares it, and installs it as users do.",
  dryRun: "tells",
  skip: (release) =>
    leftToPublish(release) ??
    stopsAtTestIndex(release) ??
    (release.ports.index ? undefined : "the configuration has no index"),
  outlook: ({ ports }) =>
    Promise.resolve({
      would: [`install from ${ports.index?.name ?? "the index"} and run the smoke tests`],
      problems: [],
    }),
  run: async (release) => {
    if (release.ports.index) await verifySet(release, release.ports.index);
  },
};
