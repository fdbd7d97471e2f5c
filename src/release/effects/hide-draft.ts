/** A draft that the push of its tag has made public is hidden again: Gitea does so, some moments after it took the tag. */

import type { Forge } from "../../clients/forge.ts";
import type { Effect, Guard } from "../effect.ts";
import { visibleWithinMs } from "./create-draft.ts";
import { releaseGone } from "./release-gone.ts";

export interface Hiding {
  readonly forge: Forge;
  /** The release's. */
  readonly id: string;
  readonly tag: string;
  readonly guards: readonly [Guard, ...Guard[]];
}

export function hideDraftEffect(forge: Pick<Forge, "kind">, id: string): string {
  return `hide-draft:${forge.kind}:${id}`;
}

export function hideDraft({ forge, id, tag, guards }: Hiding): Effect {
  return {
    id: hideDraftEffect(forge, id),
    title: `keep the release ${tag} a draft`,
    identity: "marker",
    guards,
    repeatable: true,
    visibleWithinMs,
    probe: async (signal) => {
      const there = await forge.release(id, signal);
      if (!there) return releaseGone(id);
      return there.draft ? { state: "same", receipt: { id } } : { state: "absent" };
    },
    run: async (signal) => {
      await forge.update(id, { draft: true }, signal);
      return { id };
    },
  };
}
