/** Ctrl-C: the first one stops in good order, the second one at once. */

import { exitStatus, WheelwayError } from "../errors.ts";
import type { Door, Signal } from "./door.ts";

export interface Interrupt {
  readonly signal: AbortSignal;
  /** Which signal came; "closed" where nobody reads the output any more. */
  readonly by: Signal | "closed" | undefined;
  stopListening(): void;
}

export interface InterruptListeners {
  /** The first signal: tell the user. */
  stopping(signal: Signal): void;
  /** The second: put the terminal in order. */
  leaving(): void;
}

export function listenForInterrupt(door: Door, listeners: InterruptListeners): Interrupt {
  const controller = new AbortController();
  let by: Interrupt["by"];
  const stopListening = door.onSignal((signal) => {
    if (by === "SIGINT" || by === "SIGTERM") {
      listeners.leaving();
      door.exitNow(exitStatus.interrupted);
      return;
    }
    by = signal;
    controller.abort(interruptedError(undefined));
    listeners.stopping(signal);
  });
  door.onClosed(() => {
    by ??= "closed";
    controller.abort(interruptedError(undefined));
  });
  return {
    signal: controller.signal,
    get by() {
      return by;
    },
    stopListening,
  };
}

/** `kept`: what is still there for the next run. */
export function interruptedError(kept: string | undefined): WheelwayError {
  return new WheelwayError("interrupted", {
    message: "stopped before the end",
    ...(kept === undefined ? {} : { why: kept }),
    next: "Run the same command again; what is in the cache is not done twice.",
  });
}
