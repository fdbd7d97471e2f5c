/** Starts a workflow of the forge for a release: at least once, since nothing tells whether it was started for us. */

import type { Forge } from "../../clients/forge.ts";
import type { Effect, Guard } from "../effect.ts";
import type { Journal } from "../journal.ts";

export interface Dispatch {
  readonly forge: Forge;
  readonly workflow: string;
  readonly tag: string;
  readonly inputs: Readonly<Record<string, string>>;
  readonly journal: Journal;
  readonly guards: readonly [Guard, ...Guard[]];
}

export function dispatchWorkflow({ forge, workflow, tag, inputs, journal, guards }: Dispatch): Effect {
  const id = `dispatch:${forge.kind}:${workflow}:${tag}`;
  return {
    id,
    title: `start the workflow ${workflow} for ${tag}`,
    identity: "at-least-once",
    guards,
    // What it starts is a release command too, and finds what is done already.
    repeatable: true,
    visibleWithinMs: 0,
    probe: () => {
      const done = journal.effect(id).receipt;
      return Promise.resolve(done ? { state: "same", receipt: done.receipt } : { state: "absent" });
    },
    run: async (signal) => {
      await forge.dispatch?.(workflow, tag, inputs, signal);
      return { workflow, tag };
    },
  };
}
