/** Whose certificate an attestation has: a workflow's address, or an e-mail address. */

import { X509Certificate } from "node:crypto";
import { parseAttestation } from "./provenance-object.ts";

/**
 * Without the ref that the workflow ran for, since publishers are told apart by their workflow alone. `undefined` where it
 * cannot be read.
 * @param text an attestation object of PEP 740
 */
export function signerOf(text: string): string | undefined {
  const parsed = parseAttestation(text);
  if ("malformed" in parsed) return undefined;
  return certificateName(Buffer.from(parsed.verification_material.certificate, "base64"));
}

/** @param certificate PEM or DER */
export function certificateName(certificate: string | Buffer): string | undefined {
  try {
    const name = new X509Certificate(certificate).subjectAltName;
    // The `@` of an e-mail address is no ref.
    return name?.startsWith("URI:") ? name.replace(/@refs\/.*$/, "") : name;
  } catch {
    return undefined;
  }
}
