/** The port to a package index that takes uploads (the legacy upload API). Failures are `ServiceFailure`s or answers. */

import type { IndexListing } from "../artifacts/index-listing.ts";

export interface Upload {
  /** Absolute path; its base name is the file name. */
  readonly path: string;
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
  /** PEP 740 attestation objects, as JSON texts; only with trusted publishing. */
  readonly attestations: readonly string[];
}

/** Those of trusted publishing live 15 minutes at most: another one is found where one is old. */
export interface Credential {
  readonly user: string;
  readonly password: string;
  /** Where it was found, in words: "TWINE_PASSWORD", "~/.pypirc [pypi]", "trusted publishing". */
  readonly from: string;
  readonly trusted: boolean;
}

export type UploadAnswer =
  | { readonly state: "stored"; readonly warnings: readonly string[] }
  /** The same bytes were there already. */
  | { readonly state: "already" }
  /** Other bytes under that name, now or ever. */
  | { readonly state: "conflict"; readonly why: string }
  | {
      readonly state: "refused";
      readonly reason: "quota" | "too-large" | "second-sdist" | "closed" | "metadata" | "forbidden" | "other";
      readonly why: string;
    };

export interface UploadIndex {
  /** As users name it: "pypi", "testpypi", "company". */
  readonly name: string;
  /** Page of a version for people, where there is one. */
  page(project: string, version: string): string | undefined;
  /** What it has of a project, asked anew, past caches. */
  listing(project: string, signal: AbortSignal): Promise<IndexListing>;
  /** Finds the credential now; throws `credentials-missing` with every place that was looked at. */
  credential(signal: AbortSignal): Promise<Credential>;
  /** Would there be one? Throws as `credential` does, and leaves no trace out there. Left out where `credential` leaves none. */
  foreseeCredential?(signal: AbortSignal): Promise<void>;
  /** A credential that was minted is no longer needed. Rejects for nothing. */
  giveBack?(credential: Credential): Promise<void>;
  /** Sends one file once: no retries of its own. */
  upload(file: Upload, credential: Credential, signal: AbortSignal): Promise<UploadAnswer>;
  download(url: string, to: string, signal: AbortSignal): Promise<string>;
}
