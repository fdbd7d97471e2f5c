/** The contract: the set of artifacts that a run must give. Made by plan/, judged in judge.ts. */

import type { WheelKind } from "../tags/wheel-name.ts";

/** One wheel that must come out. */
export interface ExpectedWheel {
  readonly kind: "wheel";
  /**
   * Ids of the targets it serves, the one it is built on first. A pure wheel or an abi3 wheel serves many.
   * Mode "learning": one entry a target, and one wheel may fulfil several of them.
   */
  readonly targets: readonly [string, ...string[]];
  /** The kind the lock knows; `undefined` while it is still to be learned. */
  readonly wheelKind?: WheelKind;
  /** Expected tags where they are known: `cp312`, `py3`; `cp312`, `cp314t`, `abi3`, `none`. */
  readonly python?: string;
  readonly abi?: string;
  /** The newest platform that the wheel may need (a platform tag), or `any`. */
  readonly platform: string;
  /** Its absence is a warning. */
  readonly optional: boolean;
  /** It is the declared pure wheel beside the binaries, for those who have no wheel of their own. */
  readonly fallback?: true;
}

/** The sdist that must come out; at most one. */
export interface ExpectedSdist {
  readonly kind: "sdist";
  readonly optional: boolean;
}

export type ExpectedArtifact = ExpectedWheel | ExpectedSdist;

export interface Contract {
  /** "learning": the kinds of wheels are not known yet, so one wheel may stand for several targets. */
  readonly mode: "learning" | "exact";
  readonly artifacts: readonly ExpectedArtifact[];
}
