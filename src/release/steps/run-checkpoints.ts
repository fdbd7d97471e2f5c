/** run-checkpoints: steps of the project that may need a person, such as a look at migrations. */

import { acknowledge, acknowledgementOf } from "../acknowledge.ts";
import type { Step } from "../step.ts";
import { commandFailed, hasPassed, passes } from "./run-quality.ts";

export const runCheckpoints: Step = {
  id: "run-checkpoints",
  title: "Runs the project's own steps, and asks a person where one is wanted.",
  dryRun: "acts",
  skip: ({ settings, known }) => {
    if (settings.checkpoints.length === 0) return "no checkpoints are configured";
    // They may change files, which go into the release commit.
    return known("origin")?.writesRefs === false ? "the tag was made by somebody else" : undefined;
  },
  settled: (release) =>
    release.settings.checkpoints.every(
      ({ name, command, approval }) =>
        (command === undefined || hasPassed(release, "checkpoint", name)) &&
        (!approval || acknowledgementOf(release.journal.entries, name) !== undefined),
    ),
  outlook: ({ settings }) =>
    Promise.resolve({
      would: settings.checkpoints.map(({ name, approval }) =>
        approval ? `ask about ${name}` : `run ${name}`,
      ),
      problems: [],
    }),
  run: async (release) => {
    for (const { name, command, approval } of release.settings.checkpoints) {
      if (command !== undefined && !(await passes(release, "checkpoint", name, command)))
        throw commandFailed([name]);
      if (approval) await acknowledge(release, [{ what: name, byPolicy: false }]);
    }
  },
};
