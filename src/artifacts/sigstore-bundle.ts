/**
 * Sigstore bundles as they are stored, and what PEP 740 makes of them. Protobuf's JSON leaves out what is zero or empty;
 * readers in Python want it there.
 */

import { z } from "zod";

const base64 = z.string().regex(/^[A-Za-z0-9+/]+={0,2}$/);
const number = z.union([z.string().regex(/^\d+$/), z.int().min(0)]).transform(String);

const entry = z.looseObject({
  logIndex: number.default("0"),
  inclusionProof: z.looseObject({
    logIndex: number.default("0"),
    treeSize: number.default("0"),
    hashes: z.array(base64).default([]),
  }),
});

const certificate = z.object({ rawBytes: base64 });

const bundle = z.object({
  verificationMaterial: z.object({
    certificate: certificate.optional(),
    x509CertificateChain: z.object({ certificates: z.array(certificate).min(1) }).optional(),
    tlogEntries: z.array(entry).min(1),
    timestampVerificationData: z
      .object({ rfc3161Timestamps: z.array(z.object({ signedTimestamp: base64 })).default([]) })
      .optional(),
  }),
  messageSignature: z
    .object({
      messageDigest: z.object({ algorithm: z.literal("SHA2_256"), digest: base64 }),
      signature: base64,
    })
    .optional(),
  dsseEnvelope: z
    .object({
      payload: base64,
      payloadType: z.string(),
      signatures: z.array(z.object({ sig: base64, keyid: z.string().optional() })).length(1),
    })
    .optional(),
});

export interface SigstoreBundle {
  /** Base64 of the DER. */
  readonly certificate: string;
  readonly entries: readonly object[];
  /** Base64 of signed times (RFC 3161). */
  readonly timestamps: readonly string[];
  readonly content:
    | { readonly kind: "message"; readonly digest: string; readonly signature: string }
    | {
        readonly kind: "envelope";
        readonly payload: string;
        readonly payloadType: string;
        readonly signature: string;
      };
}

/** Throws for what is no bundle of one certificate with an entry in a transparency log. */
export function readBundle(data: unknown): SigstoreBundle {
  const { verificationMaterial: material, messageSignature, dsseEnvelope } = bundle.parse(data);
  const [first] = material.x509CertificateChain?.certificates ?? [];
  const leaf = material.certificate ?? first;
  const [signed] = dsseEnvelope?.signatures ?? [];
  if (!leaf) throw new TypeError("it has no certificate");
  const common = {
    certificate: leaf.rawBytes,
    entries: material.tlogEntries,
    timestamps: (material.timestampVerificationData?.rfc3161Timestamps ?? []).map(
      ({ signedTimestamp }) => signedTimestamp,
    ),
  };
  if (dsseEnvelope && signed && !messageSignature) {
    const { payload, payloadType } = dsseEnvelope;
    return { ...common, content: { kind: "envelope", payload, payloadType, signature: signed.sig } };
  }
  if (!messageSignature || dsseEnvelope) throw new TypeError("it has no signature, or two");
  const { signature, messageDigest } = messageSignature;
  return { ...common, content: { kind: "message", digest: messageDigest.digest, signature } };
}

/** Version 0.3 of the format: one certificate, no chain. */
export function bundleText({ certificate: rawBytes, entries, timestamps, content }: SigstoreBundle): string {
  const signed =
    content.kind === "message"
      ? {
          messageSignature: {
            messageDigest: { algorithm: "SHA2_256", digest: content.digest },
            signature: content.signature,
          },
        }
      : {
          dsseEnvelope: {
            payload: content.payload,
            payloadType: content.payloadType,
            signatures: [{ sig: content.signature }],
          },
        };
  const times = timestamps.map((signedTimestamp) => ({ signedTimestamp }));
  const material = {
    certificate: { rawBytes },
    tlogEntries: entries,
    timestampVerificationData: { rfc3161Timestamps: times },
  };
  const mediaType = "application/vnd.dev.sigstore.bundle.v0.3+json";
  return `${JSON.stringify({ mediaType, verificationMaterial: material, ...signed })}\n`;
}

/** The attestation object of PEP 740. It has no place for signed times: the log's own time counts. */
export function attestationText({ certificate: leaf, entries, content }: SigstoreBundle): string {
  if (content.kind !== "envelope") throw new TypeError("it signs no statement");
  return `${JSON.stringify({
    version: 1,
    verification_material: { certificate: leaf, transparency_entries: entries },
    envelope: { statement: content.payload, signature: content.signature },
  })}\n`;
}
