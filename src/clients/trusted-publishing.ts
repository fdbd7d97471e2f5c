/** Trusted publishing: a CI's identity token for a token of the index that uploads for some minutes (docs of the public index, "OIDC"). */

import { z } from "zod";
import { WheelwayError } from "../errors.ts";
import { bodyText } from "./body.ts";
import type { Http, HttpAnswer } from "./http.ts";
import { ServiceFailure } from "./service-failure.ts";
import type { IdentitySource } from "./signing.ts";

export interface Minting {
  readonly name: string;
  /** The index's upload address; audience and mint are on the same host. */
  readonly upload: string;
  readonly http: Http;
  readonly identity: IdentitySource;
}

const audienceAnswer = z.object({ audience: z.string().min(1) });
const tokenAnswer = z.object({ token: z.string().min(1) });
const refusal = z.object({ errors: z.array(z.object({ code: z.string(), description: z.string() })).min(1) });
const longestAnswer = 64 * 1024;

/** A token that uploads. Throws `credentials-missing` with the index's reasons where no publisher fits. */
export async function mintToken(
  { name, upload, http, identity }: Minting,
  signal: AbortSignal,
): Promise<string> {
  // The public index takes uploads on a host of its own, and mints on both.
  const at = (path: string) => new URL(path, upload);
  const asked = await http(at("/_/oidc/audience"), { signal });
  const { audience } = parsed(name, audienceAnswer, await answerText(name, asked));
  const { token } = await identity.token(audience, signal);
  const minted = await http(at("/_/oidc/mint-token"), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ token }),
    // A token that nobody took is worth nothing: asking twice does no harm.
    repeatable: true,
    signal,
  });
  const text = await answerText(name, minted, [422, 403, 404]);
  const refused = refusal.safeParse(json(text));
  if (refused.success) throw noPublisher(name, identity.provider, refused.data.errors);
  return parsed(name, tokenAnswer, text).token;
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
    why: errors.map(({ code, description }) => `${code}: ${description}`).join("\n"),
    next: "Compare repository, workflow file and environment with the publisher in the project's settings on the index.",
  });
}
