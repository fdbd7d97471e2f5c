/** Tells one of those who want to hear of a release: at least once, since nothing out there tells whether it was heard. */

import type { Notice, Notifier } from "../../clients/notifier.ts";
import type { Effect, Guard } from "../effect.ts";
import type { Journal } from "../journal.ts";

export interface Sending {
  readonly notifier: Notifier;
  readonly tag: string;
  readonly notice: Notice;
  readonly journal: Journal;
  readonly guards: readonly [Guard, ...Guard[]];
}

export function sendNotice({ notifier, tag, notice, journal, guards }: Sending): Effect {
  const id = `notify:${notifier.name}:${tag}`;
  return {
    id,
    title: `tell ${notifier.name}`,
    identity: "at-least-once",
    guards,
    repeatable: true,
    // The client has tried again itself.
    attempts: 1,
    visibleWithinMs: 0,
    probe: () => {
      const done = journal.effect(id).receipt;
      return Promise.resolve(done ? { state: "same", receipt: done.receipt } : { state: "absent" });
    },
    run: async (signal) => {
      await notifier.send(notice, signal);
      return { told: notifier.name };
    },
  };
}
