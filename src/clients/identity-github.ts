/** GitHub Actions: a job with `permissions: id-token: write` asks for a token of any audience. */

import type { Environment, FoundIdentity, IdentityOptions } from "./identity.ts";
import { askForIdentity, memberOf, safeAddress } from "./identity-request.ts";
import { readToken } from "./identity-token.ts";

const provider = "GitHub Actions";

export function githubIdentity(env: Environment, options: IdentityOptions): FoundIdentity | undefined {
  const address = env["ACTIONS_ID_TOKEN_REQUEST_URL"];
  const bearer = env["ACTIONS_ID_TOKEN_REQUEST_TOKEN"];
  if (!address || !bearer) {
    if (!env["GITHUB_ACTIONS"]) return undefined;
    return {
      missing:
        "this job of GitHub Actions may not ask for an identity token: it needs `permissions: id-token: write`",
    };
  }
  const { http, now, keepSecret } = options;
  keepSecret(bearer);
  return {
    source: {
      provider,
      token: async (audience, signal) => {
        const url = safeAddress(provider, address);
        url.searchParams.set("audience", audience);
        const headers = { accept: "application/json", authorization: `Bearer ${bearer}` };
        const text = await askForIdentity({ provider, http, url, request: { headers, signal } });
        const token = memberOf(provider, text, "value");
        keepSecret(token);
        return readToken(token, { provider, audience, now: now() });
      },
    },
  };
}
