/** One request to a forge's API: JSON in and out, with the token, and every failure as a `ServiceFailure`. */

import { openAsBlob } from "node:fs";
import { bodyText } from "./body.ts";
import { forgeFailure, noAnswer, unreadable } from "./forge-failure.ts";
import type { Http, HttpRequest } from "./http.ts";

export interface ForgeAccess {
  /** For messages: "GitHub", or the host. */
  readonly service: string;
  /** Base of the API; ends in "/". */
  readonly api: string;
  /** "owner/name"; on GitLab there may be groups before. */
  readonly project: string;
  /** A secret: goes into a header and nowhere else. */
  readonly token: string | undefined;
  /** Where the token was found, or was looked for. */
  readonly credential: { readonly from: string } | { readonly missing: string };
  readonly http: Http;
  /** Milliseconds that a request which changes something waits for its answer, beside the time for its bytes; default 60,000. */
  readonly answerWithinMs?: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export interface ForgeCall {
  readonly method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Relative to the API's base, or absolute. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number>>;
  readonly json?: unknown;
  /** A file that is sent as it is. */
  readonly file?: { readonly path: string; readonly size: number };
  /** Statuses that are no failure, with no data. */
  readonly accept?: readonly number[];
  readonly signal: AbortSignal;
}

export interface ForgeReply {
  readonly status: number;
  readonly headers: Headers;
  readonly data: unknown;
}

const longestAnswer = 64 * 1024 * 1024;

/** Sends it once where it changes something; what only asks is tried again. */
export async function callForge(
  access: ForgeAccess,
  authorization: Readonly<Record<string, string>>,
  call: ForgeCall,
): Promise<ForgeReply> {
  const { service, http, answerWithinMs = 60_000, now } = access;
  const url = new URL(call.path, access.api);
  for (const [name, value] of Object.entries(call.query ?? {})) url.searchParams.set(name, String(value));
  const { method = "GET", signal } = call;
  const content = await contentOf(call);
  const request: HttpRequest = {
    method,
    headers: { accept: "application/json", ...authorization, ...content.headers },
    ...(content.body === undefined ? {} : { body: content.body }),
    repeatable: method === "GET",
    redirect: method === "GET" ? "follow" : "manual",
    ...(method === "GET" ? {} : { timeoutMs: answerWithinMs + (call.file?.size ?? 0) / 20 }),
    signal,
  };
  const answer = await http(url, request);
  if (!answer.answered) throw noAnswer(service, answer.why);
  const { response } = answer;
  const text = await textOf(response, service, signal);
  if (call.accept?.includes(response.status)) {
    return { status: response.status, headers: response.headers, data: undefined };
  }
  const data = parsed(text);
  if (response.ok) return { status: response.status, headers: response.headers, data };
  throw forgeFailure(service, { status: response.status, headers: response.headers, data, now: now() });
}

async function contentOf({ json, file }: ForgeCall): Promise<{
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Blob | undefined;
}> {
  // A blob of a file is read while it is sent, and its length is known, which upload hosts demand.
  if (file)
    return { headers: { "content-type": "application/octet-stream" }, body: await openAsBlob(file.path) };
  if (json === undefined) return { headers: {}, body: undefined };
  return { headers: { "content-type": "application/json" }, body: JSON.stringify(json) };
}

/** An answer that breaks off has told that something happened, but not what. */
async function textOf(response: Response, service: string, signal: AbortSignal): Promise<string> {
  try {
    return await bodyText(response, longestAnswer);
  } catch (error) {
    signal.throwIfAborted();
    throw unreadable(service, `its answer ${error instanceof Error ? error.message : String(error)} and`);
  }
}

function parsed(text: string): unknown {
  try {
    return text === "" ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return text;
  }
}
