/** `release`, `publish`, `status`, `abort` and `verify` of the module on a real engine, against services of this machine. */

import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, inject, it, type TestContext } from "vitest";
import { findEngine } from "../../src/backends/dagger-engine.ts";
import { daggerBackend } from "../../src/backends/dagger.ts";
import { pureWheel, sdistFile } from "../support/archives.ts";
import {
  daggerCall,
  foreignDist,
  nodeStandIn,
  reachableCheckout,
  reachableIndexes,
  secrets,
  type DaggerRun,
} from "../support/dagger-world.ts";
import { emptyFolder, git } from "../support/e2e-projects.ts";
import { findTestEngine, standIn, type Env } from "../support/engine.ts";
import { noHttpRemote } from "../support/git-remote.ts";
import { outerAddress } from "../support/reachable.ts";
import { filesOf, onlyRelease, postsTo, storedBy } from "../support/release-world.ts";

const engine = await findTestEngine();
const x86 = standIn("linux/amd64");
const images = ["--image", x86.image, "--node-image", nodeStandIn];

async function engineOrSkip({ skip }: TestContext): Promise<Env> {
  if ("skip" in engine) return skip(engine.skip);
  const why = inject("noIndex") ?? noHttpRemote;
  if (why !== undefined) return skip(why);
  if (outerAddress() === undefined) return skip("containers have no way to this machine");
  const found = await findEngine(engine.env);
  if (!found.found) return skip(found.why);
  const backend = await daggerBackend({ cacheDir: emptyFolder(), env: engine.env });
  const { image, platform, python } = x86;
  const answer = await backend
    .supports({ kind: "image", image, platform, python })
    .finally(() => backend.close());
  if (!answer.supported) return skip(`${answer.why}; test/support/images/build.sh makes the images`);
  const [registry = "", ...path] = nodeStandIn.split("/");
  const tags = await fetch(`http://${registry}/v2/${path.join("/")}/tags/list`).catch(() => undefined);
  if (!tags?.ok) return skip(`there is no ${nodeStandIn}; test/support/images/node.sh makes it`);
  return found.settings;
}

/** Nothing that the engine shows or the caller keeps has a token in it, in any of its usual forms. */
function expectNoSecret(run: DaggerRun): void {
  for (const secret of Object.values(secrets)) {
    const forms = [
      secret,
      ...(["base64", "base64url", "hex"] as const).map((form) => Buffer.from(secret).toString(form)),
    ];
    for (const form of forms) expect(run.trace + run.stdout).not.toContain(form);
  }
}

it("publishes a folder once, however often it is called, and tells of it", async (context) => {
  const env = await engineOrSkip(context);
  const { pypi, testpypi, tables } = await reachableIndexes();
  const folder = foreignDist(tables);
  const call = (...argv: readonly string[]) => daggerCall(folder, env, [...argv, ...images]);
  const upload = ["publish", "--dist=dist", "--source=.", "--yes", "--test-index-token=env:TESTPYPI"];

  const first = await call(...upload, "--index-token=env:PYPI");
  expect(first.stdout, first.trace).toContain("demo 1.0 is published");
  expect(first.trace).toContain("demo 1.0 installed from pypi");
  expect(storedBy(testpypi)).toEqual([pureWheel, sdistFile]);
  expect(storedBy(pypi)).toEqual([pureWheel, sdistFile]);

  // The same call again is no hit of the engine's cache: it looks, finds everything, and sends nothing.
  const listed = pypi.events.filter(({ type }) => type === "listed").length;
  const again = await call(...upload, "--index-token=env:PYPI");
  expect(again.stdout).toContain("demo 1.0 is published");
  expect(again.trace).toContain(`upload ${pureWheel} to pypi (was there)`);
  expect([postsTo(testpypi), postsTo(pypi)]).toEqual([2, 2]);
  expect(pypi.events.filter(({ type }) => type === "listed").length).toBeGreaterThan(listed);
  [first, again].forEach(expectNoSecret);

  const status = await call("status", "--source=.", "--as-json");
  expect(JSON.parse(status.stdout)).toMatchObject({
    releases: [{ project: "demo", version: "1.0", state: "released" }],
  });
  const verified = await daggerCall(folder, env, ["verify", "--dist=dist", "--source=.", "--tools=false"]);
  expect(verified.stdout, verified.trace).toContain("demo 1.0: passed");
});

