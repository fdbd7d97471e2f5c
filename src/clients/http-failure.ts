/** Why a request had no answer, in words; whether it is worth another try; how long a server asks to wait. */

const codesInWords: Readonly<Record<string, string>> = {
  ENOTFOUND: "its name cannot be resolved",
  EAI_AGAIN: "its name cannot be resolved at the moment",
  ECONNREFUSED: "nothing listens there",
  ECONNRESET: "the connection was cut",
  EPIPE: "the connection was cut",
  ETIMEDOUT: "the connection timed out",
  UND_ERR_CONNECT_TIMEOUT: "the connection timed out",
  UND_ERR_SOCKET: "the connection was cut",
  ENETUNREACH: "the network cannot be reached",
  EHOSTUNREACH: "the host cannot be reached",
};

const certificate = /CERT|SELF_SIGNED|UNABLE_TO_(?:GET|VERIFY)|ERR_TLS/;

/** `fetch` says "fetch failed" and hides the rest in the causes, of which the innermost tells most. */
export function causeOf(error: unknown): string {
  const code = codeOf(error);
  if (code !== undefined && certificate.test(code)) {
    return `its certificate is not trusted (${code}); NODE_EXTRA_CA_CERTS names a file with further authorities`;
  }
  if (code !== undefined && codesInWords[code] !== undefined) return `${codesInWords[code]} (${code})`;
  const innermost = chain(error).at(-1);
  return innermost instanceof Error ? innermost.message : String(innermost);
}

/** A name that does not exist and a certificate that is not trusted are the same a second later. */
export function isPermanent(error: unknown): boolean {
  const code = codeOf(error);
  return code === "ENOTFOUND" || (code !== undefined && certificate.test(code));
}

/** Milliseconds of a `Retry-After` header (RFC 9110: seconds or a date); `undefined` without one that can be read. */
export function retryAfterMs(response: Response, now: number): number | undefined {
  const value = response.headers.get("retry-after")?.trim();
  if (!value) return undefined;
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

function codeOf(error: unknown): string | undefined {
  for (const one of chain(error).reverse()) {
    if (typeof one === "object" && one !== null && "code" in one && typeof one.code === "string")
      return one.code;
  }
  return undefined;
}

function chain(error: unknown): unknown[] {
  const found: unknown[] = [error];
  for (let at = error; at instanceof Error;) {
    // Several addresses were tried, each with its own failure.
    at = at instanceof AggregateError && at.errors.length > 0 ? at.errors[0] : at.cause;
    if (at !== undefined) found.push(at);
  }
  return found;
}
