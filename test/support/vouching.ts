/** A CI that vouches for a run, a Sigstore that signs for it, and what a project's configuration says of both. */

import { onTestFinished } from "vitest";
import { publisherOf, trustedPublishing, type TrustedPublishing } from "./fake-index/trusted.ts";
import { startTokenService, type TokenService } from "./oidc.ts";
import { serveSigstore, type SigstoreServices } from "./sigstore-services.ts";
import { startSigstore } from "./sigstore.ts";

export interface Vouching {
  readonly tokens: TokenService;
  readonly services: SigstoreServices;
  /** Of an index that takes the uploads of that CI's workflow; one for each index. */
  readonly trusted: () => TrustedPublishing;
  /** For the table [release]. */
  readonly line: string;
  /** Of the project. */
  readonly files: { readonly "root.json": string };
}

export async function startVouching(): Promise<Vouching> {
  const sigstore = await startSigstore();
  const [tokens, services] = await Promise.all([startTokenService(), serveSigstore(sigstore)]);
  onTestFinished(async () => {
    await Promise.all([tokens.close(), services.close()]);
  });
  const { fulcio, rekor, tsa } = services.service;
  return {
    tokens,
    services,
    trusted: () => trustedPublishing({ accepts: publisherOf("demo/demo") }),
    line: `sigstore = { fulcio = "${fulcio}", rekor = "${rekor}", tsa = "${tsa}", trusted-root = "root.json" }\n`,
    files: { "root.json": sigstore.trustedRoot },
  };
}
