/** What a service outside did not do: one class for index, forge, signer and issuer, so that retries are decided in one place. */

/**
 * unclear: it may have been done (no answer, 5xx); later: not done, try again (429, 503 before anything was read);
 * unauthorized: the credentials are missing, wrong or too old; refused: it will never be done as asked.
 */
export type ServiceFailureKind = "unclear" | "later" | "unauthorized" | "refused";

export interface ServiceFailureDetails {
  readonly kind: ServiceFailureKind;
  /** "pypi", "the forge". */
  readonly service: string;
  /** One sentence without a full stop; no credentials, no query. */
  readonly why: string;
  /** HTTP status, where there was an answer. */
  readonly status?: number;
  /** Milliseconds that the service asked to wait. */
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
}

export class ServiceFailure extends Error {
  override readonly name = "ServiceFailure";
  readonly kind: ServiceFailureKind;
  readonly service: string;
  readonly why: string;
  readonly status: number | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(details: ServiceFailureDetails) {
    super(`${details.service}: ${details.why}`, details.cause === undefined ? {} : { cause: details.cause });
    this.kind = details.kind;
    this.service = details.service;
    this.why = details.why;
    this.status = details.status;
    this.retryAfterMs = details.retryAfterMs;
  }
}
