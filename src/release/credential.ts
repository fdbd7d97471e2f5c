/** Keeps a credential between uploads, and finds it anew before it gets too old: minted ones live 15 minutes at most. */

import type { Credential, UploadIndex } from "../clients/upload-index.ts";
import type { Clock } from "./perform.ts";

const mintAgainAfterMs = 10 * 60_000;

export function freshCredential(
  index: Pick<UploadIndex, "credential">,
  clock: Clock,
): (signal: AbortSignal) => Promise<Credential> {
  let kept: { readonly credential: Credential; readonly at: number } | undefined;
  return async (signal) => {
    const old = kept && kept.credential.trusted && clock.now() - kept.at > mintAgainAfterMs;
    if (!kept || old === true) kept = { credential: await index.credential(signal), at: clock.now() };
    return kept.credential;
  };
}
