/**
 * Signs with Sigstore: a certificate for this run's identity and a key that lives as long as this process, an entry in the
 * transparency log, and a signed time. The library that talks to these services is loaded when there is something to sign.
 */

import { readFile } from "node:fs/promises";
import { certificateName } from "../artifacts/bundle-signer.ts";
import {
  attestationText,
  bundleText,
  readBundle,
  type SigstoreBundle,
} from "../artifacts/sigstore-bundle.ts";
import { statementMediaType } from "../artifacts/signed-statement.ts";
import { certificateSigner } from "./sigstore-certificate.ts";
import { signingFailure } from "./sigstore-failure.ts";
import type { IdentitySource, Signer } from "./signing.ts";

/** A Sigstore instance: base addresses without a slash at their end. */
export interface SigstoreService {
  readonly fulcio: string;
  /** Version 1 of its API: attestations of PEP 740 need the log's own time. */
  readonly rekor: string;
  /** The whole address of signed times (RFC 3161); `undefined` for none. */
  readonly tsa: string | undefined;
  /** Of identity tokens for it. */
  readonly audience: string;
}

export interface SigstoreOptions {
  readonly service: SigstoreService;
  readonly identity: IdentitySource;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Milliseconds in which a request may be tried again; default two minutes. */
  readonly patienceMs?: number;
}

/** Milliseconds that one attempt of a request waits. */
const timeout = 30_000;
const patience = 120_000;

export function sigstoreSigner(options: SigstoreOptions): Signer {
  const { service, patienceMs = patience } = options;
  const retry = {
    retries: 6,
    minTimeout: 1000,
    maxTimeout: 30_000,
    randomize: true,
    maxRetryTime: patienceMs,
  };
  const limits = { retry, timeout };
  const certified = certificateSigner(options, limits);
  const make = async (what: "message" | "envelope", data: Buffer, signal: AbortSignal) => {
    const { bundleToJSON, DSSEBundleBuilder, MessageSignatureBundleBuilder, RekorWitness, TSAWitness } =
      await import("./sigstore-library.ts");
    const witnesses = [
      // An entry that an attempt without an answer has made is found again.
      new RekorWitness({ rekorBaseURL: service.rekor, fetchOnConflict: true, ...limits }),
      ...(service.tsa === undefined ? [] : [new TSAWitness({ tsaBaseURL: service.tsa, ...limits })]),
    ];
    const parts = { signer: await certified(signal), witnesses };
    const builder =
      what === "message" ? new MessageSignatureBundleBuilder(parts) : new DSSEBundleBuilder(parts);
    const artifact = what === "message" ? { data } : { data, type: statementMediaType };
    return readBundle(bundleToJSON(await builder.create(artifact)));
  };
  const sign = (what: "message" | "envelope", data: Buffer, signal: AbortSignal) =>
    untilAborted(signal, () =>
      make(what, data, signal).catch((error: unknown): SigstoreBundle => {
        throw signingFailure(error);
      }),
    );
  return {
    name: (signal) =>
      untilAborted(signal, async () => {
        const { key } = await certified(signal)
          .then((signer) => signer.sign(Buffer.alloc(0)))
          .catch((error: unknown) => {
            throw signingFailure(error);
          });
        return key.$case === "x509Certificate" ? certificateName(key.certificate) : undefined;
      }),
    signFile: async (path, signal) => bundleText(await sign("message", await readFile(path), signal)),
    signStatement: async (statement, signal) => {
      const made = await sign("envelope", Buffer.from(statement), signal);
      return { bundle: bundleText(made), attestation: attestationText(made) };
    },
  };
}

/** The library knows no signals: what it still does is for nobody. */
async function untilAborted<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  let stop: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason as Error);
    signal.addEventListener("abort", stop, { once: true });
  });
  try {
    return await Promise.race([work(), aborted]);
  } finally {
    if (stop) signal.removeEventListener("abort", stop);
  }
}
