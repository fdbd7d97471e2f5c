/** Keeps a credential between uploads, and finds it anew before it gets too old: minted ones live 15 minutes at most. */

import type { Credential, UploadIndex } from "../clients/upload-index.ts";
import type { Clock } from "./perform.ts";

const mintAgainAfterMs = 10 * 60_000;

/** @param refused the one that the index did not take: where it was minted, another one is found */
export type FindCredential = (signal: AbortSignal, refused?: Credential) => Promise<Credential>;

export interface KeptCredential {
  readonly find: FindCredential;
  /** At the end: nobody needs what was minted any more. */
  readonly giveBack: () => Promise<void>;
}

export function keepCredential(
  index: Pick<UploadIndex, "credential" | "giveBack">,
  clock: Clock,
): KeptCredential {
  let kept: { readonly credential: Credential; readonly at: number } | undefined;
  const giveBack = async () => {
    const { credential } = kept ?? {};
    kept = undefined;
    if (credential?.trusted === true) await index.giveBack?.(credential);
  };
  return {
    giveBack,
    find: async (signal, refused) => {
      const minted = kept?.credential.trusted === true;
      const old = minted && clock.now() - (kept?.at ?? 0) > mintAgainAfterMs;
      if (minted && (old || kept?.credential === refused)) await giveBack();
      kept ??= { credential: await index.credential(signal), at: clock.now() };
      return kept.credential;
    },
  };
}
