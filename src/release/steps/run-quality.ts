/** run-quality: the project's own commands that must pass (lint, types, security, tests), each by its name. */

import { WheelwayError } from "../../errors.ts";
import type { Release, Step } from "../step.ts";

export const runQuality: Step = {
  id: "run-quality",
  title: "Runs the configured commands that must pass.",
  dryRun: "acts",
  skip: ({ settings }) => (settings.quality.length > 0 ? undefined : "no commands are configured"),
  settled: ({ known }) => known("commit") !== undefined,
  outlook: ({ settings }) =>
    Promise.resolve({ would: settings.quality.map(({ name }) => `run ${name}`), problems: [] }),
  run: async (release) => {
    const failed: string[] = [];
    // Every one runs, so that all that fail are told at once.
    for (const { name, command } of release.settings.quality) {
      const status = await release.ports.command(command, release.projectFolder, release.signal);
      release.say(`${name}: ${status === 0 ? "passed" : `exit status ${status}`}`);
      if (status !== 0) failed.push(name);
    }
    if (failed.length > 0) throw commandFailed(failed);
  },
};

export async function runNamed(
  release: Release,
  name: string,
  command: string | readonly string[],
): Promise<void> {
  const status = await release.ports.command(command, release.projectFolder, release.signal);
  if (status !== 0) throw commandFailed([name]);
}

function commandFailed(names: readonly string[]): WheelwayError {
  return new WheelwayError("command-failed", {
    message: `${names.join(", ")} failed`,
    why: "What it printed stands above, and in the release's log.",
    next: "Mend it, then release again: nothing has left this machine.",
  });
}
