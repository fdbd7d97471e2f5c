/** Trusted publishing of the fake index: an identity token is changed for one that uploads, for some minutes. */

import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";

export interface TrustedPublishing {
  readonly audience: string;
  /** Does the identity token come from a publisher of the project? Throws or gives false where not. */
  readonly accepts: (token: string) => Promise<boolean>;
  readonly tokenState: (token: string) => "trusted" | "expired" | undefined;
  readonly mint: () => { readonly token: string; readonly expires: number };
  /** It uploads no more. */
  readonly burn: (token: string) => void;
  /** Every token, in order. */
  readonly minted: readonly string[];
  readonly burned: readonly string[];
}

/** Tokens of a workflow of `demo/demo`, for the audience; their signatures are not looked at. */
export function publisherOf(repository: string, audience = "pypi", now: () => number = Date.now) {
  return (token: string): Promise<boolean> => {
    const payload = Buffer.from(token.split(".")[1] ?? "", "base64url").toString();
    const claims = JSON.parse(payload) as { aud?: unknown; repository?: unknown; exp?: number };
    const fits = claims.aud === audience && claims.repository === repository;
    return Promise.resolve(fits && (claims.exp ?? 0) * 1000 > now());
  };
}

/** @param lifeMs how long a minted token uploads; 15 minutes on the public index */
export function trustedPublishing(
  options: Pick<TrustedPublishing, "accepts"> & {
    readonly audience?: string;
    readonly lifeMs?: number;
    readonly now?: () => number;
  },
): TrustedPublishing {
  const { accepts, audience = "pypi", lifeMs = 15 * 60_000, now = Date.now } = options;
  const tokens = new Map<string, number>();
  const minted: string[] = [];
  const burned: string[] = [];
  return {
    minted,
    burned,
    burn: (token) => {
      if (tokens.delete(token)) burned.push(token);
    },
    audience,
    accepts,
    tokenState: (token) => {
      const expires = tokens.get(token);
      if (expires === undefined) return undefined;
      return now() < expires ? "trusted" : "expired";
    },
    mint: () => {
      const token = `pypi-minted-${randomUUID()}`;
      tokens.set(token, now() + lifeMs);
      minted.push(token);
      return { token, expires: now() + lifeMs };
    },
  };
}

export async function answerTrusted(
  trusted: TrustedPublishing,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const json = (status: number, body: object) =>
    void response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  if (url.pathname === "/_/oidc/audience") {
    json(200, { audience: trusted.audience });
    return;
  }
  const known = ["/_/oidc/mint-token", "/_/oidc/burn-token"];
  if (!known.includes(url.pathname) || request.method !== "POST") {
    json(404, {});
    return;
  }
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  const { token } = JSON.parse(Buffer.concat(pieces).toString()) as { token?: string };
  if (url.pathname === "/_/oidc/burn-token") {
    trusted.burn(token ?? "");
    json(202, {});
    return;
  }
  const accepted = token !== undefined && (await trusted.accepts(token).catch(() => false));
  if (accepted) {
    json(200, { success: true, ...trusted.mint() });
    return;
  }
  json(422, {
    message: "Token request failed",
    errors: [{ code: "invalid-publisher", description: "valid token, but no corresponding publisher" }],
  });
}
