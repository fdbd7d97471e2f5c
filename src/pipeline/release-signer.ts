/** Who vouches for this run, and what is signed with it: by Sigstore's public instance, or another one. */

import { resolve } from "node:path";
import { askProgram } from "../backends/host-answer.ts";
import { httpClient } from "../clients/http.ts";
import { identityOf, type AskProgram, type Environment, type FoundIdentity } from "../clients/identity.ts";
import { sigstoreSigner } from "../clients/sigstore-signer.ts";
import type { ReleaseSettings, SigstoreSettings } from "../config/release-settings.ts";
import type { ReleasePorts } from "../release/ports.ts";
import { sigstorePublic } from "../services.ts";
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

/** With why nothing is signed, where nothing is. */
export function releaseSigner(
  { sigstore }: Pick<ReleaseSettings, "sigstore">,
  { env, now }: Pick<ReleaseSurroundings, "env" | "now">,
  identity: FoundIdentity,
): SigningPorts {
  const service = sigstoreService(sigstore, env);
  const unsigned = (why: string): SigningPorts => ({ identity: undefined, signer: undefined, unsigned: why });
  if (service === undefined) return unsigned("the configuration wants no signatures");
  if ("missing" in identity) return unsigned(identity.missing);
  const { source } = identity;
  const lacks = source.lacks?.(service.audience);
  if (lacks !== undefined) return unsigned(lacks);
  const signer = sigstoreSigner({ service, identity: source, now: () => now().getTime() });
  return { identity: source, signer };
}

/** The environment goes before the configuration, which belongs to one project; `undefined` for none. */
export function sigstoreService(
  settings: ReleaseSettings["sigstore"],
  env: Environment,
): SigstoreSettings | undefined {
  const {
    WHEELWAY_SIGSTORE_FULCIO: fulcio,
    WHEELWAY_SIGSTORE_REKOR: rekor,
    WHEELWAY_SIGSTORE_TSA: tsa,
    WHEELWAY_SIGSTORE_AUDIENCE: audience,
    WHEELWAY_SIGSTORE_TRUSTED_ROOT: root,
  } = env;
  if (settings === false) return undefined;
  const base = settings ?? { ...sigstorePublic, trustedRoot: undefined };
  return {
    fulcio: bare(fulcio) ?? base.fulcio,
    rekor: bare(rekor) ?? base.rekor,
    // Another instance has not the public one's times.
    tsa: tsa || (fulcio || rekor ? undefined : base.tsa),
    audience: audience || base.audience,
    trustedRoot: root || (fulcio || rekor ? undefined : base.trustedRoot),
  };
}

/** Absolute; `undefined` for that of the public instance. */
export function trustedRootPath(service: SigstoreSettings | undefined, folder: string): string | undefined {
  return service?.trustedRoot === undefined ? undefined : resolve(folder, service.trustedRoot);
}

function bare(address: string | undefined): string | undefined {
  return address ? address.replace(/\/+$/, "") : undefined;
}
