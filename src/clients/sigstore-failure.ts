/** What Sigstore's library says went wrong, as a failure of the service. Its own messages may hold the identity token. */

import { ServiceFailure, type ServiceFailureKind } from "./service-failure.ts";

/** Code of the library -> who failed. */
const services: Readonly<Record<string, string>> = {
  CA_CREATE_SIGNING_CERTIFICATE_ERROR: "Sigstore's certificate authority",
  TLOG_CREATE_ENTRY_ERROR: "Sigstore's transparency log",
  TLOG_FETCH_ENTRY_ERROR: "Sigstore's transparency log",
  TSA_CREATE_TIMESTAMP_ERROR: "Sigstore's time stamps",
};

/** Signing again does no harm: nothing is "unclear". */
export function signingFailure(error: unknown): ServiceFailure {
  if (error instanceof ServiceFailure) return error;
  const { code, cause } = (error ?? {}) as { readonly code?: unknown; readonly cause?: unknown };
  const service = services[String(code)] ?? "Sigstore";
  if (code === "IDENTITY_TOKEN_PARSE_ERROR")
    return failure(
      service,
      "refused",
      "the identity token names nobody, or an e-mail that nobody has verified",
    );
  const { statusCode, message } = (cause ?? {}) as {
    readonly statusCode?: unknown;
    readonly message?: unknown;
  };
  if (typeof statusCode === "number") {
    const why = `it answered ${words(message)}`;
    if (statusCode === 401 || statusCode === 403) return failure(service, "unauthorized", why, statusCode);
    const later = statusCode >= 500 || statusCode === 408 || statusCode === 429;
    return failure(service, later ? "later" : "refused", why, statusCode);
  }
  const { code: system, type } = (cause ?? {}) as { readonly code?: unknown; readonly type?: unknown };
  if (typeof system === "string" && type !== "invalid-json")
    return failure(service, "later", `no answer (${system})`);
  return failure(service, "refused", "its answer has an unknown shape");
}

function failure(service: string, kind: ServiceFailureKind, why: string, status?: number): ServiceFailure {
  return new ServiceFailure({ service, kind, why, ...(status === undefined ? {} : { status }) });
}

/** A server's words go to a terminal. */
function words(text: unknown): string {
  return String(text)
    .replace(/\p{Cc}+/gu, " ")
    .slice(0, 300);
}
