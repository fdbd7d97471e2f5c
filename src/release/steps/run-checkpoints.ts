/** run-checkpoints: steps of the project that may need a person, such as a look at migrations. */

import { WheelwayError } from "../../errors.ts";
import type { Release, Step } from "../step.ts";
import { runNamed } from "./run-quality.ts";

export const runCheckpoints: Step = {
  id: "run-checkpoints",
  title: "Runs the project's own steps, and asks a person where one is wanted.",
  dryRun: "acts",
  skip: ({ settings }) => (settings.checkpoints.length > 0 ? undefined : "no checkpoints are configured"),
  settled: ({ known }) => known("commit") !== undefined,
  outlook: ({ settings }) =>
    Promise.resolve({
      would: settings.checkpoints.map(({ name, approval }) =>
        approval ? `ask about ${name}` : `run ${name}`,
      ),
      problems: [],
    }),
  run: async (release) => {
    for (const { name, command, approval } of release.settings.checkpoints) {
      if (command !== undefined) await runNamed(release, name, command);
      if (approval) await acknowledge(release, name);
    }
  },
};

async function acknowledge(release: Release, what: string): Promise<void> {
  const { journal, request, ports } = release;
  if (journal.entries.some((entry) => entry.type === "acknowledged" && entry.what === what)) return;
  const yes = request.yes || (await ports.ask?.(`${what}: looked at, and all is well?`));
  if (yes !== true) {
    throw new WheelwayError("approval-missing", {
      message: `nobody has acknowledged: ${what}`,
      next: "Look at it, then run the release again at a terminal, or with --yes.",
    });
  }
  await journal.append({ type: "acknowledged", what, by: request.by });
}
