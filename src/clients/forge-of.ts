/** Which forge a checkout belongs to, and its client: told by the configuration, or by the address of the git remote. */

import type { ReleaseSettings } from "../config/release-settings.ts";
import { forges } from "../services.ts";
import { giteaForge } from "./forge-gitea.ts";
import { githubForge } from "./forge-github.ts";
import { gitlabForge } from "./forge-gitlab.ts";
import type { ForgeAccess } from "./forge-request.ts";
import type { Forge } from "./forge.ts";
import { httpClient, type Http } from "./http.ts";

export interface ForgeSurroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Is told every token, so that no output shows it. */
  readonly keepSecret: (secret: string) => void;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly http?: Http;
  /** As `ForgeAccess` has it. */
  readonly answerWithinMs?: number;
}

type Kind = Forge["kind"];
type Settings = Pick<ReleaseSettings, "forge" | "forgeApi" | "forgeProject">;

/** Variables that hold a token, the most exact first. */
export const forgeTokenVariables: Readonly<Record<Kind, readonly string[]>> = {
  github: ["GH_TOKEN", "GITHUB_TOKEN"],
  gitea: ["GITEA_TOKEN", "FORGEJO_TOKEN"],
  gitlab: ["GITLAB_TOKEN", "CI_JOB_TOKEN"],
};

const names: Readonly<Record<Kind, string>> = { github: "GitHub", gitea: "Gitea", gitlab: "GitLab" };

/**
 * `undefined` for "none", and where neither the configuration nor the remote's host says which forge it is.
 * @param remote address of the git remote, as git has it; `undefined` outside of a checkout
 */
export function forgeOf(
  settings: Settings,
  remote: string | undefined,
  surroundings: ForgeSurroundings,
): Forge | undefined {
  if (settings.forge === "none") return undefined;
  const place = remote === undefined ? undefined : placeOf(remote);
  const known = forges.find(({ host }) => host === place?.host);
  const kind = settings.forge ?? known?.kind;
  const project = settings.forgeProject ?? place?.path;
  const api = apiOf(settings, kind, place);
  if (kind === undefined || project === undefined || api === undefined) return undefined;
  const { token, variable } = tokenFor(kind, surroundings);
  const { http = httpClient(), now, answerWithinMs } = surroundings;
  const access: ForgeAccess = {
    service: names[kind],
    api,
    project,
    token,
    credential:
      variable === undefined
        ? { missing: `there is no token in ${forgeTokenVariables[kind].join(" or ")}` }
        : { from: variable },
    http,
    now,
    ...(answerWithinMs === undefined ? {} : { answerWithinMs }),
  };
  return clientFor(kind, access, variable, surroundings.env);
}

function clientFor(
  kind: Kind,
  access: ForgeAccess,
  variable: string | undefined,
  env: ForgeSurroundings["env"],
): Forge {
  switch (kind) {
    case "github": {
      // The default token of an Actions job starts no other workflow, except by dispatch.
      const startsWorkflows = !(
        env["GITHUB_ACTIONS"] === "true" && access.token?.startsWith("ghs_") === true
      );
      return githubForge({ ...access, uploads: uploadsOf(access.api), startsWorkflows });
    }
    case "gitea":
      return giteaForge(access);
    case "gitlab":
      return gitlabForge({ ...access, jobToken: variable === "CI_JOB_TOKEN" });
  }
}

function tokenFor(kind: Kind, { env, keepSecret }: ForgeSurroundings) {
  for (const variable of forgeTokenVariables[kind]) {
    const token = env[variable]?.trim();
    if (token === undefined || token === "") continue;
    keepSecret(token);
    return { token, variable };
  }
  return { token: undefined, variable: undefined };
}

/** The configured base, the known one, or where a forge of that kind has its API on the remote's host. */
function apiOf(settings: Settings, kind: Kind | undefined, place: Place | undefined): string | undefined {
  if (settings.forgeApi !== undefined) return settings.forgeApi.replace(/\/*$/, "/");
  const known = forges.find((one) => one.host === place?.host && one.kind === kind);
  if (known) return known.api;
  if (kind === undefined) return undefined;
  if (place === undefined) return forges.find((one) => one.kind === kind)?.api;
  const paths = { github: "api/v3/", gitea: "api/v1/", gitlab: "api/v4/" } as const;
  return `${place.web}${paths[kind]}`;
}

/** GitHub Enterprise Server takes files below /api/uploads/, others where they have their API. */
function uploadsOf(api: string): string {
  const known = forges.find((one) => one.api === api)?.uploads;
  return known ?? api.replace(/\/api\/v3\/$/, "/api/uploads/");
}

interface Place {
  readonly host: string;
  /** Base of its pages; ends in "/". */
  readonly web: string;
  /** "owner/name". */
  readonly path: string;
}

/** `https://host/owner/name.git`, `ssh://git@host:22/owner/name`, `git@host:owner/name.git`; `undefined` for a path. */
export function placeOf(remote: string): Place | undefined {
  const short = /^(?:[^@/:\s]+@)?([^@/:\s]{2,}):(?!\/)(.+)$/.exec(remote);
  const text = short && !remote.includes("://") ? `ssh://${short[1] ?? ""}/${short[2] ?? ""}` : remote;
  if (!/^(?:https?|ssh|git):\/\//i.test(text)) return undefined;
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const path = url.pathname.replace(/^\/+|\/+$/g, "").replace(/\.git$/, "");
  if (!path.includes("/")) return undefined;
  const http = url.protocol.startsWith("http");
  const web = http ? `${url.protocol}//${url.host}/` : `https://${url.hostname}/`;
  return {
    host: url.hostname.toLowerCase().replace(/^(?:www|ssh)\./, ""),
    web,
    path: decodeURIComponent(path),
  };
}
