/** `rollback`: what nobody has is taken back, without a force push; what users have stays, and a person is told where to go. */

import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { release } from "../../src/pipeline/release.ts";
import { resumeRelease } from "../../src/pipeline/release-resume.ts";
import { rollback } from "../../src/pipeline/release-rollback.ts";
import { checkoutRequest, runCheckout, surroundingsOf } from "../support/crash/checkout-run.ts";
import { checkoutWorld } from "../support/crash/checkout-world.ts";
import { gitEnv } from "../support/git.ts";

/** A release of 1.0: whole, or stopped after the push, before any index has a file. */
async function released(how: "whole" | "stopped") {
  const here = await checkoutWorld();
  onTestFinished(() => here.close());
  const git = (...argv: readonly string[]) =>
    execFileSync("git", argv, { cwd: here.checkout, env: gitEnv, encoding: "utf8" }).trim();
  if (how === "stopped") here.testpypi.faults.push({ on: "upload", do: "401", times: 9 });
  const run = runCheckout(here.run());
  if (how === "whole") await run;
  else await expect(run).rejects.toMatchObject({ code: "credentials-refused" });
  here.testpypi.faults.length = 0;
  const back = (
    more: { version?: string; plan?: boolean; yes?: boolean; folder?: string; ask?: boolean } = {},
  ) =>
    rollback(
      {
        workingFolder: more.folder ?? here.checkout,
        version: more.version ?? "1.0",
        plan: more.plan ?? false,
        yes: more.yes ?? true,
        takeOver: false,
        ciRun: undefined,
        by: "Test",
      },
      {
        ...surroundingsOf(here.run(1)),
        ...(more.ask === undefined ? {} : { ask: () => Promise.resolve(more.ask === true) }),
      },
    );
  const refs = () =>
    execFileSync("git", ["for-each-ref", "--format=%(refname)"], {
      cwd: here.remote,
      env: gitEnv,
      encoding: "utf8",
    })
      .trim()
      .split("\n");
  const log = () => git("log", "--format=%s", "origin/main").split("\n");
  const releases = join(here.checkout, ".git/wheelway/releases");
  return { ...here, git, back, refs, log, releases };
}

it("takes back a release that no index has: draft, tag, and the commit by one that reverts it", async () => {
  const here = await released("stopped");
  const planned = await here.back({ plan: true });
  expect(planned).toMatchObject({ outcome: "planned", byHand: [] });
  expect(planned.undone).toHaveLength(3);
  expect(here.refs()).toEqual(["refs/heads/main", "refs/tags/v1.0"]);
  const done = await here.back();
  expect(done).toMatchObject({
    outcome: "rolled-back",
    byHand: [],
    forward: { command: "wheelway release --version 1.0" },
  });
  expect(here.refs()).toEqual(["refs/heads/main"]);
  expect(here.log()).toEqual(['Revert "Release 1.0"', "Release 1.0", "first"]);
  expect(here.forge.state.read().releases).toEqual([]);
  expect(here.git("tag")).toBe("");
  expect(here.git("status", "--porcelain")).toBe("");
  expect(here.git("rev-parse", "HEAD")).toBe(here.git("rev-parse", "origin/main"));
  expect(readFileSync(join(here.checkout, "pyproject.toml"), "utf8")).toContain('version = "0.9"');
  expect(readdirSync(here.releases)).toEqual(["aborted"]);
  // The version is free again.
  await runCheckout(here.run(2));
  expect(here.log()[0]).toBe("Release 1.0");
  expect(here.forge.state.read().releases.map(({ draft }) => draft)).toEqual([false]);
});

