/** The forges behind one port: GitHub's API by a working fake, a real Gitea where there is one, GitLab's API by a fake. */

import { join } from "node:path";
import { afterAll, onTestFinished } from "vitest";
import { forgeOf } from "../../src/clients/forge-of.ts";
import type { Forge } from "../../src/clients/forge.ts";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { httpClient } from "../../src/clients/http.ts";
import { temporaryFolder } from "../support/archives.ts";
import { findGitea, startGitea, type Gitea } from "../support/fake-forge/gitea.ts";
import { startFakeForge } from "../support/fake-forge/server.ts";
import { startFakeGitlab } from "../support/fake-forge/gitlab.ts";
import { behavesAsForge, type OpenForge } from "./forge-behaviour.ts";

const commit = "1".repeat(40);

function clients(kind: Forge["kind"], api: string, project: string, token: string, at = commit): OpenForge {
  const settings = { forge: kind, forgeApi: api, forgeProject: project };
  const variable = { github: "GH_TOKEN", gitea: "GITEA_TOKEN", gitlab: "GITLAB_TOKEN" }[kind];
  const forge = (env: Record<string, string>) => {
    const http = httpClient({ attempts: 2, pauseMs: 10 });
    const found = forgeOf(settings, undefined, { env, keepSecret: () => undefined, now: Date.now, http });
    if (!found) throw new Error("no forge");
    return found;
  };
  return {
    forge: forge({ [variable]: token }),
    stranger: forge({}),
    expired: forge({ [variable]: "no-longer-good" }),
    commit: at,
  };
}

behavesAsForge("GitHub's API, by the fake", async () => {
  const fake = await startFakeForge({ folder: temporaryFolder() });
  onTestFinished(() => fake.close());
  return clients("github", fake.api, fake.project, fake.token);
});

behavesAsForge("GitLab's API, by the fake", async () => {
  const fake = await startFakeGitlab({ folder: temporaryFolder() });
  onTestFinished(() => fake.close());
  return clients("gitlab", fake.api, fake.project, fake.token);
});

const program = findGitea();
let gitea: Promise<Gitea> | undefined;
const giteaFolder = program === undefined ? undefined : mkdtempSync(join(tmpdir(), "wheelway-gitea-"));
afterAll(async () => {
  await (await gitea)?.close();
  if (giteaFolder !== undefined) rmSync(giteaFolder, { recursive: true, force: true });
});

behavesAsForge("Gitea", async (context) => {
  if (program === undefined || giteaFolder === undefined)
    return context.skip("there is no gitea: WHEELWAY_GITEA names the program, or it is on the PATH");
  const { api, project, token, commit: at } = await (gitea ??= startGitea(program, giteaFolder));
  const open = clients("gitea", api, project, token, at);
  // One server for all: each test begins with an empty list.
  const { signal } = new AbortController();
  for (const { id } of await open.forge.newest(1000, signal)) await open.forge.remove(id, signal);
  return open;
});
