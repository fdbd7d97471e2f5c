/** Tells a webhook. Its address is a secret (who has it can post): it comes from a named variable and stands in no message. */

import { bodyText } from "./body.ts";
import { httpClient, type Http, type HttpAnswer } from "./http.ts";
import { retryAfterMs } from "./http-failure.ts";
import type { Notice, Notifier } from "./notifier.ts";
import { ServiceFailure, type ServiceFailureKind } from "./service-failure.ts";

export interface WebhookOptions {
  /** "slack", "matrix". */
  readonly kind: string;
  /** Name of the environment variable that holds the address. */
  readonly urlFrom: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** From now on this value is masked everywhere. */
  readonly keepSecret: (value: string) => void;
  /** The notice as this kind of webhook takes it. */
  readonly message: (notice: Notice) => object;
  readonly http?: Http;
}

/** In a minute a service that works has answered; a release does not wait longer for anybody who wants to hear of it. */
const limits = { timeoutMs: 10_000, deadlineMs: 60_000, attempts: 4 };

export function webhookNotifier(options: WebhookOptions): Notifier {
  const { kind, urlFrom, env, keepSecret, http = httpClient(limits), message } = options;
  const name = `${kind} (${urlFrom})`;
  const address = env[urlFrom]?.trim() ?? "";
  const url = /^https?:/i.test(address) && URL.canParse(address) ? new URL(address) : undefined;
  for (const secret of secretsOf(address, url)) keepSecret(secret);
  return {
    name,
    send: async (notice, signal) => {
      if (address === "") throw failure(name, "refused", `the variable ${urlFrom} is not set`);
      if (!url) throw failure(name, "refused", `the variable ${urlFrom} holds no http or https address`);
      // A message that comes twice is better than none.
      const answer = await http(url, {
        method: "POST",
        repeatable: true,
        redirect: "manual",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(message(notice)),
        signal,
      });
      await judge(name, url, answer);
    },
  };
}

/** The whole, and the parts that others may show by themselves. */
function secretsOf(address: string, url: URL | undefined): string[] {
  if (address === "") return [];
  if (!url) return [address];
  const last = url.pathname.split("/").at(-1) ?? "";
  const parts = [url.pathname, last, url.password, ...url.searchParams.values()];
  return [address, url.href, ...parts.filter((part) => part.length >= 8)];
}

async function judge(name: string, url: URL, answer: HttpAnswer): Promise<void> {
  if (!answer.answered) throw failure(name, "unclear", withoutPlace(answer.why, url));
  const { response } = answer;
  if (response.ok) {
    await response.body?.cancel();
    return;
  }
  const { status } = response;
  const after = retryAfterMs(response, Date.now());
  const said = await bodyText(response, 10_000).catch(() => "");
  // Slack's own words, such as "no_service"; anything else may hold the address.
  const word = /^[a-z]+(_[a-z]+)+$/.test(said) ? ` (${said})` : "";
  const asked = after === undefined ? "" : `; asked to wait ${Math.ceil(after / 1000)} s`;
  throw failure(name, kindOf(status), `it answered with status ${status}${word}${asked}`, status);
}

function kindOf(status: number): ServiceFailureKind {
  if (status === 429) return "later";
  if (status === 401 || status === 403) return "unauthorized";
  return status >= 500 ? "unclear" : "refused";
}

/** What the HTTP client says begins with the address. */
function withoutPlace(why: string, { protocol, host, pathname }: URL): string {
  const place = `${protocol}//${host}${pathname}: `;
  return why.startsWith(place) ? why.slice(place.length) : "it does not answer";
}

function failure(service: string, kind: ServiceFailureKind, why: string, status?: number): ServiceFailure {
  return new ServiceFailure({ service, kind, why, ...(status === undefined ? {} : { status }) });
}