it("leaves what users have, and names the page of each index", async () => {
  const here = await released("whole");
  const before = here.refs();
  const report = await here.back();
  expect(report).toMatchObject({ outcome: "nothing", undone: [] });
  expect(report.byHand.map(({ what }) => what.split(" ").slice(0, 3).join(" "))).toEqual([
    "testpypi has demo",
    "pypi has demo",
    "the forge's release",
    "the tag v1.0",
  ]);
  expect(report.forward).toMatchObject({ command: "wheelway release --bump patch" });
  expect(here.refs()).toEqual(before);
  expect(here.forge.state.read().releases.map(({ draft }) => draft)).toEqual([false]);
});

it("takes back all but the names on the test index where only that has files", async () => {
  const here = await released("stopped");
  const bytes = Buffer.from("x");
  const stored = {
    file: "demo-1.0-py3-none-any.whl",
    project: "demo",
    version: "1.0",
    kind: "wheel",
  } as const;
  here.testpypi.state.add({ ...stored, sha256: "0".repeat(64), size: 1, uploaded: 0 }, bytes);
  const report = await here.back();
  expect(report.undone).toHaveLength(3);
  expect(report.byHand.map(({ what }) => what.slice(0, 12))).toEqual(["testpypi has"]);
  expect(report.forward.command).toBe("wheelway release --bump patch");
});

it("works on a fresh clone, where only tag, branch and forge tell", async () => {
  const here = await released("stopped");
  const folder = join(here.folder, "fresh");
  execFileSync("git", ["clone", "--quiet", here.remote, folder], { env: gitEnv });
  expect(await here.back({ folder })).toMatchObject({ outcome: "rolled-back" });
  expect(here.refs()).toEqual(["refs/heads/main"]);
  expect(here.forge.state.read().releases).toEqual([]);
});

it("does nothing without a yes, and can be said again after a crash", async () => {
  const here = await released("stopped");
  await expect(here.back({ yes: false })).rejects.toMatchObject({ code: "approval-missing" });
  await expect(here.back({ yes: false, ask: false })).rejects.toMatchObject({ code: "approval-missing" });
  expect(here.refs()).toEqual(["refs/heads/main", "refs/tags/v1.0"]);
  // The branch is protected: the draft and the tag are gone, the commit stays.
  const hook = join(here.remote, "hooks", "update");
  writeFileSync(hook, "#!/bin/sh\ncase $1 in refs/heads/*) exit 1 ;; esac\n", { mode: 0o755 });
  await expect(here.back()).rejects.toMatchObject({ code: "release-refused" });
  expect(here.refs()).toEqual(["refs/heads/main"]);
  const again = { release: undefined, workingFolder: here.checkout, ciRun: undefined, by: "Test" };
  const resume = resumeRelease(
    { ...again, yes: true, unattended: true, takeOver: false },
    surroundingsOf(here.run(2)),
  );
  await expect(resume).rejects.toMatchObject({ code: "release-conflict", next: /rollback/ });
  const request = { ...checkoutRequest };
  const anew = release(
    { project: here.checkout, request, plan: false, backend: undefined },
    surroundingsOf(here.run(2)),
  );
  await expect(anew).rejects.toMatchObject({ code: "release-conflict" });
  rmSync(hook);
  expect(await here.back()).toMatchObject({ outcome: "rolled-back" });
  expect(here.log()[0]).toBe('Revert "Release 1.0"');
  expect(existsSync(join(here.releases, "1.0"))).toBe(false);
});

it("leaves a tag and a release that a person made", async () => {
  const here = await released("stopped");
  here.git("push", "--quiet", "--force", "origin", "HEAD~1:refs/tags/v1.0");
  const [draft] = here.forge.state.read().releases;
  if (!draft) throw new Error("no draft");
  here.forge.state.put({ ...draft, body: "By hand." });
  const report = await here.back();
  expect(report.byHand.map(({ what }) => /a person made it|did not make it/.test(what))).toEqual([
    true,
    true,
  ]);
  expect(here.refs()).toEqual(["refs/heads/main", "refs/tags/v1.0"]);
  expect(here.forge.state.read().releases).toHaveLength(1);
});
