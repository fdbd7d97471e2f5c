/** A CI's token service, with a real issuer behind it: signed identity tokens of any audience, over loopback. */

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { OAuth2Server } from "oauth2-mock-server";

export interface TokenService {
  /** As GitHub Actions tells it to a job. */
  readonly env: {
    readonly GITHUB_ACTIONS: string;
    readonly ACTIONS_ID_TOKEN_REQUEST_URL: string;
    readonly ACTIONS_ID_TOKEN_REQUEST_TOKEN: string;
  };
  /** Every audience that was asked for, in order. */
  readonly asked: readonly string[];
  /** Every token that was handed out. */
  readonly given: readonly string[];
  readonly token: (audience: string, claims?: Readonly<Record<string, unknown>>) => Promise<string>;
  /** Answered in the place of a token, once each. */
  readonly instead: { readonly status: number; readonly body: string }[];
  readonly close: () => Promise<void>;
}

/** Claims of a workflow run, as far as certificates and indexes use them. */
export const workflowClaims = {
  iss: "https://token.actions.githubusercontent.com",
  sub: "https://github.com/demo/demo/.github/workflows/release.yml@refs/tags/v1.0",
  repository: "demo/demo",
  repository_owner: "demo",
  ref: "refs/tags/v1.0",
  sha: "1".repeat(40),
  workflow_ref: "demo/demo/.github/workflows/release.yml@refs/tags/v1.0",
  job_workflow_ref: "demo/demo/.github/workflows/release.yml@refs/tags/v1.0",
  event_name: "push",
  runner_environment: "github-hosted",
} as const;

const bearer = "request-token-of-the-job";

/** @param lifeSeconds of the tokens */
export async function startTokenService({ lifeSeconds = 300 } = {}): Promise<TokenService> {
  const issuer = new OAuth2Server();
  await issuer.issuer.keys.generate("RS256");
  await issuer.start(0, "127.0.0.1");
  const asked: string[] = [];
  const given: string[] = [];
  const instead: { status: number; body: string }[] = [];
  const token = (audience: string, claims: Readonly<Record<string, unknown>> = {}) =>
    issuer.issuer.buildToken({
      expiresIn: lifeSeconds,
      scopesOrTransform: (_header, payload) => {
        Object.assign(payload, workflowClaims, { aud: audience }, claims);
      },
    });
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://service");
    const wrong = instead.shift();
    if (wrong) return void response.writeHead(wrong.status).end(wrong.body);
    if (request.headers.authorization !== `Bearer ${bearer}`) return void response.writeHead(401).end();
    const audience = url.searchParams.get("audience") ?? "";
    asked.push(audience);
    void token(audience).then((value) => {
      given.push(value);
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ value }));
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/token?api-version=2.0`;
  return {
    env: {
      GITHUB_ACTIONS: "true",
      ACTIONS_ID_TOKEN_REQUEST_URL: address,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: bearer,
    },
    asked,
    given,
    token,
    instead,
    close: async () => {
      await new Promise<void>((closed) => {
        server.closeAllConnections();
        server.close(() => closed());
      });
      await issuer.stop();
    },
  };
}

/** A token that nobody has signed, for those who only read it. */
export function unsignedToken(claims: Readonly<Record<string, unknown>>): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "RS256" })}.${part(claims)}.c2lnbmF0dXJl`;
}
