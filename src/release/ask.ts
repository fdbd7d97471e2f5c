/** Asks a service outside of an effect: as patient as a probe, and what it answers in the end is told in the same words. */

import { ServiceFailure } from "../clients/service-failure.ts";
import { WheelwayError } from "../errors.ts";
import type { Release } from "./step.ts";

type Asking = Pick<Release, "clock" | "signal">;

const patienceMs = 5 * 60_000;

/** @throws WheelwayError "release-unclear", "release-refused", "credentials-refused" */
export async function ask<T>({ clock, signal }: Asking, question: () => Promise<T>): Promise<T> {
  const until = clock.now() + patienceMs;
  for (let turn = 0; ; turn += 1) {
    try {
      return await question();
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof ServiceFailure)) throw error;
      const pause = error.retryAfterMs ?? Math.min(30_000, 500 * 2 ** turn) * (0.5 + clock.random() / 2);
      const worth = error.kind === "unclear" || error.kind === "later";
      if (!worth || clock.now() + pause > until) throw told(error);
      await clock.sleep(pause, signal);
    }
  }
}

function told(failure: ServiceFailure): WheelwayError {
  const codes = {
    unclear: "release-unclear",
    later: "release-unclear",
    unauthorized: "credentials-refused",
    refused: "release-refused",
  } as const;
  return new WheelwayError(codes[failure.kind], {
    message: failure.message,
    next: "Mend what it says, then `wheelway resume`: what is done stays done.",
    cause: failure,
  });
}
