/** A Sigstore instance of its own: certificate authority, both logs and the trusted root, and attestations made with it. */

import { initializeCA, initializeCTLog, initializeTLog, initializeTSA } from "@sigstore/mock";
import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { publishPredicate } from "../../src/services.ts";

/** Claims of a workflow's identity token, as far as certificates hold them. */
export interface Workflow {
  readonly issuer?: string;
  readonly repository?: string;
  readonly workflow?: string;
}

export interface AttestationSpec extends Workflow {
  readonly file: string;
  readonly sha256: string;
  readonly predicateType?: string;
  /** Signs another statement than the one that is handed out. */
  readonly tampered?: boolean;
}

export interface Sigstore {
  /** JSON of the trusted root. */
  readonly trustedRoot: string;
  readonly authority: Awaited<ReturnType<typeof initializeCA>>;
  readonly log: Awaited<ReturnType<typeof initializeTLog>>;
  readonly times: Awaited<ReturnType<typeof initializeTSA>>;
  /** One attestation object of PEP 740. */
  attest(spec: AttestationSpec): Promise<Readonly<Record<string, unknown>>>;
}

const oid = "1.3.6.1.4.1.57264.1";
const payloadType = "application/vnd.in-toto+json";
const keyPair = (namedCurve: string) => generateKeyPairSync("ec", { namedCurve });
const digest = (content: string | Buffer) => createHash("sha256").update(content).digest();
const base64 = (view: ArrayBufferView) =>
  Buffer.from(view.buffer, view.byteOffset, view.byteLength).toString("base64");

/** DER leaves out a fraction's last zeros (X.690, 11.7.3); Sigstore's reader wants none or three digits. */
const wholeSecond = () => new Date(Math.floor(Date.now() / 1000) * 1000);

export async function startSigstore(): Promise<Sigstore> {
  const [ctKeys, logKeys] = [keyPair("prime256v1"), keyPair("prime256v1")];
  const ctLog = await initializeCTLog(ctKeys);
  const ca = await initializeCA(keyPair("secp384r1"), ctLog);
  const log = await initializeTLog("https://log.example", logKeys);
  const times = Object.assign(await initializeTSA(keyPair("secp384r1")), { getCurrentTime: wholeSecond });

  const attest = async (spec: AttestationSpec) => {
    const signer = keyPair("prime256v1");
    const issued = await ca.issueCertificate({
      publicKey: signer.publicKey.export({ format: "der", type: "spki" }),
      ...identityOf(spec),
    });
    const certificate = base64(issued);
    const statement = statementOf(spec);
    const signed = spec.tampered === true ? statementOf({ ...spec, sha256: "0".repeat(64) }) : statement;
    const signature = sign("sha256", preAuthentication(signed), signer.privateKey).toString("base64");
    const pem = `-----BEGIN CERTIFICATE-----\n${certificate}\n-----END CERTIFICATE-----\n`;
    const entry: unknown = await log.log({
      apiVersion: "0.0.1",
      kind: "dsse",
      spec: {
        envelopeHash: { algorithm: "sha256", value: digest("envelope").toString("hex") },
        payloadHash: { algorithm: "sha256", value: digest(statement).toString("hex") },
        signatures: [{ signature, verifier: Buffer.from(pem).toString("base64") }],
      },
    });
    return {
      version: 1,
      verification_material: {
        certificate,
        transparency_entries: [transparencyEntry(entry as object)],
      },
      envelope: { statement: statement.toString("base64"), signature },
    };
  };
  const trustedRoot = JSON.stringify({
    mediaType: "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
    tlogs: [logInstance("https://log.example", logKeys.publicKey.export({ format: "der", type: "spki" }))],
    ctlogs: [logInstance("https://ct.example", ctKeys.publicKey.export({ format: "der", type: "spki" }))],
    certificateAuthorities: [
      {
        subject: { organization: "sigstore.mock", commonName: "sigstore" },
        uri: "https://ca.example",
        certChain: { certificates: [{ rawBytes: base64(ca.rootCertificate) }] },
        validFor: { start: "2000-01-01T00:00:00Z" },
      },
    ],
    timestampAuthorities: [
      {
        subject: { organization: "sigstore.mock", commonName: "tsa" },
        uri: "https://tsa.example",
        certChain: {
          certificates: [times.intCertificate, times.rootCertificate].map((one) => ({
            rawBytes: base64(one),
          })),
        },
        validFor: { start: "2000-01-01T00:00:00Z" },
      },
    ],
  });
  return { trustedRoot, authority: ca, log, times, attest };
}

function identityOf({ issuer, repository = "demo/demo", workflow = "release.yml" }: Workflow) {
  const forge = "https://github.com";
  const config = `${forge}/${repository}/.github/workflows/${workflow}@refs/tags/v1.0`;
  return {
    subjectAltName: config,
    extensions: [
      { oid: `${oid}.8`, value: issuer ?? "https://token.actions.githubusercontent.com" },
      { oid: `${oid}.12`, value: `${forge}/${repository}` },
      { oid: `${oid}.18`, value: config },
    ],
  };
}

function statementOf({ file, sha256, predicateType }: AttestationSpec): Buffer {
  return Buffer.from(
    JSON.stringify({
      _type: "https://in-toto.io/Statement/v1",
      subject: [{ name: file, digest: { sha256 } }],
      predicateType: predicateType ?? publishPredicate,
      predicate: null,
    }),
  );
}

/** PAE of DSSE: what is really signed. */
function preAuthentication(payload: Buffer): Buffer {
  return Buffer.concat([
    Buffer.from(`DSSEv1 ${payloadType.length} ${payloadType} ${payload.length} `),
    payload,
  ]);
}

function logInstance(baseUrl: string, publicKey: Buffer) {
  return {
    baseUrl,
    hashAlgorithm: "SHA2_256",
    publicKey: {
      rawBytes: publicKey.toString("base64"),
      keyDetails: "PKIX_ECDSA_P256_SHA_256",
      validFor: { start: "2000-01-01T00:00:00Z" },
    },
    logId: { keyId: digest(publicKey).toString("base64") },
  };
}

/** From what Rekor's API answers to the protobuf JSON of a bundle. */
function transparencyEntry(answer: object) {
  const [entry] = Object.values(answer) as [
    {
      readonly body: string;
      readonly integratedTime: number;
      readonly logID: string;
      readonly logIndex: number;
      readonly verification: {
        readonly signedEntryTimestamp: string;
        readonly inclusionProof: {
          readonly checkpoint: string;
          readonly rootHash: string;
          readonly treeSize: number;
          readonly logIndex: number;
        };
      };
    },
  ];
  const { inclusionProof: proof, signedEntryTimestamp } = entry.verification;
  return {
    logIndex: String(entry.logIndex),
    logId: { keyId: Buffer.from(entry.logID, "hex").toString("base64") },
    kindVersion: { kind: "dsse", version: "0.0.1" },
    integratedTime: String(entry.integratedTime),
    inclusionPromise: { signedEntryTimestamp },
    inclusionProof: {
      logIndex: String(proof.logIndex),
      rootHash: Buffer.from(proof.rootHash, "hex").toString("base64"),
      treeSize: String(proof.treeSize),
      hashes: [],
      checkpoint: { envelope: proof.checkpoint },
    },
    canonicalizedBody: entry.body,
  };
}
