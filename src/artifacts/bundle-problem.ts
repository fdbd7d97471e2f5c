/**
 * Does a stored bundle or attestation belong to this file? Digest, statement and the signature by its certificate's key, without
 * the network; whether that certificate is to be trusted is for those who verify what was published.
 */

import { verify, X509Certificate } from "node:crypto";
import { parseAttestation, statementProblem } from "./provenance-object.ts";
import { readBundle, type SigstoreBundle } from "./sigstore-bundle.ts";
import { statementMediaType, type Subject } from "./signed-statement.ts";

export interface SignedFile extends Subject {
  readonly content: () => Promise<Uint8Array>;
}

/** `undefined` where it does; else one sentence without a full stop. */
export async function bundleProblem(text: string, file: SignedFile): Promise<string | undefined> {
  let bundle: SigstoreBundle;
  try {
    bundle = readBundle(JSON.parse(text));
  } catch {
    return "it is no Sigstore bundle";
  }
  const { certificate, content } = bundle;
  if (content.kind === "envelope") {
    if (content.payloadType !== statementMediaType) return "it signs something else than a statement";
    return envelopeProblem(certificate, content.payload, content.signature, file);
  }
  if (Buffer.from(content.digest, "base64").toString("hex") !== file.sha256) return "it is for other bytes";
  return holds(certificate, await file.content(), content.signature) ? undefined : broken;
}

/** The same of an attestation object (PEP 740). */
export function attestationProblem(text: string, file: Subject): string | undefined {
  const parsed = parseAttestation(text);
  if ("malformed" in parsed) return "it is no attestation object";
  const { verification_material: material, envelope } = parsed;
  return envelopeProblem(material.certificate, envelope.statement, envelope.signature, file);
}

const broken = "its signature does not hold";

function envelopeProblem(
  certificate: string,
  statement: string,
  signature: string,
  { file, sha256 }: Subject,
): string | undefined {
  const problem = statementProblem(statement, file, sha256);
  if (problem !== undefined) return problem;
  return holds(certificate, preAuthentication(Buffer.from(statement, "base64")), signature)
    ? undefined
    : broken;
}

/** PAE of DSSE: what is really signed. */
function preAuthentication(payload: Buffer): Buffer {
  const head = `DSSEv1 ${statementMediaType.length} ${statementMediaType} ${payload.length} `;
  return Buffer.concat([Buffer.from(head), payload]);
}

function holds(certificate: string, data: Uint8Array, signature: string): boolean {
  try {
    const { publicKey } = new X509Certificate(Buffer.from(certificate, "base64"));
    return verify("sha256", data, publicKey, Buffer.from(signature, "base64"));
  } catch {
    return false;
  }
}
