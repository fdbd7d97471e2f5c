/**
 * Keeps the claim while a run works: it is renewed on time, also in the middle of a long build, and a run that has lost it
 * does nothing more outside.
 */

import { WheelwayError } from "../errors.ts";
import { ask } from "./ask.ts";
import { claimLifetimeMs, renewClaim } from "./claim.ts";
import type { Release } from "./step.ts";
import { claimOf } from "./steps/claim-version.ts";

/** Often enough that a few failures in a row lose nothing. */
const renewEveryMs = claimLifetimeMs / 12;

/** Calls `act` every so often until the answer is called; it must not keep the process alive. */
export type Every = (ms: number, act: () => void) => () => void;

const realTime: Every = (ms, act) => {
  const timer = setInterval(act, ms);
  timer.unref();
  return () => clearInterval(timer);
};

/** Runs `act` with a release whose effects happen only as long as the claim is held. Nothing renews it afterwards. */
export async function withClaimHeld<T>(
  release: Release,
  act: (release: Release) => Promise<T>,
  every: Every = realTime,
): Promise<T> {
  const claim = new HeldClaim(release);
  const stop = every(renewEveryMs, () => void claim.renew().catch(() => undefined));
  try {
    return await act({
      ...release,
      perform: async (effect) => {
        await claim.check();
        const before = release.journal.effect(effect.id).receipt;
        const receipt = await release.perform(effect);
        if (effect.id.startsWith("claim:")) await claim.began(before !== undefined);
        return receipt;
      },
    });
  } finally {
    stop();
    await claim.quiet();
  }
}

class HeldClaim {
  readonly #release: Release;
  /** When it was seen to be ours last; `undefined` before it is made. */
  #seen: number | undefined;
  #lost = false;
  #renewing: Promise<void> | undefined;

  constructor(release: Release) {
    this.#release = release;
  }

  /** One that an earlier run made may be as old as that run: others must see that somebody works again. */
  async began(old: boolean): Promise<void> {
    this.#seen = this.#release.clock.now();
    if (old) await ask(this.#release, () => this.renew());
  }

  /** A machine that slept has missed its time to renew: then it is done before anything else. */
  async check(): Promise<void> {
    const { clock } = this.#release;
    if (this.#seen !== undefined && !this.#lost && clock.now() - this.#seen > 2 * renewEveryMs)
      await ask(this.#release, () => this.renew());
    if (this.#lost) throw lost(this.#release);
  }

  /** One renewal at a time: two of them would take each other for somebody else. */
  renew(): Promise<void> {
    if (this.#seen === undefined || this.#lost) return Promise.resolve();
    this.#renewing ??= this.#renew().finally(() => (this.#renewing = undefined));
    return this.#renewing;
  }

  async quiet(): Promise<void> {
    await this.#renewing?.catch(() => undefined);
    this.#seen = undefined;
  }

  async #renew(): Promise<void> {
    const { clock, signal, fact } = this.#release;
    const at = clock.now();
    const ours = await renewClaim(claimOf(this.#release, fact("claim").token), signal);
    if (ours) this.#seen = at;
    else this.#lost = true;
  }
}

function lost({ fact }: Release): WheelwayError {
  const { project, version } = fact("version");
  return new WheelwayError("release-conflict", {
    message: `this run no longer holds the claim of ${project} ${version}`,
    why: "Another run has taken it over, or somebody has removed it: nothing more is sent from here.",
    next: "Look at that run. If there is none: `wheelway resume` claims the version again, and goes on.",
  });
}
