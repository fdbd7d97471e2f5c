/** publish-testpypi: the same bytes go to the test index first, where a mistake costs nothing. */

import type { Step } from "../step.ts";
import { publishOutlook, publishSet } from "./publish-set.ts";
import { leftToPublish } from "./where-it-goes.ts";

export const publishTestpypi: Step = {
  id: "publish-testpypi",
  title: "Uploads the set to the test index, wheels first.",
  dryRun: "acts-on-test-index",
  skip: (release) =>
    leftToPublish(release) ?? (release.ports.testIndex ? undefined : "the configuration has no test index"),
  outlook: async (release) =>
    release.ports.testIndex ? publishOutlook(release, release.ports.testIndex) : { would: [], problems: [] },
  run: async (release) => {
    if (release.ports.testIndex) await publishSet(release, release.ports.testIndex);
  },
};
