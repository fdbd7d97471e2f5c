/**
 * Every HTTP request goes through here: time limits, retries with growing pauses, and failures as values.
 *
 * It is Node's own `fetch`, so further certificates come from NODE_EXTRA_CA_CERTS. Node 20 knows no proxies; from 22.21
 * and 24.5 on it takes HTTP_PROXY, HTTPS_PROXY and NO_PROXY where NODE_USE_ENV_PROXY=1 is set.
 */

import { setTimeout as sleep } from "node:timers/promises";
import { causeOf, isPermanent, retryAfterMs } from "./http-failure.ts";

export interface HttpRequest {
  /** Default GET. */
  readonly method?: "GET" | "HEAD" | "PUT" | "POST" | "PATCH" | "DELETE";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | FormData | Blob;
  /** May it be sent again after a failure? Default: GET, HEAD, PUT and DELETE, which are idempotent (RFC 9110). */
  readonly repeatable?: boolean;
  /** Default "follow". */
  readonly redirect?: "follow" | "manual";
  /** In the place of the client's own limit. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** What came of a request: any answer of a server, whatever its status, or none. */
export type HttpAnswer =
  | { readonly answered: true; readonly response: Response; readonly attempts: number }
  /** `why` is for people: no credentials, no query. */
  | { readonly answered: false; readonly why: string; readonly attempts: number };

export interface HttpLimits {
  /** Milliseconds that one attempt waits for the head of an answer. */
  readonly timeoutMs: number;
  /** Milliseconds in which a next attempt may still begin; also the longest Retry-After that is waited for. */
  readonly deadlineMs: number;
  readonly attempts: number;
  /** Milliseconds before the second attempt; doubled for each further one, and shortened at random by up to a half. */
  readonly pauseMs: number;
}

export type Http = (url: string | URL, request?: HttpRequest) => Promise<HttpAnswer>;

const defaults: HttpLimits = { timeoutMs: 30_000, deadlineMs: 120_000, attempts: 5, pauseMs: 500 };
const repeatableMethods = ["GET", "HEAD", "PUT", "DELETE"];
const worthAnotherTry = [408, 425, 429, 500, 502, 503, 504];

/** Throws only where the request's own signal is aborted: the signal's reason. */
export function httpClient(limits: Partial<HttpLimits> = {}): Http {
  const all = { ...defaults, ...limits };
  return (url, request = {}) => send(...withoutUser(new URL(url), request), all);
}

/** `fetch` refuses URLs with credentials, with a message that holds them; they become a header (RFC 7617). */
function withoutUser(given: URL, request: HttpRequest): [URL, HttpRequest] {
  if (given.username === "" && given.password === "") return [given, request];
  const url = new URL(given);
  const user = [url.username, url.password].map(decodeURIComponent).join(":");
  url.username = url.password = "";
  const authorization = `Basic ${Buffer.from(user).toString("base64")}`;
  return [url, { ...request, headers: { authorization, ...request.headers } }];
}

async function send(url: URL, request: HttpRequest, limits: HttpLimits): Promise<HttpAnswer> {
  const began = performance.now();
  const repeatable = request.repeatable ?? repeatableMethods.includes(request.method ?? "GET");
  for (let attempts = 1; ; attempts++) {
    const last = !repeatable || attempts >= limits.attempts;
    const answer = await attempt(url, request, request.timeoutMs ?? limits.timeoutMs, attempts);
    if (last || (answer.answered ? !worthAnotherTry.includes(answer.response.status) : answer.permanent))
      return answer;
    const asked = answer.answered ? retryAfterMs(answer.response, Date.now()) : undefined;
    const pause = asked ?? limits.pauseMs * 2 ** (attempts - 1) * (1 - Math.random() / 2);
    if (performance.now() - began + pause > limits.deadlineMs) return answer;
    if (answer.answered) await answer.response.body?.cancel();
    await sleep(pause, undefined, request.signal ? { signal: request.signal } : {}).catch(
      (error: unknown) => {
        request.signal?.throwIfAborted();
        throw error;
      },
    );
  }
}

type Attempt = Extract<HttpAnswer, { answered: true }> | (NotAnswered & { readonly permanent: boolean });
type NotAnswered = Extract<HttpAnswer, { answered: false }>;

async function attempt(
  url: URL,
  request: HttpRequest,
  timeoutMs: number,
  attempts: number,
): Promise<Attempt> {
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(), timeoutMs);
  const signal = request.signal ? AbortSignal.any([timeout.signal, request.signal]) : timeout.signal;
  try {
    const { method = "GET", headers = {}, body, redirect = "follow" } = request;
    const sent = { method, headers, signal, redirect, ...(body === undefined ? {} : { body }) };
    const response = await fetch(url, sent);
    return { answered: true, response, attempts };
  } catch (error) {
    request.signal?.throwIfAborted();
    const why = timeout.signal.aborted ? `no answer within ${timeoutMs / 1000} s` : causeOf(error);
    const place = `${url.protocol}//${url.host}${url.pathname}`;
    const permanent = !timeout.signal.aborted && isPermanent(error);
    return { answered: false, why: `${place}: ${why}`, attempts, permanent };
  } finally {
    clearTimeout(timer);
  }
}
