/** Who vouches for this run, and what is signed with it. */

import { askProgram } from "../backends/host-answer.ts";
import { httpClient } from "../clients/http.ts";
import { identityOf, type AskProgram, type FoundIdentity } from "../clients/identity.ts";
import type { ReleaseSettings } from "../config/release-settings.ts";
import type { ReleasePorts } from "../release/ports.ts";
import type { ReleaseSurroundings } from "./release-surroundings.ts";

export function whoWeAre({
  env,
  keepSecret,
  now,
  oidcToken: tokenFile,
}: Pick<ReleaseSurroundings, "env" | "keepSecret" | "now" | "oidcToken">): {
  readonly identity: FoundIdentity;
  readonly ask: AskProgram;
} {
  const ask: AskProgram = (argv, signal) => askProgram({ argv, env, signal });
  const options = { http: httpClient(), ask, now: () => now().getTime(), keepSecret, tokenFile };
  return { identity: identityOf(env, options), ask };
}

type SigningPorts = Pick<ReleasePorts, "identity" | "signer" | "unsigned">;

export function releaseSigner(
  _settings: ReleaseSettings,
  _surroundings: ReleaseSurroundings,
  identity: FoundIdentity,
): SigningPorts {
  if ("missing" in identity) return { identity: undefined, signer: undefined, unsigned: identity.missing };
  return { identity: identity.source, signer: undefined };
}
