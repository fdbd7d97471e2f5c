/** `--force-recreate`: what an abandoned run left is replaced, and never once an index has a file of the version. */

import { execFileSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { sha256Text } from "../../src/artifacts/digest.ts";
import { release } from "../../src/pipeline/release.ts";
import { checkoutRequest, surroundingsOf } from "../support/crash/checkout-run.ts";
import { checkoutWorld } from "../support/crash/checkout-world.ts";
import { gitEnv } from "../support/git.ts";

/** A release that stopped after its push, on a machine that is lost; the branch went on meanwhile. */
async function abandoned() {
  const here = await checkoutWorld();
  onTestFinished(() => here.close());
  const { checkout, forge, testpypi } = here;
  const git = (...argv: readonly string[]) =>
    execFileSync("git", argv, { cwd: checkout, env: gitEnv, encoding: "utf8" }).trim();
  const start = (forceRecreate: boolean, draft = false) =>
    release(
      {
        project: checkout,
        request: { ...checkoutRequest, forceRecreate, draft },
        plan: false,
        backend: undefined,
      },
      surroundingsOf(here.run()),
    );
  testpypi.faults.push({ on: "upload", do: "401", times: 9 });
  await expect(start(false)).rejects.toMatchObject({ code: "credentials-refused" });
  testpypi.faults.length = 0;
  const [left] = forge.state.read().releases;
  if (!left) throw new Error("no draft");
  const body = left.body.replace(/sha256:[0-9a-f]{64}/, `sha256:${"5".repeat(64)}`);
  forge.state.put({ ...left, body });
  rmSync(join(checkout, ".git/wheelway"), { recursive: true });
  writeFileSync(join(checkout, "fixed.txt"), "fixed\n");
  git("add", ".");
  git("commit", "--quiet", "-m", "fix");
  git("push", "--quiet", "origin", "main");
  return { ...here, git, start, tag: () => git("ls-remote", "origin", "refs/tags/v1.0^{}").split("\t")[0] };
}

it("replaces tag and release of the abandoned run, in a draft where one was asked for", async () => {
  const here = await abandoned();
  const before = here.tag();
  await expect(here.start(false)).rejects.toMatchObject({ code: "version-used" });
  expect(await here.start(true, true)).toMatchObject({ kind: "released" });
  expect(here.tag()).toBe(here.git("rev-parse", "HEAD"));
  expect(here.tag()).not.toBe(before);
  const { releases } = here.forge.state.read();
  expect(releases.map(({ draft, body }) => [draft, body.includes("5".repeat(64))])).toEqual([[true, false]]);
  expect(here.pypi.events.filter(({ type }) => type === "stored")).toHaveLength(2);
});

it("is refused once the index, or the test index with other bytes, has a file of it", async () => {
  const here = await abandoned();
  const file = "demo-1.0-py3-none-any.whl";
  const bytes = Buffer.from("others");
  const stored = {
    file,
    project: "demo",
    version: "1.0",
    kind: "wheel",
    sha256: sha256Text("others"),
  } as const;
  const there = { ...stored, size: bytes.length, uploaded: 0 };
  here.testpypi.state.add(there, bytes);
  await expect(here.start(true)).rejects.toMatchObject({
    code: "repository-not-ready",
    message: expect.stringContaining("testpypi has") as string,
  });
  here.pypi.state.add(there, bytes);
  rmSync(join(here.checkout, ".git/wheelway"), { recursive: true });
  await expect(here.start(true)).rejects.toMatchObject({ code: "version-used" });
  expect(here.forge.events.filter(({ type }) => type === "removed")).toEqual([]);
});

it("leaves a tag that a person made", async () => {
  const here = await abandoned();
  here.git("tag", "--force", "-m", "Mine", "v1.0", "HEAD~1");
  here.git("push", "--quiet", "--force", "origin", "v1.0");
  await expect(here.start(true)).rejects.toMatchObject({
    code: "repository-not-ready",
    message: expect.stringContaining("was not made by Wheelway") as string,
  });
});
