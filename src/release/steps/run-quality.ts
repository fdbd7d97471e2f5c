/** run-quality: the project's own commands that must pass (lint, types, security, tests), each by its name; some want a person's word. */

import { WheelwayError } from "../../errors.ts";
import { acknowledge, acknowledgementOf } from "../acknowledge.ts";
import type { Release, Step } from "../step.ts";

export const runQuality: Step = {
  id: "run-quality",
  title: "Runs the configured commands that must pass.",
  dryRun: "acts",
  skip: ({ settings, known }) => {
    if (settings.quality.length === 0) return "no commands are configured";
    return known("origin")?.kind === "folder" ? "the artifacts are built" : undefined;
  },
  settled: (release) =>
    release.settings.quality.every(
      ({ name, command, acknowledge: who }) =>
        (command === undefined || hasPassed(release, "quality", name)) &&
        (who === undefined || acknowledgementOf(release.journal.entries, name) !== undefined),
    ),
  outlook: ({ settings }) =>
    Promise.resolve({
      would: settings.quality.flatMap(({ name, command, acknowledge: who }) => [
        ...(command === undefined ? [] : [`run ${name}`]),
        ...(who === undefined ? [] : [`want an acknowledgement of ${name}`]),
      ]),
      problems: [],
    }),
  run: async (release) => {
    const failed: string[] = [];
    // Every one runs, so that all that fail are told at once.
    for (const { name, command } of release.settings.quality)
      if (command !== undefined && !(await passes(release, "quality", name, command))) failed.push(name);
    if (failed.length > 0) throw commandFailed(failed);
    const wanted = release.settings.quality.filter((one) => one.acknowledge !== undefined);
    await acknowledge(
      release,
      wanted.map(({ name, acknowledge: who }) => ({ what: name, byPolicy: who === "policy" })),
    );
  },
};

/**
 * Does a command pass? One that passed in an earlier run is not run again: what is released is the same commit, and whoever
 * acknowledges a long test run is not made to wait for a second one.
 */
export async function passes(
  release: Release,
  kind: Kind,
  name: string,
  command: string | readonly string[],
): Promise<boolean> {
  if (hasPassed(release, kind, name)) {
    release.say(`${name}: passed before`);
    return true;
  }
  const { ports, projectFolder, signal, print } = release;
  const status = await ports.command(command, projectFolder, signal, print);
  release.say(`${name}: ${status === 0 ? "passed" : `exit status ${status}`}`);
  if (status === 0)
    await release.learn("passed", [...(release.known("passed") ?? []), passedId(release, kind, name)]);
  return status === 0;
}

type Kind = "quality" | "checkpoint";

function passedId({ known }: Release, kind: Kind, name: string): string {
  return `${kind}:${name}@${known("base")?.commit ?? ""}`;
}

export function hasPassed(release: Release, kind: Kind, name: string): boolean {
  return release.known("passed")?.includes(passedId(release, kind, name)) ?? false;
}

/** A command whose every run counts, such as one that writes the changelog. */
export async function runNamed(
  release: Release,
  name: string,
  command: string | readonly string[],
): Promise<void> {
  const { ports, projectFolder, signal, print } = release;
  const status = await ports.command(command, projectFolder, signal, print);
  if (status !== 0) throw commandFailed([name]);
}

export function commandFailed(names: readonly string[]): WheelwayError {
  return new WheelwayError("command-failed", {
    message: `${names.join(", ")} failed`,
    why: "What it printed stands above, and in the release's log.",
    next: "Mend it, then release again: nothing has left this machine.",
  });
}
