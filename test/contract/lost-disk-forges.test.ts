/** A lost machine on the other forges: a real Gitea with its own git, and GitLab, where a package stands for the draft. */

import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, onTestFinished, type TestContext } from "vitest";
import { forgeOf } from "../../src/clients/forge-of.ts";
import type { Forge } from "../../src/clients/forge.ts";
import { httpClient } from "../../src/clients/http.ts";
import { bytesOf } from "../support/build-record.ts";
import { bundleCrashPrograms, type CrashPrograms } from "../support/crash/bundle.ts";
import { checkoutWorld, type CheckoutWorld } from "../support/crash/checkout-world.ts";
import type { MachineRun } from "../support/crash/machine-child.ts";
import { indexWrongs } from "../support/crash/verdict.ts";
import { startProgram } from "../support/crash/world.ts";
import { findGitea, startGitea } from "../support/fake-forge/gitea.ts";
import { startFakeGitlab } from "../support/fake-forge/gitlab.ts";
import { gitEnv } from "../support/git.ts";

let programs: CrashPrograms;
beforeAll(async () => {
  programs = await bundleCrashPrograms();
});
afterAll(() => programs.remove());

const { signal } = new AbortController();
const git = (folder: string, ...argv: readonly string[]) =>
  execFileSync("git", argv, { cwd: folder, env: gitEnv, encoding: "utf8" }).trim();

interface ForgeHere {
  readonly kind: Exclude<Forge["kind"], "github">;
  readonly api: string;
  readonly project: string;
  readonly env: Readonly<Record<string, string>>;
  /** Address of its git; the world's own where left out. */
  readonly remote?: string;
}

interface Lost {
  readonly world: CheckoutWorld;
  readonly forge: Forge;
  readonly start: (more: Pick<MachineRun, "command"> & Partial<MachineRun>, hour?: number) => Promise<string>;
  readonly loseDisk: () => void;
  readonly built: () => number;
}

/** The world of a checkout with another forge: its addresses are committed and pushed. */
async function worldOf(here: ForgeHere): Promise<Lost> {
  const world = await checkoutWorld();
  onTestFinished(() => world.close());
  const { kind, api, project } = here;
  const remote = here.remote ?? world.remote;
  const config = join(world.checkout, "wheelway.toml");
  const tables = readFileSync(config, "utf8").slice(readFileSync(config, "utf8").indexOf("[release.index]"));
  const lines = `[release]\nforge = "${kind}"\nforge-api = "${api}"\nforge-project = "${project}"\n`;
  writeFileSync(config, lines + tables);
  git(world.checkout, "commit", "--quiet", "-am", "Another forge");
  git(world.checkout, "remote", "set-url", "origin", remote);
  git(world.checkout, "push", "--quiet", "--force", "origin", "main");
  const builds = join(world.folder, "builds");
  const settings = { forge: kind, forgeApi: api, forgeProject: project };
  const forge = forgeOf(settings, undefined, {
    env: here.env,
    keepSecret: () => undefined,
    now: Date.now,
    http: httpClient(),
  });
  if (!forge) throw new Error("no forge");
  return {
    world,
    forge,
    start: async (more, hour = 0) => {
      const run = world.run(hour);
      const told = { ...run, env: { ...run.env, ...here.env }, builds, pauseMs: 200, ...more };
      const of = { program: programs.machineChild, home: world.folder, run: told };
      const { killed, said } = await startProgram(programs, of).end;
      return killed ? "killed" : said;
    },
    loseDisk: () => {
      for (const path of [world.checkout, world.run().cacheDir])
        rmSync(path, { recursive: true, force: true });
      git(world.folder, "clone", "--quiet", remote, world.checkout);
    },
    built: () => (existsSync(builds) ? readFileSync(builds, "utf8").trim().split("\n").length : 0),
  };
}

/** The forge's release is public, and has exactly the files, once. */
async function forgeWrongs({ forge }: Lost): Promise<string[]> {
  const [only, ...others] = await forge.releasesOf("v1.0", signal);
  if (!only || others.length > 0) return [`the forge has ${others.length + (only ? 1 : 0)} releases`];
  const found = only.draft ? ["the forge's release is not public"] : [];
  const names = only.assets.map(({ name }) => name).sort();
  const expected = [...Object.keys(bytesOf), "manifest.json"].sort();
  if (names.join() !== expected.join()) found.push(`the forge's release has ${names.join()}`);
  const folder = mkdtempSync(join(tmpdir(), "wheelway-assets-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const asset of only.assets) {
    await forge.downloadAsset(only.id, asset, join(folder, asset.name), signal);
    const bytes = bytesOf[asset.name];
    if (bytes && !readFileSync(join(folder, asset.name)).equals(bytes)) found.push(`${asset.name} differs`);
  }
  return found;
}

async function finishes(lost: Lost, step: string): Promise<void> {
  expect(await lost.start({ command: "release 1.0", dieAfter: step })).toBe("killed");
  const [pushed] = await lost.forge.releasesOf("v1.0", signal);
  expect(pushed?.draft).toBe(true);
  lost.loseDisk();
  expect(await lost.start({ command: "resume" }, 1)).toBe("done");
  const { pypi, testpypi } = lost.world;
  expect([
    ...indexWrongs("pypi", pypi),
    ...indexWrongs("testpypi", testpypi),
    ...(await forgeWrongs(lost)),
  ]).toEqual([]);
  expect(lost.built()).toBe(1);
  // The remote has the branch and the tag, at one commit, and no claim.
  const refs = git(lost.world.checkout, "ls-remote", "origin").split("\n");
  expect(refs.filter((line) => line.includes("wheelway"))).toEqual([]);
  expect(git(lost.world.checkout, "rev-parse", "v1.0^{commit}")).toBe(
    git(lost.world.checkout, "rev-parse", "HEAD"),
  );
}

async function gitea(context: TestContext): Promise<ForgeHere> {
  const program = findGitea();
  if (program === undefined)
    return context.skip("there is no gitea: WHEELWAY_GITEA names the program, or it is on the PATH");
  const folder = mkdtempSync(join(tmpdir(), "wheelway-gitea-"));
  const server = await startGitea(program, folder);
  onTestFinished(async () => {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const { api, project, token } = server;
  const { host } = new URL(api);
  return {
    kind: "gitea",
    api,
    project,
    env: { GITEA_TOKEN: token },
    remote: `http://demo:${token}@${host}/${project}.git`,
  };
}

it.for(["push-refs", "publish-index"])(
  "on Gitea, lost after %s, is finished in a fresh clone",
  async (step, context) => {
    await finishes(await worldOf(await gitea(context)), step);
  },
);

it.for(["push-refs", "publish-index"])(
  "on GitLab, lost after %s, is finished in a fresh clone",
  async (step) => {
    const folder = mkdtempSync(join(tmpdir(), "wheelway-gitlab-"));
    const fake = await startFakeGitlab({ folder });
    onTestFinished(async () => {
      await fake.close();
      rmSync(folder, { recursive: true, force: true });
    });
    const { api, project, token } = fake;
    const lost = await worldOf({ kind: "gitlab", api, project, env: { GITLAB_TOKEN: token } });
    await finishes(lost, step);
  },
);
