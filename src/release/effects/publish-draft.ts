/** The draft becomes public, by its id. */

import type { Forge } from "../../clients/forge.ts";
import type { Effect, Guard } from "../effect.ts";
import { visibleWithinMs } from "./create-draft.ts";
import { releaseGone } from "./release-gone.ts";

export interface Publication {
  readonly forge: Forge;
  readonly id: string;
  readonly tag: string;
  readonly prerelease: boolean;
  /** Is it the newest for users? */
  readonly latest: boolean;
  readonly guards: readonly [Guard, ...Guard[]];
}

export function publishDraft({ forge, id, tag, prerelease, latest, guards }: Publication): Effect {
  return {
    id: `publish-draft:${forge.kind}:${id}`,
    title: `make the release ${tag} public${latest ? ", as the latest" : ""}`,
    identity: "marker",
    guards,
    repeatable: true,
    visibleWithinMs,
    probe: async (signal) => {
      const there = await forge.release(id, signal);
      if (!there) return releaseGone(id);
      if (there.draft) return { state: "absent" };
      return { state: "same", receipt: { id, url: there.url, immutable: there.immutable } };
    },
    run: async (signal) => {
      const made = await forge.update(id, { draft: false, prerelease, latest }, signal);
      return { id: made.id, url: made.url, immutable: made.immutable };
    },
  };
}
