/** Removes one release of the forge by its id: a second draft of ours, or what an abandoned run left. */

import type { Forge } from "../../clients/forge.ts";
import type { Effect, Guard } from "../effect.ts";
import { visibleWithinMs } from "./create-draft.ts";

export interface Removal {
  readonly forge: Forge;
  readonly id: string;
  readonly tag: string;
  /** "second draft", "partial release". */
  readonly what: string;
  readonly guards: readonly [Guard, ...Guard[]];
}

export function removeRelease({ forge, id, tag, what, guards }: Removal): Effect {
  return {
    id: `remove-release:${forge.kind}:${id}`,
    title: `remove the ${what} of ${tag}`,
    identity: "marker",
    guards,
    repeatable: true,
    visibleWithinMs,
    probe: async (signal) => {
      const there = await forge.release(id, signal);
      return there ? { state: "absent" } : { state: "same", receipt: { id } };
    },
    run: async (signal) => {
      await forge.remove(id, signal);
      return { id };
    },
  };
}
