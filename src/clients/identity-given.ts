/** Identity tokens that are there already: in GitLab's variables, or given by the user for any other CI. */

import { readFile } from "node:fs/promises";
import type { Environment, FoundIdentity, IdentityOptions } from "./identity.ts";
import { readToken, refused, tokenAudiences } from "./identity-token.ts";

/** GitLab: `id_tokens` of the job, named after their audience: PYPI_ID_TOKEN, SIGSTORE_ID_TOKEN. */
export function gitlabIdentity(
  env: Environment,
  { now, keepSecret }: IdentityOptions,
): FoundIdentity | undefined {
  if (!env["GITLAB_CI"]) return undefined;
  const provider = "GitLab CI";
  const named = Object.entries(env).filter(([name, value]) => /^[A-Z0-9_]+_ID_TOKEN$/.test(name) && value);
  if (named.length === 0) {
    return {
      missing:
        "this job of GitLab CI has no identity token: declare `id_tokens`, SIGSTORE_ID_TOKEN with `aud: sigstore` and PYPI_ID_TOKEN with `aud: pypi`",
    };
  }
  for (const [, value] of named) keepSecret(value ?? "");
  const lacks = (audience: string) =>
    env[variableOf(audience)]
      ? undefined
      : `this job of GitLab CI has no ${variableOf(audience)}: declare it in \`id_tokens\` with \`aud: ${audience}\``;
  return {
    source: {
      provider,
      lacks,
      token: (audience) => {
        const why = lacks(audience);
        if (why !== undefined) return Promise.reject(refused(provider, why));
        const text = env[variableOf(audience)] ?? "";
        return Promise.resolve().then(() => readToken(text, { provider, audience, now: now() }));
      },
    },
  };
}

/** "sigstore" -> SIGSTORE_ID_TOKEN: what no variable's name takes becomes an underscore. */
function variableOf(audience: string): string {
  return `${audience.toUpperCase().replace(/[^A-Z0-9_]|^[^A-Z_]/g, "_")}_ID_TOKEN`;
}

export const tokenVariable = "WHEELWAY_OIDC_TOKEN";

/**
 * Tokens of a file, or of WHEELWAY_OIDC_TOKEN: one for each audience, with white space between. They are never taken from the
 * command line, which every user of a machine can read. The file is read anew each time, since issuers renew it.
 */
export function givenIdentity(env: Environment, options: IdentityOptions): FoundIdentity | undefined {
  const { tokenFile, keepSecret, now } = options;
  const inEnv = env[tokenVariable]?.trim();
  if (tokenFile === undefined && !inEnv) return undefined;
  const provider = tokenFile === undefined ? tokenVariable : "the file of --oidc-token";
  const read = async () => {
    const text = tokenFile === undefined ? (inEnv ?? "") : await fileText(tokenFile, provider);
    const tokens = text.split(/\s+/).filter(Boolean);
    tokens.forEach(keepSecret);
    return tokens;
  };
  if (inEnv) inEnv.split(/\s+/).forEach(keepSecret);
  return {
    source: {
      provider,
      token: async (audience) => {
        const tokens = await read();
        const fitting = tokens.filter((token) => tokenAudiences(token).includes(audience));
        if (fitting.length === 0)
          throw refused(provider, `it holds no identity token for the audience ${JSON.stringify(audience)}`);
        // The last that is written is the newest.
        return readToken(fitting.at(-1) ?? "", { provider, audience, now: now() });
      },
      ...(inEnv && tokenFile === undefined ? { lacks: lacksOf(inEnv, provider) } : {}),
    },
  };
}

function lacksOf(text: string, provider: string) {
  const audiences = new Set(text.split(/\s+/).flatMap(tokenAudiences));
  return (audience: string) =>
    audiences.has(audience) ? undefined : `${provider} holds no token for the audience ${audience}`;
}

/** Bytes. */
const longest = 256 * 1024;

async function fileText(path: string, provider: string): Promise<string> {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    throw refused(provider, `it cannot be read (${(error as NodeJS.ErrnoException).code ?? "error"})`);
  });
  if (text.length > longest) throw refused(provider, "it is too long for identity tokens");
  return text;
}
