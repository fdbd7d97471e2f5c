/** A run that was stopped has no outcome: tasks that were not run say nothing about the artifacts. */

import { WheelwayError } from "../errors.ts";

/** Throws "interrupted" where the user has stopped the run. */
export function refuseStopped(signal: AbortSignal): void {
  if (!signal.aborted) return;
  throw new WheelwayError("interrupted", {
    message: "stopped before the end",
    next: "Run the same command again; what is in the cache is not done twice.",
  });
}
