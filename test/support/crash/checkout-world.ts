/** A checkout with a remote, a forge and two indexes; runs of its release, whole ones and ones that are killed; and what must hold then. */

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sha256Text } from "../../../src/artifacts/digest.ts";
import { formatManifest, makeManifest } from "../../../src/artifacts/manifest.ts";
import { buildRecord, bytesOf } from "../build-record.ts";
import { startFakeForge, type FakeForge } from "../fake-forge/server.ts";
import { startFakeIndex, type FakeIndex } from "../fake-index/server.ts";
import { startGitRemote, type GitRemote } from "../git-remote.ts";
import { gitEnv } from "../git.ts";
import { indexTable } from "../index-table.ts";
import type { CheckoutRun } from "./checkout-run.ts";
import { indexWrongs } from "./verdict.ts";
import { startsAt } from "./world.ts";

export interface CheckoutWorld extends Services {
  readonly folder: string;
  readonly checkout: string;
  /** Bare. */
  readonly remote: string;
  readonly run: (hour?: number) => CheckoutRun;
  readonly journal: string;
  /** Everything that is wrong, one sentence each. */
  readonly wrongs: () => string[];
  readonly close: () => Promise<void>;
}

const manifest = formatManifest(makeManifest(buildRecord()));

export async function checkoutWorld(): Promise<CheckoutWorld> {
  const folder = mkdtempSync(join(tmpdir(), "wheelway-crash-"));
  const startIndex = (name: string) => startFakeIndex({ folder: join(folder, name), now: () => startsAt });
  const [pypi, testpypi] = await Promise.all([startIndex("pypi"), startIndex("testpypi")]);
  const bare = await startGitRemote(join(folder, "remote.git"));
  const remote = bare.folder;
  const forge = await startFakeForge({
    folder: join(folder, "forge"),
    rules: { knowsCommit: (commit) => isPushed(remote, commit) },
    git: { tags: bare.tags, makeTag: (tag, commit) => void git(remote, "tag", tag, commit) },
  });
  const { checkout, built } = writeCheckout(folder, { pypi, testpypi, forge }, remote);
  const env = {
    ...gitEnv,
    HOME: folder,
    GH_TOKEN: forge.token,
    WHEELWAY_PYPI_TOKEN: "secret",
    WHEELWAY_TESTPYPI_TOKEN: "secret",
  };
  return {
    folder,
    checkout,
    remote,
    pypi,
    testpypi,
    forge,
    journal: join(checkout, ".git/wheelway/releases/1.0/journal.jsonl"),
    run: (hour = 0) => ({
      checkout,
      cacheDir: join(folder, "cache"),
      built,
      manifestDigest: sha256Text(manifest),
      begins: startsAt + hour * 3_600_000,
      env,
    }),
    wrongs: () => [
      ...indexWrongs("pypi", pypi),
      ...indexWrongs("testpypi", testpypi),
      ...forgeWrongs(forge),
      ...gitWrongs(checkout, bare),
    ],
    close: async () => {
      await Promise.all([pypi.close(), testpypi.close(), forge.close()]);
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function git(folder: string, ...argv: readonly string[]): string {
  return execFileSync("git", argv, { cwd: folder, env: gitEnv, encoding: "utf8" }).trim();
}

function isPushed(remote: string, commit: string): boolean {
  return git(remote, "branch", "--all", "--format=%(objectname)").split("\n").includes(commit);
}

interface Services {
  readonly pypi: FakeIndex;
  readonly testpypi: FakeIndex;
  readonly forge: FakeForge;
}

function writeCheckout(folder: string, { pypi, testpypi, forge }: Services, remote: string) {
  const [checkout, built] = [join(folder, "checkout"), join(folder, "built")];
  for (const made of [checkout, built]) mkdirSync(made);
  for (const [file, bytes] of Object.entries(bytesOf)) writeFileSync(join(built, file), bytes);
  writeFileSync(join(built, "manifest.json"), manifest);
  writeFileSync(
    join(checkout, "wheelway.toml"),
    `[release]\nforge = "github"\nforge-api = "${forge.api}"\nforge-project = "${forge.project}"\n` +
      indexTable("index", "pypi", pypi) +
      indexTable("test-index", "testpypi", testpypi),
  );
  writeFileSync(
    join(checkout, "pyproject.toml"),
    '[build-system]\nrequires = []\nbuild-backend = "x"\n[project]\nname = "demo"\nversion = "0.9"\n',
  );
  writeFileSync(
    join(checkout, "CHANGELOG.md"),
    "# Changelog\n\n## [Unreleased]\n\n### Added\n\n- A thing.\n",
  );
  git(checkout, "init", "--quiet", "--initial-branch=main");
  git(checkout, "add", ".");
  git(checkout, "commit", "--quiet", "-m", "first");
  git(checkout, "remote", "add", "origin", remote);
  git(checkout, "push", "--quiet", "-u", "origin", "main");
  return { checkout, built };
}

function gitWrongs(checkout: string, { folder: remote, pushes }: GitRemote): string[] {
  const found: string[] = [];
  const pushed = pushes().flatMap(({ ref }) => (ref.includes("/claims/") ? [] : [ref]));
  // The first is that of the checkout itself.
  if (pushed.join(" ") !== "refs/heads/main refs/heads/main refs/tags/v1.0")
    found.push(`pushed were ${pushed.join(" ")}`);
  const refs = git(remote, "for-each-ref", "--format=%(refname)").split("\n");
  if (refs.join(" ") !== "refs/heads/main refs/tags/v1.0") found.push(`the remote has ${refs.join(" ")}`);
  const head = git(checkout, "rev-parse", "HEAD");
  for (const ref of ["refs/heads/main", "refs/tags/v1.0^{commit}"])
    if (git(remote, "rev-parse", ref) !== head) found.push(`the remote's ${ref} is not HEAD`);
  const count = git(remote, "rev-list", "--count", "main");
  if (count !== "2") found.push(`the branch has ${count} commits`);
  if (!git(remote, "tag", "-l", "--format=%(contents)", "v1.0").includes(sha256Text(manifest)))
    found.push("the tag does not name the manifest");
  if (!git(remote, "show", "main:pyproject.toml").includes('version = "1.0"'))
    found.push("the version is not set");
  if (git(remote, "show", "main:CHANGELOG.md").match(/## \[1\.0\]/g)?.length !== 1)
    found.push("the changelog does not have the version once");
  const changes = git(checkout, "status", "--porcelain");
  if (changes !== "") found.push(`the checkout has changes: ${changes}`);
  const releases = join(checkout, ".git/wheelway/releases");
  // The lock of one that died when all was done is in nobody's way.
  const left = readdirSync(join(releases, "1.0")).filter(
    (name) => !["dist", "journal.jsonl", "lock", "release.log"].includes(name),
  );
  if (left.length > 0) found.push(`left behind: ${left.join(", ")}`);
  return found;
}

function forgeWrongs({ state, events }: FakeForge): string[] {
  const found: string[] = [];
  const { releases } = state.read();
  const [only, ...others] = releases;
  if (!only || others.length > 0) return [`the forge has ${releases.length} releases`];
  if (only.draft) found.push("the forge's release is a draft");
  const lines = (digests: readonly (readonly [string, string])[]) =>
    digests
      .map(([name, sha256]) => `${name} ${sha256}`)
      .sort()
      .join(", ");
  const expected = lines(Object.entries({ ...bytesOf, "manifest.json": manifest }).map(digestOf));
  const has = lines(only.assets.map(({ name, sha256 }) => [name, sha256]));
  if (has !== expected) found.push(`the forge's release has ${has}`);
  const stored = events.flatMap((event) => (event.type === "asset-stored" ? [event] : []));
  const took = lines(stored.map(({ name, sha256 }) => [name, sha256]));
  if (took !== expected) found.push(`the forge stored ${took}`);
  const count = (type: string) => events.filter((event) => event.type === type).length;
  for (const type of ["created", "published"])
    if (count(type) !== 1) found.push(`${type} ${count(type)} times`);
  if (count("removed") + count("tag-made") > 0)
    found.push("a release was removed, or a tag was made by the forge");
  return found;
}

function digestOf([name, bytes]: readonly [string, Buffer | string]): readonly [string, string] {
  return [name, createHash("sha256").update(bytes).digest("hex")];
}
