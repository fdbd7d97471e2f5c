/** Brings title and text of the forge's release to what they should be. */

import { sha256Text } from "../../artifacts/digest.ts";
import type { Forge, ForgeRelease } from "../../clients/forge.ts";
import type { Effect, Guard } from "../effect.ts";
import { visibleWithinMs } from "./create-draft.ts";
import { releaseGone } from "./release-gone.ts";

export interface DraftUpdate {
  readonly forge: Forge;
  readonly id: string;
  readonly title: string;
  readonly body: string;
  readonly guards: readonly [Guard, ...Guard[]];
}

export function updateDraft({ forge, id, title, body, guards }: DraftUpdate): Effect {
  return {
    id: `update-draft:${forge.kind}:${id}:${sha256Text(`${title}\n${body}`).slice(0, 12)}`,
    title: `write the release's notes`,
    identity: "marker",
    guards,
    repeatable: true,
    visibleWithinMs,
    probe: async (signal) => {
      const there = await forge.release(id, signal);
      if (!there) return releaseGone(id);
      return isWritten(there, title, body) ? { state: "same", receipt: { id } } : { state: "absent" };
    },
    run: async (signal) => {
      await forge.update(id, { title, body }, signal);
      return { id };
    },
  };
}

function isWritten(there: ForgeRelease, title: string, body: string): boolean {
  return there.title === title && there.body.trim() === body.trim();
}
