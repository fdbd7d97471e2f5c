/** A project, a git remote, a forge and two indexes of this machine, as containers of an engine reach them; and `dagger call` there. */

import { execFileSync, spawn } from "node:child_process";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { pureWheel, sdistBytes, sdistFile, wheelBytes } from "./archives.ts";
import { emptyFolder, git, gitInit } from "./e2e-projects.ts";
import { standIn, testRegistry, type Env } from "./engine.ts";
import { startFakeForge } from "./fake-forge/server.ts";
import { startFakeIndex } from "./fake-index/server.ts";
import { gitEnv } from "./git.ts";
import { startGitRemote } from "./git-remote.ts";
import { makeReachable } from "./reachable.ts";
import { changelog, distMetadata } from "./release-world.ts";

const root = join(import.meta.dirname, "../..");

/** With Node.js, where test/support/images/build.sh pushes it. */
export const nodeStandIn = `${testRegistry}/wheelway/node`;

/** Different every time: what is found of one is from this run. */
export const secrets = {
  testpypi: "canary-of-testpypi-5d1f0c",
  pypi: "canary-of-pypi-8a7e42",
  forge: "canary-of-forge-c93b16",
  git: "canary-of-git-07fd5e",
} as const;

export interface DaggerRun {
  readonly status: number | null;
  readonly stdout: string;
  /** The engine's whole trace. */
  readonly trace: string;
}

/** `dagger call` with the tokens in the environment, as `env:TESTPYPI` and so on. */
export function daggerCall(folder: string, env: Env, argv: readonly string[]): Promise<DaggerRun> {
  const program = env["_EXPERIMENTAL_DAGGER_CLI_BIN"] ?? "dagger";
  const tokens = Object.fromEntries(
    Object.entries(secrets).map(([name, value]): [string, string] => [name.toUpperCase(), value]),
  );
  const child = spawn(program, ["--progress=plain", "-m", root, "call", ...argv], {
    cwd: folder,
    env: {
      ...process.env,
      ...env,
      ...tokens,
      DAGGER_NO_NAG: "1",
      DAGGER_NO_UPDATE_CHECK: "1",
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said = { stdout: "", trace: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (said.stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said.trace += text));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (status) => resolve({ status, ...said }));
  });
}

/** Both indexes and the tables that name them; each with its canary as the password. */
export async function reachableIndexes() {
  const start = async (key: string, name: "pypi" | "testpypi") => {
    const index = await startFakeIndex({ folder: emptyFolder(), password: secrets[name] });
    const { address, close } = await makeReachable(index.address);
    onTestFinished(async () => {
      await close();
      await index.close();
    });
    const table = `[release.${key}]\nname = "${name}"\nupload = "${address}legacy/"\nsimple = "${address}simple/"\n`;
    return { index, table };
  };
  const [pypi, testpypi] = await Promise.all([start("index", "pypi"), start("test-index", "testpypi")]);
  return { pypi: pypi.index, testpypi: testpypi.index, tables: pypi.table + testpypi.table };
}

/** A wheel and an sdist that something else built, in `dist` of a folder without a project but with settings. */
export function foreignDist(tables: string): string {
  const folder = emptyFolder();
  writeFileSync(join(folder, "pyproject.toml"), '[project]\nname = "demo"\nversion = "1.0"\n');
  writeFileSync(join(folder, "wheelway.toml"), tables);
  mkdirSync(join(folder, "dist"));
  writeFileSync(join(folder, "dist", pureWheel), wheelBytes({ metadata: distMetadata }));
  writeFileSync(join(folder, "dist", sdistFile), sdistBytes({ pkgInfo: distMetadata }));
  return folder;
}

/** A clone of a monorepo with the tiny project in it, whose remote asks for the git token. */
export async function reachableCheckout(tables: string) {
  const x86 = standIn("linux/amd64");
  const served = emptyFolder();
  const remote = await startGitRemote(join(served, "tiny.git"), { http: true });
  const makeTag = (tag: string, commit: string) => void git(remote.folder, "tag", tag, commit);
  const forge = await startFakeForge({
    folder: emptyFolder(),
    token: secrets.forge,
    git: { tags: remote.tags, makeTag },
  });
  const outer = await makeReachable(remote.address, { password: secrets.git });
  const api = await makeReachable(forge.api);
  onTestFinished(async () => {
    await Promise.all([outer.close(), api.close(), remote.close(), forge.close()]);
  });
  const top = join(emptyFolder(), "monorepo");
  cpSync(join(root, "test/support/projects/tiny"), join(top, "python"), { recursive: true });
  const config = [
    'python = ["cp312"]',
    `platforms = ["${x86.tag}"]`,
    `images = { ${x86.tag} = "${x86.image}" }`,
    "[release]",
    'forge = "github"',
    `forge-api = "${api.address}"`,
    `forge-project = "${forge.project}"`,
    'quality = [{ name = "says hello", command = "echo hello from quality" }]',
    tables,
  ];
  writeFileSync(join(top, "python", "wheelway.toml"), config.join("\n"));
  writeFileSync(join(top, "python", "CHANGELOG.md"), changelog);
  gitInit(top);
  git(top, "branch", "-M", "main");
  execFileSync("git", ["push", "--quiet", remote.folder, "main"], { cwd: top, env: gitEnv });
  git(top, "remote", "add", "origin", outer.address);
  return { top, remote, forge };
}
