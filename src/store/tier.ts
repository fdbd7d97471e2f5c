/** Who may take whose results: what a pull request built is never taken by a release. Pure. */

import type { CiRun } from "../clients/ci-run.ts";

/** Each has a folder of its own: this machine, the CI's own branches and tags, and what strangers propose. */
export const tiers = ["local", "trusted", "proposed"] as const;
export type Tier = (typeof tiers)[number];

export interface Access {
  readonly writes: Tier;
  /** The first that has a result gives it. */
  readonly reads: readonly Tier[];
}

/**
 * A pull request, a fork, and a run that does not say what it is write where only their like read. A release reads what it
 * would write itself, and what trusted runs left.
 */
export function accessOf(run: Pick<CiRun, "event" | "fork"> | undefined, release: boolean): Access {
  if (!run) return { writes: "local", reads: ["local", "trusted"] };
  const proposed = run.fork || run.event === "pull-request" || run.event === "unknown";
  // A release that is started from there begins with nothing, and leaves nothing to others.
  if (proposed) return { writes: "proposed", reads: release ? ["trusted"] : ["trusted", "proposed"] };
  return { writes: "trusted", reads: ["trusted"] };
}
