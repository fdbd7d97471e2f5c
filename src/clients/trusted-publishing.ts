/** Trusted publishing: a CI's identity token for a token of the index that uploads for some minutes (docs of the public index, "OIDC"). */

import { z } from "zod";
import { WheelwayError } from "../errors.ts";
import { bodyText } from "./body.ts";
import type { Http, HttpAnswer } from "./http.ts";
import { ServiceFailure } from "./service-failure.ts";
import type { IdentitySource, IdentityToken } from "./signing.ts";

export interface Minting {
  readonly name: string;
  /** The index's upload address; audience and mint are on the same host. */
  readonly upload: string;
  readonly http: Http;
  readonly identity: IdentitySource;
  /** Called with the token before anything else is done with it. */
  readonly keepSecret: (value: string) => void;
}

const audienceAnswer = z.object({ audience: z.string().min(1).max(200) });
/** It becomes a password of HTTP's Basic scheme. */
const tokenAnswer = z.object({ token: z.string().regex(/^[\x21-\x7e]{1,8192}$/) });
const refusal = z.object({ errors: z.array(z.object({ code: z.string(), description: z.string() })).min(1) });
const longestAnswer = 64 * 1024;

/** The public index takes uploads on a host of its own, and mints on both. */
const at = ({ upload }: Pick<Minting, "upload">, what: string) => new URL(`/_/oidc/${what}`, upload);

/**
 * All that can be known beforehand, without a trace on the index: that it takes trusted publishers, and that this run has an
 * identity for it. Throws as `mintToken` does.
 */
export async function askIdentity(minting: Minting, signal: AbortSignal): Promise<IdentityToken> {
  const { name, http, identity } = minting;
  const asked = await http(at(minting, "audience"), { signal, redirect: "manual" });
  if (asked.answered && [404, 405, 410].includes(asked.response.status)) {
    await asked.response.body?.cancel();
    throw withoutPublishers(name, asked.response.status);
  }
  const { audience } = parsed(name, audienceAnswer, await answerText(name, asked));
  const why = identity.lacks?.(audience);
  if (why !== undefined) throw withoutToken(name, why);
  return identity.token(audience, signal);
}

/**
 * A token that uploads; minting the first one may make a project on the index, where a pending publisher is registered. Throws
 * `credentials-missing` with the index's reasons where no publisher fits, and a `ServiceFailure` where index or CI fail.
 */
export async function mintToken(minting: Minting, signal: AbortSignal): Promise<string> {
  const { name, identity, keepSecret } = minting;
  const { token } = await askIdentity(minting, signal);
  // A token that nobody took is worth nothing: asking twice does no harm.
  const minted = await send(minting, "mint-token", token, signal);
  const text = await answerText(name, minted, [422, 403, 404]);
  const refused = refusal.safeParse(json(text));
  if (refused.success) throw noPublisher(name, identity.provider, refused.data.errors);
  const answer = parsed(name, tokenAnswer, text);
  keepSecret(answer.token);
  return answer.token;
}

/** Tells the index that a minted token is no longer needed. Some indexes do not know that; the token ends by itself then. */
export async function burnToken(
  minting: Pick<Minting, "upload" | "http">,
  token: string,
  signal: AbortSignal,
): Promise<void> {
  const answer = await send(minting, "burn-token", token, signal);
  if (answer.answered) await answer.response.body?.cancel();
}

/** Sent again where the answer is lost. */
function send(
  minting: Pick<Minting, "upload" | "http">,
  what: "mint-token" | "burn-token",
  token: string,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  return minting.http(at(minting, what), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ token }),
    repeatable: true,
    redirect: "manual",
    signal,
  });
}

async function answerText(
  service: string,
  answer: HttpAnswer,
  fine: readonly number[] = [],
): Promise<string> {
  if (!answer.answered) throw new ServiceFailure({ service, kind: "later", why: answer.why });
  const { response } = answer;
  const text = await bodyText(response, longestAnswer).catch(() => "");
  if (response.ok || fine.includes(response.status)) return text;
  const kind = response.status >= 500 || response.status === 429 ? "later" : "refused";
  throw new ServiceFailure({
    service,
    kind,
    why: `it answered ${response.status} to trusted publishing`,
    status: response.status,
  });
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function parsed<T>(service: string, shape: z.ZodType<T>, text: string): T {
  const read = shape.safeParse(json(text));
  if (read.success) return read.data;
  throw new ServiceFailure({
    service,
    kind: "refused",
    why: "its answer to trusted publishing has an unknown shape",
  });
}

function noPublisher(
  name: string,
  provider: string,
  errors: readonly { readonly code: string; readonly description: string }[],
): WheelwayError {
  return new WheelwayError("credentials-missing", {
    message: `${name} knows no trusted publisher for this run of ${provider}`,
    why: errors
      .slice(0, 10)
      .map(({ code, description }) => words(`${code}: ${description}`))
      .join("\n"),
    next: "Compare repository, workflow file and environment with the publisher in the project's settings on the index.",
  });
}

/** A server's words go to a terminal. */
function words(text: string): string {
  // eslint-disable-next-line no-control-regex -- these are what it takes out
  return text.replace(/[\u0000-\u001f\u007f-\u009f]+/g, " ").slice(0, 500);
}

function withoutPublishers(name: string, status: number): WheelwayError {
  return new WheelwayError("credentials-missing", {
    message: `there are no credentials for ${name}`,
    why: `It takes no trusted publishers: it answers ${status} where it would be asked for them.`,
    next: "Set a variable, ~/.pypirc or the keyring to a token of that index.",
  });
}

function withoutToken(name: string, why: string): WheelwayError {
  return new WheelwayError("credentials-missing", {
    message: `there is no identity token for ${name}`,
    why,
    next: "Declare it in the CI's configuration, or set a token of the index.",
  });
}
