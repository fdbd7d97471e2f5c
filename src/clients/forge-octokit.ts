/** Octokit behind our own HTTP client, so that time limits, retries and failures are the same as everywhere; loaded when it is used. */

import type { Octokit } from "@octokit/rest";
import { bodyText } from "./body.ts";
import { forgeFailure, noAnswer } from "./forge-failure.ts";
import type { ForgeAccess } from "./forge-request.ts";
import type { HttpRequest } from "./http.ts";
import { ServiceFailure } from "./service-failure.ts";

const longestAnswer = 64 * 1024 * 1024;

export type { Octokit };

export async function openOctokit(access: ForgeAccess): Promise<Octokit> {
  const { Octokit } = await import("@octokit/rest");
  const quiet = () => undefined;
  return new Octokit({
    baseUrl: access.api.replace(/\/$/, ""),
    userAgent: "wheelway",
    ...(access.token === undefined ? {} : { auth: access.token }),
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    request: { fetch: fetchThrough(access) },
  });
}

/** Turns whatever Octokit throws into a `ServiceFailure`; an aborted signal's reason goes through. */
export async function asked<T>(
  access: ForgeAccess,
  signal: AbortSignal,
  act: (request: { readonly signal: AbortSignal }) => Promise<T>,
): Promise<T> {
  try {
    return await act({ signal });
  } catch (error) {
    signal.throwIfAborted();
    throw failureOf(access, error);
  }
}

function failureOf(access: ForgeAccess, error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  if (error.cause instanceof ServiceFailure) return error.cause;
  if (!isRequestError(error) || !error.response) return error;
  const headers = new Headers();
  for (const [name, value] of Object.entries(error.response.headers)) headers.set(name, String(value));
  const { status, data } = error.response;
  return forgeFailure(access.service, { status, headers, data, now: access.now() });
}

interface RequestError extends Error {
  readonly response?: {
    readonly status: number;
    readonly headers: Readonly<Record<string, unknown>>;
    readonly data: unknown;
  };
}

/** Its class lives in a package that is not ours to import: it is known by its name. */
function isRequestError(error: Error): error is RequestError {
  return error.name === "HttpError";
}

interface FetchOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

function fetchThrough({ http, service, answerWithinMs = 60_000 }: ForgeAccess) {
  return async (url: string, options: FetchOptions): Promise<Response> => {
    const method = (options.method ?? "GET") as NonNullable<HttpRequest["method"]>;
    const asks = method === "GET";
    const answer = await http(url, {
      method,
      headers: options.headers ?? {},
      ...(typeof options.body === "string" ? { body: options.body } : {}),
      repeatable: asks,
      // A redirected POST becomes a GET on the way.
      redirect: asks ? "follow" : "manual",
      ...(asks ? {} : { timeoutMs: answerWithinMs }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
    if (!answer.answered) throw noAnswer(service, answer.why);
    return whole(answer.response, service, options.signal);
  };
}

/** Read to its end within limits before Octokit sees it, which takes a broken body for an empty one. */
async function whole(
  response: Response,
  service: string,
  signal: AbortSignal | undefined,
): Promise<Response> {
  const { status, headers } = response;
  try {
    const text = await bodyText(response, longestAnswer);
    const empty = status === 204 || status === 205 || status === 304;
    return new Response(empty ? null : text, { status, headers });
  } catch (error) {
    signal?.throwIfAborted();
    const why = `its answer ${error instanceof Error ? error.message : String(error)}`;
    throw new ServiceFailure({ service, kind: "unclear", why, cause: error });
  }
}
