/** A release from a checkout that waits, is resumed, or is taken back: the repository is then as if it had never been begun. */

import { execFileSync } from "node:child_process";
import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { decide, type DecideRequest } from "../../src/pipeline/release-decide.ts";
import { resumeRelease } from "../../src/pipeline/release-resume.ts";
import { releaseStatus } from "../../src/pipeline/release-status.ts";
import { runCheckout, surroundingsOf } from "../support/crash/checkout-run.ts";
import { checkoutWorld } from "../support/crash/checkout-world.ts";
import { gitEnv } from "../support/git.ts";

async function waiting() {
  const world = await checkoutWorld();
  onTestFinished(() => world.close());
  const run = world.run();
  const git = (...argv: string[]) =>
    execFileSync("git", argv, { cwd: run.checkout, env: gitEnv, encoding: "utf8" }).trim();
  const before = git("rev-parse", "HEAD");
  await expect(runCheckout({ ...run, yes: false })).rejects.toMatchObject({ code: "approval-missing" });
  const surroundings = surroundingsOf(world.run(1));
  const which = { release: undefined, workingFolder: run.checkout };
  const say = (decision: DecideRequest["decision"]) =>
    decide({ ...which, by: "Test", decision, manifest: undefined }, surroundings);
  const resume = () =>
    resumeRelease(
      { ...which, yes: false, unattended: true, takeOver: false, ciRun: undefined, by: "Test" },
      surroundings,
    );
  return { world, git, before, surroundings, which, say, resume };
}

it("is found by its checkout, approved, and resumed to its end", async () => {
  const { world, surroundings, which, say, resume } = await waiting();
  const { releases } = await releaseStatus({ ...which, offline: false }, surroundings);
  expect(releases).toMatchObject([{ project: "demo", version: "1.0", waits: { for: "approval" } }]);
  expect(releases[0]?.outside.map(({ state }) => state)).toEqual(["none", "none"]);
  await say({ kind: "approve", note: "" });
  await resume();
  expect(world.wrongs()).toEqual([]);
});

it("leaves nothing in the repository when it is taken back, and can be released anew", async () => {
  const { world, git, before, say } = await waiting();
  expect(git("tag")).toBe("v1.0");
  expect(git("rev-parse", "HEAD")).not.toBe(before);
  const report = await say({ kind: "abort", leaveSent: false });
  expect(report.done).toEqual([
    "the local tag v1.0 was removed",
    `the branch main is back at ${before.slice(0, 12)}`,
  ]);
  expect(git("tag")).toBe("");
  expect(git("rev-parse", "HEAD")).toBe(before);
  expect(git("status", "--porcelain")).toBe("");
  expect(git("ls-remote", "origin")).not.toContain("claims");
  expect(readdirSync(join(world.run().checkout, ".git/wheelway/releases"))).toEqual(["aborted"]);
  await runCheckout(world.run(2));
  expect(world.wrongs()).toEqual([]);
});

it("takes its draft away from the forge where the push was refused, and can be released anew", async () => {
  const { world, say, resume, before } = await waiting();
  // A protected branch.
  const hook = join(world.remote, "hooks", "update");
  writeFileSync(hook, "#!/bin/sh\ncase $1 in refs/heads/*) exit 1 ;; esac\n", { mode: 0o755 });
  await say({ kind: "approve", note: "" });
  await expect(resume()).rejects.toMatchObject({ code: "release-refused" });
  expect(world.forge.state.read().releases).toMatchObject([{ tag: "v1.0", draft: true }]);
  const report = await say({ kind: "abort", leaveSent: false });
  expect(report.done).toEqual([
    "the draft of v1.0 was removed from the forge",
    "the local tag v1.0 was removed",
    `the branch main is back at ${before.slice(0, 12)}`,
  ]);
  expect(world.forge.state.read().releases).toEqual([]);
  rmSync(hook);
  await runCheckout(world.run(2));
  expect(world.forge.state.read().releases).toMatchObject([{ tag: "v1.0", draft: false }]);
});

it("is not taken back where somebody has made its draft public", async () => {
  const { world, git, say, resume } = await waiting();
  git("push", "--quiet", "origin", "HEAD~1:refs/tags/v1.0");
  await say({ kind: "approve", note: "" });
  await expect(resume()).rejects.toMatchObject({ code: "release-conflict" });
  const [draft] = world.forge.state.read().releases;
  if (!draft) throw new Error("no draft");
  world.forge.state.put({ ...draft, draft: false });
  await expect(say({ kind: "abort", leaveSent: false })).rejects.toMatchObject({ code: "release-guarded" });
  expect(world.forge.state.read().releases).toHaveLength(1);
  expect(git("tag")).toBe("v1.0");
});

it("leaves a commit that somebody has built upon", async () => {
  const { git, say } = await waiting();
  git("commit", "--quiet", "--allow-empty", "-m", "on top");
  const head = git("rev-parse", "HEAD");
  const report = await say({ kind: "abort", leaveSent: false });
  expect(report.done).toEqual(["the local tag v1.0 was removed"]);
  expect(git("rev-parse", "HEAD")).toBe(head);
});
