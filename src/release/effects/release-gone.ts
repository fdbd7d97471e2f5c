/** The release that we made is no longer at the forge: somebody has deleted it. */

import type { Probe } from "../effect.ts";

export function releaseGone(id: string): Extract<Probe, { state: "conflict" }> {
  return {
    state: "conflict",
    why: `the forge's release ${id} is no longer there`,
    next: "Find out who deleted it; `wheelway resume` makes a new draft where nothing is public yet.",
  };
}
