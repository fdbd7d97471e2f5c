/** The ports of signing: who we are (OIDC), and what is made of it (Sigstore bundles, PEP 740 attestations). */

export interface IdentityToken {
  /** The JWT. A secret. */
  readonly token: string;
  /** "GitHub Actions", "GitLab CI". */
  readonly provider: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** Where a token of this run's identity comes from; a new one for each audience. */
export interface IdentitySource {
  readonly provider: string;
  /** Why there is none for an audience, one sentence; `undefined` where there is, or where only asking tells. */
  readonly lacks?: (audience: string) => string | undefined;
  /** Failures are `ServiceFailure`s. */
  token(audience: string, signal: AbortSignal): Promise<IdentityToken>;
}

/** Failures are `ServiceFailure`s. Each call makes a new signature. */
export interface Signer {
  /** Whom its certificates name: see `certificateName`. */
  name(signal: AbortSignal): Promise<string | undefined>;
  /** A Sigstore bundle (`.sigstore.json`) over the file's digest: its JSON text. */
  signFile(path: string, signal: AbortSignal): Promise<string>;
  /** Signs the text of an in-toto statement: a bundle with its DSSE envelope, and the same as attestation object (PEP 740); JSON texts. */
  signStatement(
    statement: string,
    signal: AbortSignal,
  ): Promise<{ readonly bundle: string; readonly attestation: string }>;
}
