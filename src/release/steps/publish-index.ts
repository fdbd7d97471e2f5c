/** publish-index: the set goes to its users: to the index, then to further registries, wheels first, sdist last. */

import type { Step } from "../step.ts";
import { leftToPublish, stopsAtTestIndex } from "./where-it-goes.ts";
import { publishOutlook, publishSet } from "./publish-set.ts";

export const publishIndex: Step = {
  id: "publish-index",
  title: "Uploads the set to the index and to further registries, wheels first, sdist last.",
  dryRun: "tells",
  skip: (release) =>
    leftToPublish(release) ??
    stopsAtTestIndex(release) ??
    (release.ports.index || release.ports.registries.length > 0
      ? undefined
      : "the configuration has no index"),
  outlook: async (release) => {
    const { index, registries } = release.ports;
    const all = await Promise.all(
      [...(index ? [index] : []), ...registries].map((one) => publishOutlook(release, one)),
    );
    return { would: all.flatMap(({ would }) => would), problems: all.flatMap(({ problems }) => problems) };
  },
  run: async (release) => {
    const { index, registries } = release.ports;
    if (index) await publishSet(release, index);
    for (const registry of registries) await publishSet(release, registry);
  },
};
