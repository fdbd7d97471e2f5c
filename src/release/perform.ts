/**
 * Performs one effect: guards, probe, intent (fsync), run, receipt (fsync). After a crash the truth is out there, so it is
 * asked first; the journal only tells whether an earlier try may still be on its way.
 */

import { ServiceFailure } from "../clients/service-failure.ts";
import { WheelwayError } from "../errors.ts";
import type { Effect, Probe, Receipt } from "./effect.ts";
import type { Journal } from "./journal.ts";

/** Time as a value, so that tests need not wait. */
export interface Clock {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** From 0 up to, but without, 1: jitter. */
  readonly random: () => number;
}

export interface PerformContext {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly tell: (event: PerformEvent) => void;
  /** Milliseconds for which an unknown state is asked again; default 5 minutes. */
  readonly patienceMs?: number;
}

export type PerformEvent =
  | { readonly type: "effect-started"; readonly effect: string; readonly title: string }
  | { readonly type: "effect-waiting"; readonly effect: string; readonly why: string }
  | {
      readonly type: "effect-done";
      readonly effect: string;
      readonly title: string;
      readonly found: boolean;
    };

const patienceMs = 5 * 60_000;
const attempts = 5;
/** A service that asks to wait for longer is not waited for. */
const longestPauseMs = 60 * 60_000;

/** @throws WheelwayError "release-guarded", "release-conflict", "release-unclear", "release-refused", "credentials-refused" */
export async function perform(effect: Effect, context: PerformContext): Promise<Receipt> {
  const { journal, tell, signal } = context;
  for (const guard of effect.guards) {
    const why = guard.refuses();
    if (why !== undefined) throw guarded(effect, guard.name, why);
  }
  tell({ type: "effect-started", effect: effect.id, title: effect.title });
  let seen = await settled(effect, context);
  for (let attempt = 1; ; attempt += 1) {
    if (seen.state === "absent") seen = await waitedOut(effect, context);
    if (seen.state === "conflict") throw conflict(effect, seen);
    if (seen.state === "same") {
      if (journal.effect(effect.id).receipt === undefined) {
        await journal.append({ type: "receipt", effect: effect.id, receipt: seen.receipt, found: true });
      }
      tell({ type: "effect-done", effect: effect.id, title: effect.title, found: true });
      return seen.receipt;
    }
    if (mayBeTwice(effect, journal)) throw unclear(effect);
    await journal.append({
      type: "intent",
      effect: effect.id,
      title: effect.title,
      identity: effect.identity,
    });
    try {
      const receipt = await effect.run(signal);
      await journal.append({ type: "receipt", effect: effect.id, receipt, found: false });
      tell({ type: "effect-done", effect: effect.id, title: effect.title, found: false });
      return receipt;
    } catch (error) {
      await failed(effect, error, attempt, context);
      seen = await settled(effect, context);
    }
  }
}

/** An attempt that is known to have done nothing, such as one that was answered 429, is no reason to stop. */
function mayBeTwice({ id, repeatable }: Effect, journal: Journal): boolean {
  const { intent, failure } = journal.effect(id);
  return !repeatable && intent !== undefined && failure?.may !== false;
}

/** What an attempt that failed means: it returns where the effect is to be looked for, and perhaps tried, again. */
async function failed(
  effect: Effect,
  error: unknown,
  attempt: number,
  context: PerformContext,
): Promise<void> {
  const { journal, clock, signal, tell } = context;
  signal.throwIfAborted();
  if (!(error instanceof ServiceFailure)) {
    await journal.append({ type: "failed", effect: effect.id, why: messageOf(error), may: false });
    throw error;
  }
  const may = error.kind === "unclear";
  await journal.append({ type: "failed", effect: effect.id, why: error.message, may });
  if (error.kind === "refused" || error.kind === "unauthorized") {
    // A conflict that the service itself names is a conflict: the probe says which.
    const seen = await settled(effect, context);
    if (seen.state === "conflict") throw conflict(effect, seen);
    if (seen.state === "same") return;
    throw refused(effect, error);
  }
  const pause = error.retryAfterMs ?? 1000 * 2 ** attempt * (0.5 + clock.random() / 2);
  if (attempt >= (effect.attempts ?? attempts) || pause > longestPauseMs)
    throw may ? unclear(effect, error) : busy(effect, error, pause);
  tell({ type: "effect-waiting", effect: effect.id, why: error.message });
  await clock.sleep(pause, signal);
}

