/** Buildkite and CircleCI: a program of the CI on this machine asks for a token of any audience. */

import type { Environment, FoundIdentity, IdentityOptions } from "./identity.ts";
import { readToken, refused, tokenAudiences } from "./identity-token.ts";
import { ServiceFailure } from "./service-failure.ts";

export function buildkiteIdentity(env: Environment, options: IdentityOptions): FoundIdentity | undefined {
  if (!env["BUILDKITE"]) return undefined;
  const argv = (audience: string) => ["buildkite-agent", "oidc", "request-token", "--audience", audience];
  return byProgram("Buildkite", argv, options);
}

export function circleciIdentity(env: Environment, options: IdentityOptions): FoundIdentity | undefined {
  if (!env["CIRCLECI"]) return undefined;
  const claims = (audience: string) => JSON.stringify({ aud: audience });
  const argv = (audience: string) => [
    "circleci",
    "run",
    "oidc",
    "get",
    "--claims",
    claims(audience),
    "--root-issuer",
  ];
  // Its own audience is the organisation, so that it serves few services.
  const inEnv = env["CIRCLE_OIDC_TOKEN_V2"] ?? "";
  return byProgram("CircleCI", argv, options, inEnv);
}

function byProgram(
  provider: string,
  argv: (audience: string) => readonly string[],
  { ask, now, keepSecret }: IdentityOptions,
  inEnv = "",
): FoundIdentity {
  return {
    source: {
      provider,
      token: async (audience, signal) => {
        if (tokenAudiences(inEnv).includes(audience))
          return readToken(inEnv, { provider, audience, now: now() });
        const command = argv(audience);
        const answer = await ask(command, signal);
        if (answer === undefined)
          throw refused(provider, `the program ${command[0] ?? ""} is not on this machine`);
        if (answer.status !== 0) {
          const why = `${command.slice(0, 3).join(" ")} ended with status ${answer.status}`;
          throw new ServiceFailure({ service: provider, kind: "later", why });
        }
        keepSecret(answer.text.trim());
        return readToken(answer.text, { provider, audience, now: now() });
      },
    },
  };
}
