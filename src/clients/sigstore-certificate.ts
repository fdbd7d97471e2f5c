/** A key and its certificate: one pair signs everything of the next minutes, so that a hundred files need one certificate. */

import { generateKeyPairSync, sign, X509Certificate } from "node:crypto";
import type { FulcioSignerOptions, Signer } from "@sigstore/sign";
import type { SigstoreOptions } from "./sigstore-signer.ts";

type Limits = Pick<FulcioSignerOptions, "retry" | "timeout">;

/** Milliseconds before a certificate's end in which it signs nothing more: the log's time must lie before that end. */
const spare = 3 * 60_000;
/** Milliseconds after which another one is asked for in any case. */
const longest = 5 * 60_000;

export function certificateSigner(
  { service, identity, now }: SigstoreOptions,
  limits: Limits,
): (signal: AbortSignal) => Promise<Signer> {
  let kept: { readonly until: number; readonly signer: Signer } | undefined;
  return async (signal) => {
    if (kept && now() < kept.until) return kept.signer;
    const { FulcioSigner } = await import("./sigstore-library.ts");
    const { token } = await identity.token(service.audience, signal);
    const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const pem = publicKey.export({ format: "pem", type: "spki" }).toString();
    const signatureOf = (data: Buffer) => sign("sha256", data, privateKey);
    const keyHolder: Signer = {
      sign: (data) =>
        Promise.resolve({ signature: signatureOf(data), key: { $case: "publicKey", publicKey: pem } }),
    };
    const identityProvider = { getToken: () => Promise.resolve(token) };
    const fulcio = new FulcioSigner({
      fulcioBaseURL: service.fulcio,
      identityProvider,
      keyHolder,
      ...limits,
    });
    const { key } = await fulcio.sign(Buffer.alloc(0));
    if (key.$case !== "x509Certificate") throw new TypeError("no certificate");
    const certificate = new X509Certificate(key.certificate);
    if (!certificate.checkPrivateKey(privateKey)) throw new TypeError("a certificate for another key");
    const signer: Signer = { sign: (data) => Promise.resolve({ signature: signatureOf(data), key }) };
    kept = { signer, until: Math.min(now() + longest, Date.parse(certificate.validTo) - spare) };
    return signer;
  };
}
