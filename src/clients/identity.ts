/** Who vouches for this run: the CI that it runs in, or a token that was given. A laptop has nobody. */

import type { Http } from "./http.ts";
import { buildkiteIdentity, circleciIdentity } from "./identity-agent.ts";
import { githubIdentity } from "./identity-github.ts";
import { gitlabIdentity, givenIdentity, tokenVariable } from "./identity-given.ts";
import { googleIdentity } from "./identity-google.ts";
import type { IdentitySource } from "./signing.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** What a program printed; `undefined` where there is none of that name. */
export type AskProgram = (
  argv: readonly string[],
  signal: AbortSignal,
) => Promise<{ readonly status: number; readonly text: string } | undefined>;

export interface IdentityOptions {
  readonly http: Http;
  readonly ask: AskProgram;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Called with every credential before it is used. */
  readonly keepSecret: (value: string) => void;
  /** Absolute path of a file with identity tokens, which goes before everything else. */
  readonly tokenFile?: string | undefined;
  /** In the place of the machine's own file that names its maker. */
  readonly productName?: string;
}

/** `missing`: one sentence without a full stop. */
export type FoundIdentity = { readonly source: IdentitySource } | { readonly missing: string };

/** The first that fits. A CI that withholds its identity is not passed over for the machine below it. */
export function identityOf(env: Environment, options: IdentityOptions): FoundIdentity {
  return (
    givenIdentity(env, options) ??
    githubIdentity(env, options) ??
    gitlabIdentity(env, options) ??
    buildkiteIdentity(env, options) ??
    circleciIdentity(env, options) ??
    googleIdentity(env, options) ?? {
      missing: `no CI vouches for this run (known are GitHub Actions, GitLab CI, Buildkite, CircleCI and Google Cloud), and neither --oidc-token nor ${tokenVariable} gives a token`,
    }
  );
}
