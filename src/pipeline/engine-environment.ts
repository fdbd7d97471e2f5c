/** The environment of a release that runs in a container of an engine: git's settings, and tokens under the names that are looked for. */

import { forgeTokenVariables, placeOf } from "../clients/forge-of.ts";
import { gitRepository } from "../clients/git-repository.ts";
import { WheelwayError } from "../errors.ts";
import { forges } from "../services.ts";
import { readConfig } from "./project.ts";

type Env = Readonly<Record<string, string | undefined>>;

/** What the module gives the container, beside what the CLI reads everywhere. */
export const engineVariables = {
  /** "Name <mail>", for the release commit, its tag and the claim. */
  author: "WHEELWAY_AUTHOR",
  gitToken: "WHEELWAY_GIT_TOKEN",
  forgeToken: "WHEELWAY_FORGE_TOKEN",
} as const;

/** Takes the token from the environment, so that it stands in no argument and in no file. Any user name will do beside a token. */
const helper = `!f() { test "$1" = get && printf 'username=%s\\npassword=%s\\n' x-access-token "$${engineVariables.gitToken}"; }; f`;

/**
 * `project` is a folder of the caller's checkout; for one that has none, the environment stays as it is.
 * @throws WheelwayError "usage-invalid" for an author without a mail address
 */
export async function engineEnvironment(project: string, env: Env): Promise<Env> {
  const author = authorOf(env[engineVariables.author]);
  const release = await readConfig(project).then(
    ({ options }) => options.release,
    () => undefined,
  );
  const address =
    release &&
    (await gitRepository({ folder: project, remote: release.remote, env })
      .then((repository) => repository.remoteAddress())
      .catch(() => undefined));
  const place = address === undefined ? undefined : placeOf(address);
  const kind = release?.forge ?? forges.find(({ host }) => host === place?.host)?.kind;
  const [variable] = kind === undefined || kind === "none" ? [] : forgeTokenVariables[kind];
  return {
    ...env,
    ...author,
    ...gitSettings(gitAccess(address, env[engineVariables.gitToken])),
    ...(variable === undefined ? {} : { [variable]: env[engineVariables.forgeToken] ?? env[variable] }),
  };
}

/** Settings of git, name and value, with which it reaches a remote without ssh and without asking. */
export function gitAccess(address = "", token: string | undefined): [string, string][] {
  // Nobody's name is guessed from the machine's.
  const settings: [string, string][] = [["user.useConfigOnly", "true"]];
  const [web, host] = /^https?:\/\/(?:[^@/]*@)?([^/]+)/i.exec(address) ?? [];
  const [ssh, long, short] =
    /^(?:ssh:\/\/(?:[^@/]+@)?([^:/]+)(?::\d+)?\/|(?:[^@/:]+@)?([^:/]{2,}):(?!\/))/i.exec(address) ?? [];
  const sshHost = long ?? short;
  if (ssh !== undefined && sshHost !== undefined) settings.push([`url.https://${sshHost}/.insteadOf`, ssh]);
  const at = host !== undefined ? `${new URL(web ?? "").protocol}//${host}` : sshHost && `https://${sshHost}`;
  if (at === undefined || token === undefined || token === "") return settings;
  // Only for the remote's own host, and before any helper of the checkout.
  return [...settings, [`credential.${at}.helper`, ""], [`credential.${at}.helper`, helper]];
}

function gitSettings(settings: readonly (readonly [string, string])[]): Record<string, string> {
  const named = settings.flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, key],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ]);
  return Object.fromEntries([["GIT_CONFIG_COUNT", String(settings.length)], ...named]) as Record<
    string,
    string
  >;
}

function authorOf(text: string | undefined): Record<string, string> {
  if (text === undefined || text === "") return {};
  const [, name = "", mail = ""] = /^\s*([^<>]*[^<>\s])\s*<([^<>\s]+)>\s*$/.exec(text) ?? [];
  if (name === "" || mail === "") {
    throw new WheelwayError("usage-invalid", {
      message: `${JSON.stringify(text)} is no author`,
      next: 'Write it as "Name <mail@example.org>".',
    });
  }
  return {
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: mail,
    GIT_COMMITTER_NAME: name,
    GIT_COMMITTER_EMAIL: mail,
    WHEELWAY_ACTOR: name,
  };
}
