/** Reads an identity token (JWT, RFC 7519): nothing of it is believed but its shape, its audience and its end; who it is for verifies it. */

import { z } from "zod";
import { ServiceFailure } from "./service-failure.ts";
import type { IdentityToken } from "./signing.ts";

export interface TokenQuestion {
  /** Who gave it, for messages. */
  readonly provider: string;
  /** Whom it must be meant for. */
  readonly audience: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

const form = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;
/** Characters; those of the known issuers have some 2,000. */
const longest = 32 * 1024;
/** Milliseconds that it must still live: the request that uses it takes its time. */
const leastLife = 5_000;

const claims = z.object({
  aud: z.union([z.string(), z.array(z.string())]),
  /** Seconds since 1970. */
  exp: z.number(),
});

/**
 * Throws a `ServiceFailure` of kind "refused" for what is no token, and for one of another audience; "unauthorized" for one
 * that is too old. No message holds any of it.
 */
export function readToken(text: string, { provider, audience, now }: TokenQuestion): IdentityToken {
  const token = text.trim();
  const read = claimsOf(token);
  if (!read) throw refused(provider, "what it gave as identity token is none");
  if (!audiencesOf(read).includes(audience))
    throw refused(provider, `its identity token is not for the audience ${JSON.stringify(audience)}`);
  const expiresAt = read.exp * 1000;
  if (expiresAt - now > leastLife) return { token, provider, expiresAt };
  throw new ServiceFailure({
    service: provider,
    kind: "unauthorized",
    why: "its identity token has expired: start the job again",
  });
}

/** Whom a token is meant for; empty for what is no token. */
export function tokenAudiences(token: string): readonly string[] {
  const read = claimsOf(token);
  return read ? audiencesOf(read) : [];
}

function audiencesOf({ aud }: z.infer<typeof claims>): readonly string[] {
  return typeof aud === "string" ? [aud] : aud;
}

function claimsOf(token: string): z.infer<typeof claims> | undefined {
  if (token.length > longest || !form.test(token)) return undefined;
  try {
    const payload = Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8");
    return claims.safeParse(JSON.parse(payload)).data;
  } catch {
    return undefined;
  }
}

export function refused(service: string, why: string): ServiceFailure {
  return new ServiceFailure({ service, kind: "refused", why });
}
