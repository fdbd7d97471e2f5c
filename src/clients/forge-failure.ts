/** What a forge's refusal means; the same for all of them, as they use the statuses of HTTP alike. */

import { z } from "zod";
import { retryAfterMs } from "./http-failure.ts";
import { ServiceFailure, type ServiceFailureKind } from "./service-failure.ts";

export interface ForgeRefusal {
  readonly status: number;
  readonly headers: Headers;
  /** The parsed body, or its text. */
  readonly data: unknown;
  /** Milliseconds since 1970. */
  readonly now: number;
}

const words = z.object({
  // GitLab puts lists and objects here too.
  message: z.unknown().optional(),
  error: z.unknown().optional(),
  errors: z
    .array(z.union([z.string(), z.object({ code: z.string().optional(), field: z.string().optional() })]))
    .optional()
    .catch(undefined),
});

const limited = /rate limit|abuse|too many requests/i;
const notAllowed = /not accessible|permission|credential|authenticat|scope|SAML|SSO|token|forbidden|admin/i;

export function forgeFailure(service: string, refusal: ForgeRefusal): ServiceFailure {
  const { status, headers, now } = refusal;
  const said = saying(refusal.data);
  const kind = kindOf(status, headers, said);
  const retryMs = kind === "later" || status >= 500 ? waitMs(headers, now) : undefined;
  const hidden = status === 404 ? " (it is not there, or these credentials are not allowed to see it)" : "";
  return new ServiceFailure({
    service,
    kind,
    why: `${status}${said === "" ? "" : ` ${said}`}${hidden}`,
    status,
    ...(retryMs === undefined ? {} : { retryAfterMs: retryMs }),
  });
}

function kindOf(status: number, headers: Headers, said: string): ServiceFailureKind {
  if (status === 429) return "later";
  // GitHub tells both of its rate limits with 403 too.
  if (
    status === 403 &&
    (headers.has("retry-after") || headers.get("x-ratelimit-remaining") === "0" || limited.test(said))
  )
    return "later";
  if (status === 408 || status >= 500) return "unclear";
  if (status === 401) return "unauthorized";
  if (status === 403) return said === "" || notAllowed.test(said) ? "unauthorized" : "refused";
  return "refused";
}

function waitMs(headers: Headers, now: number): number | undefined {
  const asked = retryAfterMs(new Response(null, { headers }), now);
  if (asked !== undefined) return asked;
  const reset = headers.get("x-ratelimit-reset") ?? headers.get("ratelimit-reset");
  if (reset === null || !/^\d+$/.test(reset)) return undefined;
  return headers.get("x-ratelimit-remaining") === "0" || headers.get("ratelimit-remaining") === "0"
    ? Math.max(1000, Number(reset) * 1000 - now)
    : undefined;
}

/** A connection that was never made has done nothing. */
export function noAnswer(service: string, why: string): ServiceFailure {
  const kind = /nothing listens there|cannot be resolved/.test(why) ? "later" : "unclear";
  return new ServiceFailure({ service, kind, why });
}

export function unreadable(service: string, what: string): ServiceFailure {
  return new ServiceFailure({ service, kind: "unclear", why: `${what} cannot be read` });
}

/** The server's words, on one line and not for ever. */
function saying(data: unknown): string {
  const parsed = words.safeParse(data);
  if (!parsed.success) return typeof data === "string" && !data.includes("<") ? plain(data) : "";
  const { message, error, errors } = parsed.data;
  const details = (errors ?? []).map((one) =>
    typeof one === "string" ? one : [one.field, one.code].filter((part) => part !== undefined).join(" "),
  );
  const first = [message, error].find((one) => one !== undefined && one !== null && one !== "");
  const text = typeof first === "string" ? first : first === undefined ? "" : JSON.stringify(first);
  return plain([text, ...details].filter((one) => one !== "").join(": "));
}

function plain(text: string): string {
  // eslint-disable-next-line no-control-regex -- a server's words go to a terminal
  const line = text.replace(/[\u0000-\u001f\u007f-\u009f\s]+/g, " ");
  return line.trim().slice(0, 300);
}
