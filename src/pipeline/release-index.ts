/** An index with its credential: from the environment, `.pypirc`, the keyring, or minted for the CI that vouches for this run. */

import { findCredential, type CredentialSearch } from "../clients/credentials.ts";
import { httpClient } from "../clients/http.ts";
import type { AskProgram, FoundIdentity } from "../clients/identity.ts";
import { keyringOf } from "../clients/keyring.ts";
import { legacyUploadIndex } from "../clients/legacy-upload.ts";
import { askIdentity, burnToken, mintToken } from "../clients/trusted-publishing.ts";
import type { UploadIndex } from "../clients/upload-index.ts";
import type { IndexSettings } from "../config/release-settings.ts";
import type { ReleaseSurroundings } from "./release-surroundings.ts";

/** Milliseconds: giving a token back holds nothing up. */
const givenBackWithinMs = 10_000;

export function releaseIndex(
  settings: IndexSettings,
  surroundings: Pick<ReleaseSurroundings, "env" | "keepSecret">,
  identity: FoundIdentity,
  ask: AskProgram,
): UploadIndex {
  const { env, keepSecret } = surroundings;
  const { name, upload } = settings;
  const http = httpClient();
  const home = env["HOME"] ?? env["USERPROFILE"] ?? "";
  const minting =
    "source" in identity ? { name, upload, http, identity: identity.source, keepSecret } : undefined;
  const find = async (trusted: CredentialSearch["trusted"], signal: AbortSignal) => {
    const keyring = keyringOf(ask, keepSecret, signal);
    const untrusted = "missing" in identity ? identity.missing : undefined;
    const credential = await findCredential({ ...settings, env, home, keyring, trusted, untrusted }, signal);
    if (credential.password !== "") keepSecret(credential.password);
    return credential;
  };
  return legacyUploadIndex({
    ...settings,
    http,
    credential: (signal) => find(minting && ((within) => mintToken(minting, within)), signal),
    foreseeCredential: async (signal) => {
      const foresee = async (within: AbortSignal) => {
        if (minting) await askIdentity(minting, within);
        return "";
      };
      await find(minting && foresee, signal);
    },
    giveBack: async ({ trusted, password }) => {
      if (!trusted) return;
      const within = AbortSignal.timeout(givenBackWithinMs);
      await burnToken({ upload, http }, password, within).catch(() => undefined);
    },
  });
}
