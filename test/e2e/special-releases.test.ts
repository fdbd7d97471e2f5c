/** Nightlies, drafts and rollbacks through the CLI: a real checkout, a real remote, a forge and two indexes. */

import { describe, expect, it } from "vitest";
import { git } from "../support/e2e-projects.ts";
import { filesOf, onlyRelease, postsTo, releaseWorld } from "../support/release-world.ts";

const tagsOf = (project: string) =>
  git(project, "ls-remote", "origin", "refs/tags/*")
    .split("\n")
    .filter(Boolean)
    .map((line) => line.split("\t")[1]);

describe("wheelway release --nightly", () => {
  it("releases HEAD to the forge and the test index, once a commit, and leaves branch and files alone", async (context) => {
    const here = await releaseWorld(context, {
      forge: true,
      release: "nightly-test-index = true\nnightly-keep = 1",
    });
    const head = git(here.project, "rev-parse", "HEAD");
    const run = await here.release("--nightly");
    expect(run.stderr).not.toContain("error[");
    expect(run.status).toBe(0);
    const first = onlyRelease(here.forge);
    expect(first).toMatchObject({ draft: false, prerelease: true, latest: false });
    expect(first.tag).toMatch(/^nightly-1\.0\.1\.dev\d{12}$/);
    const version = first.tag.replace("nightly-", "");
    expect(filesOf(here.testpypi)).toEqual([`tiny-${version}-py3-none-any.whl`, `tiny-${version}.tar.gz`]);
    expect(postsTo(here.pypi)).toBe(0);
    expect(tagsOf(here.project)).toEqual([`refs/tags/${first.tag}`]);
    expect(git(here.project, "ls-remote", "origin", `refs/tags/${first.tag}`)).toContain(head);
    expect(git(here.project, "rev-parse", "HEAD")).toBe(head);
    expect(git(here.project, "status", "--porcelain")).toBe("");
    expect(git(here.project, "tag")).toBe("");
    // The same commit: nothing is done.
    const again = await here.release("--nightly");
    expect(again.status).toBe(0);
    expect(again.events.at(-1)).toMatchObject({ type: "unchanged", release: version, commit: head });
    expect(postsTo(here.testpypi)).toBe(2);
  });

  it("says where a nightly could go where there is no place for it", async (context) => {
    const here = await releaseWorld(context);
    expect((await here.release("--nightly")).error).toMatchObject({ code: "usage-invalid" });
    expect((await here.release("--nightly", "--bump", "minor")).error).toMatchObject({
      code: "usage-invalid",
    });
  });
});

describe("wheelway rollback", () => {
  it("plans, takes back and tells what a person must do, after a release that was left a draft", async (context) => {
    const here = await releaseWorld(context, { forge: true, testIndex: false });
    const run = await here.release("--bump", "minor", "--yes", "--draft");
    expect(run.status).toBe(0);
    expect(onlyRelease(here.forge)).toMatchObject({ draft: true, tag: "v1.1" });
    expect(run.stderr).toContain("it is published on its page");
    const plan = await here.run("rollback", "1.1", "--plan");
    expect(plan.events.at(-1)).toMatchObject({
      type: "rolled-back",
      outcome: "planned",
      undone: ["remove the draft of v1.1"],
    });
    const done = await here.run("rollback", "1.1", "--yes");
    expect(done.status).toBe(0);
    const report = done.events.at(-1);
    if (report?.type !== "rolled-back") throw new Error(done.stderr);
    expect(report.byHand.map(({ what }) => what.split(" ").slice(0, 2).join(" "))).toEqual([
      "pypi has",
      "the tag",
    ]);
    expect(report.forward.command).toBe("wheelway release --bump patch");
    expect(here.forge.state.read().releases).toEqual([]);
    expect(tagsOf(here.project)).toContain("refs/tags/v1.1");
  });
});
