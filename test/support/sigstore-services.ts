/** Fulcio, Rekor and a time stamp authority over loopback, for one Sigstore instance; what they did is counted. */

import { fulcioHandler, rekorHandler, tsaHandler } from "@sigstore/mock";
import { createHash, X509Certificate } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Sigstore } from "./sigstore.ts";

export type SigstoreCall = "certificate" | "entry" | "time";

export interface SigstoreServices {
  readonly service: {
    readonly fulcio: string;
    readonly rekor: string;
    readonly tsa: string;
    readonly audience: string;
  };
  /** What was made, in order. */
  readonly calls: readonly SigstoreCall[];
  /** Answered in the place of what was asked for, once each. */
  readonly faults: { readonly on: SigstoreCall; readonly status: number; readonly body?: string }[];
  /** Calls back when something was made, before it is told. */
  onCall: ((call: SigstoreCall) => void) | undefined;
  readonly close: () => Promise<void>;
}

const kinds: Readonly<Record<string, SigstoreCall>> = {
  "/api/v2/signingCert": "certificate",
  "/api/v1/log/entries": "entry",
  "/api/v1/timestamp": "time",
};

export async function serveSigstore(sigstore: Sigstore): Promise<SigstoreServices> {
  const handlers = {
    certificate: fulcioHandler(sigstore.authority).fn,
    entry: rekorHandler(sigstore.log).fn,
    time: tsaHandler(sigstore.times).fn,
  };
  const calls: SigstoreCall[] = [];
  const faults: { on: SigstoreCall; status: number; body?: string }[] = [];
  const server = createServer((request, response) => {
    const kind = kinds[request.url ?? ""];
    const pieces: Buffer[] = [];
    request.on("data", (piece: Buffer) => pieces.push(piece));
    request.on("end", () => {
      if (!kind) return void response.writeHead(404).end();
      const at = faults.findIndex(({ on }) => on === kind);
      const [fault] = at === -1 ? [] : faults.splice(at, 1);
      if (fault) {
        response.writeHead(fault.status, { "content-type": "application/json" }).end(fault.body ?? "{}");
        return;
      }
      const body = Buffer.concat(pieces).toString();
      void handlers[kind](kind === "entry" ? canonicalEntry(body) : body).then((answer) => {
        calls.push(kind);
        services.onCall?.(kind);
        const { contentType = "text/plain", response: content } = answer;
        response.writeHead(answer.statusCode, { "content-type": contentType });
        response.end(typeof content === "string" ? content : bytesOf(content));
      });
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const services: SigstoreServices = {
    service: {
      fulcio: address,
      rekor: address,
      tsa: `${address}/api/v1/timestamp`,
      audience: "sigstore",
    },
    calls,
    faults,
    onCall: undefined,
    close: () =>
      new Promise((closed) => {
        server.closeAllConnections();
        server.close(() => closed());
      }),
  };
  return services;
}

interface ProposedEntry {
  readonly kind: string;
  readonly spec: {
    readonly proposedContent?: { readonly envelope: string; readonly verifiers: readonly string[] };
    readonly signature?: { readonly publicKey: { content: string } };
  };
}

/** As the real log writes an entry: hashes in the place of a DSSE envelope, and certificates encoded in its own way. */
function canonicalEntry(text: string): string {
  const entry = JSON.parse(text) as ProposedEntry;
  const { proposedContent, signature } = entry.spec;
  if (signature) signature.publicKey.content = canonicalCertificate(signature.publicKey.content);
  if (!proposedContent) return JSON.stringify(entry);
  const envelope = JSON.parse(proposedContent.envelope) as {
    readonly payload: string;
    readonly signatures: readonly { readonly sig: string }[];
  };
  const sha256 = (content: string | Buffer) => ({
    algorithm: "sha256",
    value: createHash("sha256").update(content).digest("hex"),
  });
  return JSON.stringify({
    apiVersion: "0.0.1",
    kind: "dsse",
    spec: {
      envelopeHash: sha256(proposedContent.envelope),
      payloadHash: sha256(Buffer.from(envelope.payload, "base64")),
      signatures: envelope.signatures.map(({ sig }, at) => ({
        signature: sig,
        verifier: canonicalCertificate(proposedContent.verifiers[at] ?? ""),
      })),
    },
  });
}

function canonicalCertificate(encoded: string): string {
  const certificate = new X509Certificate(Buffer.from(encoded, "base64"));
  return Buffer.from(certificate.toString()).toString("base64");
}

function bytesOf(view: ArrayBufferView): Buffer {
  return Buffer.from(view.buffer, view.byteOffset, view.byteLength);
}
