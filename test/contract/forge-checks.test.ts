/** What forges say of a commit's checks, how their refusals are read, and the steps on forges without GitHub's rules. */

import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { forgeOf } from "../../src/clients/forge-of.ts";
import type { Forge } from "../../src/clients/forge.ts";
import { httpClient } from "../../src/clients/http.ts";
import { draftRelease } from "../../src/release/steps/draft-release.ts";
import { temporaryFolder } from "../support/archives.ts";
import { bytesOf } from "../support/build-record.ts";
import { findGitea, startGitea } from "../support/fake-forge/gitea.ts";
import { startFakeGitlab } from "../support/fake-forge/gitlab.ts";
import { startFakeForge } from "../support/fake-forge/server.ts";
import { file } from "./forge-behaviour.ts";
import { clientOf, forgeRelease, tag } from "../support/fake-forge/world.ts";

const { signal } = new AbortController();
const sha = "2".repeat(40);

async function github() {
  const fake = await startFakeForge({ folder: temporaryFolder() });
  onTestFinished(() => fake.close());
  return { fake, forge: clientOf(fake, { GH_TOKEN: fake.token }, Date.now) };
}

describe("the checks of a commit on GitHub", () => {
  it("are check runs and statuses, in one list", async () => {
    const { fake, forge } = await github();
    const run = (name: string, status: string, conclusion: string | null) => ({ name, status, conclusion });
    fake.checks.set(sha, {
      runs: [
        run("build", "completed", "success"),
        run("lint", "completed", "failure"),
        run("docs", "completed", "skipped"),
        run("slow", "in_progress", null),
      ],
      statuses: [{ context: "ci/old", state: "pending", target_url: "https://ci.example/1" }],
    });
    const checks = await forge.checksOf(sha, signal);
    expect(checks?.map(({ name, state }) => `${name} ${state}`)).toEqual([
      "build passed",
      "lint failed",
      "docs skipped",
      "slow running",
      "ci/old running",
    ]);
    expect(checks?.at(-1)?.url).toBe("https://ci.example/1");
    expect(await forge.checksOf("3".repeat(40), signal)).toBeUndefined();
  });
});

describe("what GitHub refuses", () => {
  it.for([
    ["429", { kind: "later", retryAfterMs: 30_000 }],
    ["rate-limit", { kind: "later" }],
    ["500", { kind: "unclear" }],
    ["401", { kind: "unauthorized" }],
    ["reset", { kind: "unclear" }],
  ] as const)("is read: %s", async ([what, expected]) => {
    const { fake, forge } = await github();
    fake.faults.push({ on: "create", do: what, retryAfter: "30" });
    const details = { tag, commit: sha, title: "", body: "", draft: true, prerelease: false, latest: false };
    const failure: unknown = await forge.create(details, signal).catch((error: unknown) => error);
    expect(failure).toMatchObject(expected);
    expect(String(failure)).not.toContain(fake.token);
  });

  it("tells the time of the reset as the time to wait", async () => {
    const { fake, forge } = await github();
    fake.faults.push({ on: "update", do: "rate-limit" });
    const failure = await forge.update("1", { title: "x" }, signal).catch((error: unknown) => error);
    const { retryAfterMs } = failure as { readonly retryAfterMs: number };
    expect(retryAfterMs).toBeGreaterThan(50_000);
    expect(retryAfterMs).toBeLessThanOrEqual(62_000);
  });
});

function client(kind: Forge["kind"], api: string, project: string, token: string): Forge {
  const settings = { forge: kind, forgeApi: api, forgeProject: project };
  const env = { GITEA_TOKEN: token, GITLAB_TOKEN: token };
  const http = httpClient({ attempts: 2, pauseMs: 10 });
  const found = forgeOf(settings, undefined, { env, keepSecret: () => undefined, now: Date.now, http });
  if (!found) throw new Error("no forge");
  return found;
}

describe("the steps on other forges", () => {
  it("make a release on GitLab with links to exactly its files, and nothing public before", async () => {
    const here = await forgeRelease();
    const gitlab = await startFakeGitlab({ folder: join(temporaryFolder(), "gitlab") });
    onTestFinished(() => gitlab.close());
    const forge = client("gitlab", gitlab.api, gitlab.project, gitlab.token);
    expect(await here.run({ forge, steps: [draftRelease] })).toBe("done");
    expect(gitlab.releases).toEqual([]);
    expect(await here.run({ forge })).toBe("done");
    expect(await here.run({ forge, machine: "second" })).toBe("done");
    expect(gitlab.releases).toHaveLength(1);
    expect(gitlab.releases[0]?.assets.links.map(({ name }) => name).sort()).toEqual(here.names);
    for (const { url } of gitlab.releases[0]!.assets.links) expect((await fetch(url)).status).toBe(200);
    const files = gitlab.files.map(({ file_name: name }) => name).sort();
    expect(files).toEqual([...here.names, "wheelway-draft.json"].sort());
  });

  it("make a release on Gitea once, also without a journal, and replace the part of a broken upload", async (context) => {
    const program = findGitea();
    if (program === undefined)
      return context.skip("there is no gitea: WHEELWAY_GITEA names the program, or it is on the PATH");
    const here = await forgeRelease();
    const gitea = await startGitea(program, join(temporaryFolder(), "gitea"));
    onTestFinished(() => gitea.close());
    const forge = client("gitea", gitea.api, gitea.project, gitea.token);
    const run = { forge, commit: gitea.commit };
    expect(await here.run({ ...run, steps: [draftRelease] })).toBe("done");
    const [draft] = await forge.releasesOf(tag, signal);
    const asset = draft!.assets.find(({ name }) => name === "demo-1.0.tar.gz")!;
    await forge.removeAsset(draft!.id, asset.id, signal);
    // Gitea takes both: a part under the name, and then the whole.
    const part = bytesOf["demo-1.0.tar.gz"]!.subarray(0, 100);
    await forge.uploadAsset(draft!.id, { name: asset.name, path: file(part), size: 100 }, signal);
    expect(await here.run(run)).toBe("done");
    expect(await here.run({ ...run, machine: "second" })).toBe("done");
    const all = await forge.releasesOf(tag, signal);
    expect(all).toHaveLength(1);
    expect(all[0]).toMatchObject({ draft: false, tag });
    expect(all[0]?.assets.map(({ name }) => name).sort()).toEqual(here.names);
    expect(all[0]?.assets.find(({ name }) => name === asset.name)?.size).toBe(asset.size);
  }, 120_000);
});
