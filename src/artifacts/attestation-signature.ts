/** Verifies one attestation with Sigstore's own libraries: certificate, transparency log, signature. Loaded where it is needed. */

import { bundleFromJSON } from "@sigstore/bundle";
import { TrustedRoot } from "@sigstore/protobuf-specs";
import { toSignedEntity, toTrustMaterial, Verifier, type Signer } from "@sigstore/verify";
import { identityIssuers } from "../services.ts";
import type { Publisher } from "./attestation.ts";
import type { Attestation } from "./provenance-object.ts";

/** Verifies against one trusted root; answers with the publisher of the certificate, or with what is wrong. */
export type VerifySignature = (attestation: Attestation) => Publisher | { readonly invalid: string };

/** @param trustedRoot JSON of a Sigstore trusted root; throws where it is none */
export function signatureVerifier(trustedRoot: string): VerifySignature {
  const root = TrustedRoot.fromJSON(JSON.parse(trustedRoot));
  // Every key may be left out of protobuf's JSON.
  if (root.certificateAuthorities.length === 0 || root.tlogs.length === 0)
    throw new TypeError("it names no certificate authority, or no transparency log");
  const material = toTrustMaterial(root);
  const verifier = new Verifier(material, { tlogThreshold: 1, ctlogThreshold: 1, timestampThreshold: 1 });
  return (attestation) => {
    try {
      return publisherOf(verifier.verify(toSignedEntity(bundleFromJSON(bundleOf(attestation)))));
    } catch (error) {
      return { invalid: error instanceof Error ? error.message : String(error) };
    }
  };
}

/** A Sigstore bundle, version 0.3, of what PEP 740 spells in another way. */
function bundleOf({ verification_material: material, envelope }: Attestation): object {
  return {
    mediaType: "application/vnd.dev.sigstore.bundle.v0.3+json",
    verificationMaterial: {
      certificate: { rawBytes: material.certificate },
      tlogEntries: material.transparency_entries,
    },
    dsseEnvelope: {
      payload: envelope.statement,
      payloadType: "application/vnd.in-toto+json",
      signatures: [{ sig: envelope.signature, keyid: "" }],
    },
  };
}

/** Extensions of Fulcio's certificates (their registry is docs/oid-info.md of sigstore/fulcio). */
const fulcio = "1.3.6.1.4.1.57264.1";
const sourceRepository = `${fulcio}.12`;
const buildConfig = `${fulcio}.18`;

function publisherOf({ identity }: Signer): Publisher | { readonly invalid: string } {
  const issuer = identity?.extensions?.issuer;
  if (issuer === undefined) return { invalid: "its certificate names no issuer of the identity" };
  const known = identityIssuers.find((one) => one.issuer === issuer);
  const environment = undefined;
  if (known?.forge === undefined) {
    const repository = identity?.subjectAlternativeName;
    return { kind: known?.kind ?? issuer, repository, workflow: undefined, environment };
  }
  const repository = extension(identity, sourceRepository);
  const config = extension(identity, buildConfig);
  if (repository === undefined || !repository.startsWith(known.forge))
    return { invalid: `its certificate names no repository of ${known.kind}` };
  const [file] = (config ?? "").split("@");
  const workflow = file?.startsWith(`${repository}/`) ? file.slice(repository.length + 1) : undefined;
  return {
    kind: known.kind,
    repository: repository.slice(known.forge.length),
    workflow: workflow && fileOfWorkflow(workflow),
    environment,
  };
}

/** GitHub's workflows all stand in one folder; GitLab writes another slash between repository and path. */
function fileOfWorkflow(path: string): string {
  return path.replace(/^\.github\/workflows\//, "").replace(/^\//, "");
}

/** The UTF-8 string of an extension (DER: tag 12, one or more bytes of length). */
function extension(identity: Signer["identity"], oid: string): string | undefined {
  const found = identity?.oids?.find((one) => one.oid?.id.join(".") === oid)?.value;
  if (found?.[0] !== 0x0c) return undefined;
  const length = found[1] ?? 0;
  const start = length < 0x80 ? 2 : 2 + (length & 0x7f);
  return Buffer.from(found.subarray(start)).toString("utf8");
}