/** Asks until the answer is not "unknown", or patience ends. */
async function settled(
  effect: Effect,
  context: PerformContext,
): Promise<Exclude<Probe, { state: "unknown" }>> {
  const { clock, signal, tell } = context;
  const until = clock.now() + (context.patienceMs ?? patienceMs);
  for (let turn = 0; ; turn += 1) {
    signal.throwIfAborted();
    const seen = await probed(effect, signal);
    if (seen.state !== "unknown") return seen;
    const pause = Math.min(30_000, 500 * 2 ** turn) * (0.5 + clock.random() / 2);
    if (clock.now() + pause > until) throw unclear(effect, new Error(seen.why));
    tell({ type: "effect-waiting", effect: effect.id, why: seen.why });
    await clock.sleep(pause, signal);
  }
}

/**
 * Absent, but an earlier attempt may still become visible: asked again until that attempt's time is over.
 * An attempt that is known to have done nothing is not waited for.
 */
async function waitedOut(
  effect: Effect,
  context: PerformContext,
): Promise<Exclude<Probe, { state: "unknown" }>> {
  const { journal, clock, signal, tell } = context;
  const { intent, receipt, failure } = journal.effect(effect.id);
  const began = receipt?.at ?? (failure?.may === false ? undefined : intent?.at);
  if (began === undefined) return { state: "absent" };
  const until = Date.parse(began) + effect.visibleWithinMs;
  for (let turn = 0; ; turn += 1) {
    const left = until - clock.now();
    if (left <= 0) return await settled(effect, context);
    tell({ type: "effect-waiting", effect: effect.id, why: "an earlier attempt may still become visible" });
    await clock.sleep(Math.min(left, 30_000, 1000 * 2 ** turn), signal);
    const seen = await settled(effect, context);
    if (seen.state !== "absent") return seen;
  }
}

async function probed(effect: Effect, signal: AbortSignal): Promise<Probe> {
  try {
    return await effect.probe(signal);
  } catch (error) {
    if (error instanceof ServiceFailure && error.kind !== "refused" && error.kind !== "unauthorized") {
      return { state: "unknown", why: error.message };
    }
    if (error instanceof ServiceFailure) throw refused(effect, error);
    throw error;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function guarded(effect: Effect, guard: string, why: string): WheelwayError {
  return new WheelwayError("release-guarded", {
    message: `${effect.title}: not done, since ${why}`,
    why: `What must hold before it does not: ${guard}.`,
    next: "wheelway status",
  });
}

function conflict(effect: Effect, { why, next }: Extract<Probe, { state: "conflict" }>): WheelwayError {
  return new WheelwayError("release-conflict", { message: `${effect.title}: ${why}`, next });
}

function refused(effect: Effect, failure: ServiceFailure): WheelwayError {
  const code = failure.kind === "unauthorized" ? "credentials-refused" : "release-refused";
  return new WheelwayError(code, {
    message: `${effect.title}: ${failure.message}`,
    next: "Mend what it says, then `wheelway resume`: what is done stays done.",
    cause: failure,
  });
}

function busy(effect: Effect, failure: ServiceFailure, pauseMs: number): WheelwayError {
  const minutes = Math.max(1, Math.ceil(pauseMs / 60_000));
  return new WheelwayError("release-refused", {
    message: `${effect.title}: ${failure.message}`,
    why: "It was not done: the service takes nothing at the moment.",
    next: `Wait ${minutes === 1 ? "a minute" : `${minutes} minutes`}, then \`wheelway resume\`: what is done stays done.`,
    cause: failure,
  });
}

function unclear(effect: Effect, cause?: Error): WheelwayError {
  return new WheelwayError("release-unclear", {
    message: `${effect.title}: it cannot be told whether it happened`,
    ...(cause === undefined ? {} : { why: cause.message }),
    next: "Look at it with your own eyes, then `wheelway resume`: it asks again before it does anything.",
    cause,
  });
}
