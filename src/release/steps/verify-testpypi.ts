/** verify-testpypi: nothing goes to users that could not be installed from the test index. */

import type { Step } from "../step.ts";
import { verifySet } from "./verify-set.ts";
import { leftToPublish } from "./where-it-goes.ts";

export const verifyTestpypi: Step = {
  id: "verify-testpypi",
  title: "Downloads the set from the test index, compares it, and installs it.",
  dryRun: "acts-on-test-index",
  skip: (release) =>
    leftToPublish(release) ?? (release.ports.testIndex ? undefined : "the configuration has no test index"),
  outlook: ({ ports }) =>
    Promise.resolve({
      would: [`install from ${ports.testIndex?.name ?? "the test index"} and run the smoke tests`],
      problems: [],
    }),
  run: async (release) => {
    if (release.ports.testIndex) await verifySet(release, release.ports.testIndex);
  },
};
