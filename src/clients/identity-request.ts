/** One request for an identity token: what is no good answer is a failure that names the provider and none of the answer's words. */

import { z } from "zod";
import { bodyText } from "./body.ts";
import type { Http, HttpRequest } from "./http.ts";
import { refused } from "./identity-token.ts";
import { ServiceFailure } from "./service-failure.ts";

export interface IdentityRequest {
  readonly provider: string;
  readonly http: Http;
  readonly url: string | URL;
  readonly request: HttpRequest;
}

/** Bytes. */
const longest = 64 * 1024;

/** The body of a good answer. Redirects are refused: the request carries a credential. */
export async function askForIdentity({ provider, http, url, request }: IdentityRequest): Promise<string> {
  const answer = await http(url, { ...request, redirect: "manual" });
  if (!answer.answered) throw new ServiceFailure({ service: provider, kind: "later", why: answer.why });
  const { response } = answer;
  const { status } = response;
  if (status === 200) {
    return bodyText(response, longest).catch((error: unknown) => {
      request.signal?.throwIfAborted();
      const why = `its answer ${error instanceof Error ? error.message : String(error)}`;
      throw new ServiceFailure({ service: provider, kind: "later", why });
    });
  }
  await response.body?.cancel();
  const kind = status >= 500 || status === 429 ? "later" : "refused";
  const why = `it answered ${status} when it was asked for an identity token`;
  throw new ServiceFailure({ service: provider, kind, why, status });
}

/** A text member of a JSON object. Throws for anything else. */
export function memberOf(provider: string, text: string, name: string): string {
  try {
    const value = z.record(z.string(), z.unknown()).parse(JSON.parse(text))[name];
    return z.string().min(1).parse(value);
  } catch {
    throw refused(provider, "its answer with the identity token has an unknown shape");
  }
}

/** Credentials go over https, or stay on this machine. */
export function safeAddress(provider: string, text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const local = url !== undefined && ["127.0.0.1", "localhost", "[::1]"].includes(url.hostname);
  if (url?.protocol === "https:" || (url?.protocol === "http:" && local)) return url;
  throw refused(provider, "the address that it names for identity tokens is no https address");
}
