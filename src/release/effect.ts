/** An effect: one change outside (a file, a ref or a request), with what must hold before it and how to see whether it is there. */

/** What stands in the journal of what was done: addresses, ids, digests. Never a secret. */
export type Receipt = Readonly<Record<string, string | number | boolean | null>>;

/** What is out there. */
export type Probe =
  | { readonly state: "absent" }
  /** It is there, as it should be. */
  | { readonly state: "same"; readonly receipt: Receipt }
  /** Something else is in its place. `why` is one sentence; `next` is what a person can do. */
  | { readonly state: "conflict"; readonly why: string; readonly next: string }
  /** It cannot be told: no answer, or one that contradicts itself. */
  | { readonly state: "unknown"; readonly why: string };

/** A condition for an effect, pure: everything it judges is known when the effect is made. */
export interface Guard {
  /** "approved", "claimed". */
  readonly name: string;
  /** Why the effect may not happen, one sentence; `undefined` where it may. */
  readonly refuses: () => string | undefined;
}

/** How the same thing is known again. */
export type Identity = "digest" | "commit" | "marker" | "at-least-once";

export interface Effect {
  /** Stable over runs and machines: "upload:pypi:demo-1.0.tar.gz". */
  readonly id: string;
  /** What it does, for people: "upload demo-1.0.tar.gz to pypi". */
  readonly title: string;
  readonly identity: Identity;
  readonly guards: readonly [Guard, ...Guard[]];
  /** Is doing it a second time with the same content a no-op out there? */
  readonly repeatable: boolean;
  /** How often one run tries it; default 5. */
  readonly attempts?: number;
  /** Milliseconds after which what was done must be visible to `probe`. */
  readonly visibleWithinMs: number;
  readonly probe: (signal: AbortSignal) => Promise<Probe>;
  /**
   * Does it once. A `ServiceFailure` of kind "unclear" may have happened all the same; any other error means that it did not.
   */
  readonly run: (signal: AbortSignal) => Promise<Receipt>;
}