it("releases a project of a monorepo from end to end, and goes on where it stopped", async (context) => {
  const env = await engineOrSkip(context);
  const { pypi, testpypi, tables } = await reachableIndexes();
  const { top, remote, forge } = await reachableCheckout(tables);
  const call = (...argv: readonly string[]) =>
    daggerCall(top, env, [...argv, "--source=.", "--project=python", ...images]);
  const tokens = ["git", "forge", "index", "test-index"].map(
    (name) =>
      `--${name}-token=env:${name === "index" ? "PYPI" : name === "test-index" ? "TESTPYPI" : name.toUpperCase()}`,
  );
  const release = ["release", "--source=.", "--bump=minor", "--author=Ada <ada@example.org>"];

  const plan = await call(...release, "--plan", "--git-token=env:GIT");
  // All that stops it is told at once: the tokens that were not given.
  expect(plan.status).not.toBe(0);
  expect(plan.trace).toContain("push main and v1.1 to origin");
  expect(plan.trace).toContain("there are no credentials for testpypi");
  expect(plan.trace).toContain("there are no credentials for pypi");
  expect(plan.trace).not.toContain("hello from quality");
  expect(Object.keys(remote.refs())).toEqual(["HEAD", "refs/heads/main"]);

  // Without a yes everything is built, and nothing leaves.
  const open = await call(...release, ...tokens);
  expect(open.trace).toMatch(/error\[approval-missing\][^]*next:/);
  expect(open.trace).toContain("hello from quality");
  expect(Object.keys(remote.refs())).toEqual(["HEAD", "refs/heads/main"]);
  expect([...testpypi.files(), ...pypi.files()]).toEqual([]);

  const done = await call(...release, ...tokens, "--yes");
  expect(done.stdout, done.trace).toContain("tiny 1.1 is published");
  // What was built before was kept, in another container than this one's.
  expect(done.trace).toContain("run-quality  done before");
  expect(done.trace).toMatch(/build-artifacts {2}done before/);
  const files = ["tiny-1.1-py3-none-any.whl", "tiny-1.1.tar.gz"];
  expect(filesOf(pypi)).toEqual(files);
  expect(filesOf(testpypi)).toEqual(files);
  expect(onlyRelease(forge).files).toEqual(expect.arrayContaining(files));
  const refs = remote.refs();
  expect(refs["refs/tags/v1.1^{}"]).toBe(refs["refs/heads/main"]);
  expect(Object.keys(refs).filter((ref) => ref.includes("claims"))).toEqual([]);
  const shown = execFileSync("git", ["-C", remote.folder, "log", "-1", "--format=%an <%ae>", "main"], {
    encoding: "utf8",
  });
  expect(shown.trim()).toBe("Ada <ada@example.org>");
  // The caller's own checkout is only read.
  expect(git(top, "status", "--porcelain")).toBe("");
  expect(existsSync(join(top, ".git", "wheelway"))).toBe(false);

  // Once more: the version is out, and nothing is sent twice.
  const again = await call(
    "release",
    "--source=.",
    "--version=1.1",
    "--author=Ada <ada@example.org>",
    ...tokens,
    "--yes",
  );
  expect(again.trace).toMatch(/error\[version-used\]/);
  expect([postsTo(testpypi), postsTo(pypi)]).toEqual([2, 2]);
  [plan, open, done, again].forEach(expectNoSecret);
});
