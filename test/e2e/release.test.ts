/** `wheelway release` from end to end: a real checkout, a real remote, two indexes; nothing leaves without a yes. */

import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, type TestContext } from "vitest";
import { commitAll, git } from "../support/e2e-projects.ts";
import { changelog, filesOf, postsTo, releaseWorld, snapshotOf } from "../support/release-world.ts";

const quality = 'quality = [{ name = "says hello", command = "echo hello from quality" }]\n';

const world = (context: TestContext) => releaseWorld(context, { release: quality });

describe("wheelway release", () => {
  it("goes from the version to both indexes: one commit, one tag that names the bytes, and nothing the second time", async (context) => {
    const here = await world(context);
    const run = await here.release("--bump", "minor", "--yes");
    expect(run.stderr).not.toContain("error[");
    expect(run.status).toBe(0);
    expect(readFileSync(join(here.project, "pyproject.toml"), "utf8")).toContain('version = "1.1"');
    expect(readFileSync(join(here.project, "CHANGELOG.md"), "utf8")).toMatch(
      /## \[Unreleased\]\n\n## \[1\.1\] - \d{4}-\d\d-\d\d\n\n### Added/,
    );
    expect(git(here.project, "status", "--porcelain")).toBe("");
    const refs = here.remote.refs();
    const head = git(here.project, "rev-parse", "HEAD");
    expect(refs["refs/heads/main"]).toBe(head);
    expect(refs["refs/tags/v1.1^{}"]).toBe(head);
    expect(Object.keys(refs).filter((ref) => ref.includes("claims"))).toEqual([]);
    const published = run.events.find((event) => event.type === "published");
    expect(git(here.project, "tag", "-l", "--format=%(contents)", "v1.1")).toContain(
      `Manifest: sha256:${published?.type === "published" ? published.manifestDigest : ""}`,
    );
    expect(filesOf(here.pypi)).toEqual(["tiny-1.1-py3-none-any.whl", "tiny-1.1.tar.gz"]);
    expect(filesOf(here.testpypi)).toEqual(filesOf(here.pypi));
    expect(run.stderr).toContain("hello from quality");
    expect(run.stderr).toContain("tiny 1.1 installed from pypi");
    // The version is used: a second release of it is refused before anything is done.
    const again = await here.release("--version", "1.1", "--yes");
    expect(again.error).toMatchObject({ code: "version-used" });
  });

  it("waits for approval with everything local, and goes on from there", async (context) => {
    const here = await world(context);
    const open = await here.release("--bump", "patch");
    expect(open.error).toMatchObject({ code: "approval-missing" });
    expect(Object.keys(here.remote.refs())).toEqual(["HEAD", "refs/heads/main"]);
    expect(postsTo(here.testpypi)).toBe(0);
    const on = await here.release("--bump", "patch", "--yes");
    expect(on.status).toBe(0);
    expect(filesOf(here.pypi)).toEqual(["tiny-1.0.1-py3-none-any.whl", "tiny-1.0.1.tar.gz"]);
  });

  it("rehearses without touching the repository, the remote or the indexes", async (context) => {
    const here = await world(context);
    const before = snapshotOf(here.project);
    const run = await here.release("--bump", "major", "--dry-run", "--yes");
    expect(run.stderr).not.toContain("error[");
    expect(run.status).toBe(0);
    expect(run.stderr).toContain("would push main and v2.0 to origin");
    expect(snapshotOf(here.project)).toBe(before);
    expect(Object.keys(here.remote.refs())).toEqual(["HEAD", "refs/heads/main"]);
    expect([...here.pypi.files(), ...here.testpypi.files()]).toEqual([]);
  });

  it("rehearses up to the test index under a version of its own", async (context) => {
    const here = await world(context);
    const before = snapshotOf(here.project);
    const run = await here.release("--bump", "major", "--dry-run", "--to", "testpypi", "--yes");
    expect(run.stderr).not.toContain("error[");
    expect(run.status).toBe(0);
    const version = /^tiny-(2\.0\.dev\d{12})\.tar\.gz$/.exec(filesOf(here.testpypi).at(-1) ?? "")?.[1];
    expect(filesOf(here.testpypi)).toEqual([`tiny-${version}-py3-none-any.whl`, `tiny-${version}.tar.gz`]);
    expect(run.stderr).toContain(`tiny ${version} installed from testpypi`);
    expect(filesOf(here.pypi)).toEqual([]);
    expect(snapshotOf(here.project)).toBe(before);
    expect(Object.keys(here.remote.refs())).toEqual(["HEAD", "refs/heads/main"]);
  });

  it("plans: every step, and all that stands before it at once", async (context) => {
    const here = await world(context);
    writeFileSync(join(here.project, "tiny.py"), "changed = 1\n");
    writeFileSync(join(here.project, "CHANGELOG.md"), "# Changelog\n\n## [Unreleased]\n");
    const run = await here.release("--bump", "minor", "--plan");
    const plan = run.events.find((event) => event.type === "release-plan");
    if (plan?.type !== "release-plan") throw new Error(run.stderr);
    expect(plan.steps.map(({ step }) => step)).toContain("push-refs");
    expect(run.status).toBe(0);
    commitAll(here.project, "not pushed");
    const second = await here.release("--bump", "minor", "--plan");
    const problems = second.events.flatMap((event) =>
      event.type === "release-plan" ? event.steps.flatMap((step) => step.problems) : [],
    );
    expect(second.status).toBe(1);
    expect(problems.map(({ message }) => message).join("\n")).toMatch(/main here is at .* origin has/);
    expect(problems.map(({ message }) => message).join("\n")).toContain("the changelog says nothing of 1.1");
  });

  it("starts from a tag that somebody pushed, and writes to no branch", async (context) => {
    const here = await world(context);
    writeFileSync(
      join(here.project, "CHANGELOG.md"),
      changelog.replace("[Unreleased]", "[1.0.0-alpha] - 2026-11-21"),
    );
    const pyproject = join(here.project, "pyproject.toml");
    writeFileSync(pyproject, readFileSync(pyproject, "utf8").replace('"1.0"', '"1.0.0a0"'));
    commitAll(here.project, "Alpha");
    git(here.project, "tag", "-a", "v1.0.0-alpha", "-m", "Alpha");
    git(here.project, "push", "--quiet", "origin", "main", "v1.0.0-alpha");
    const before = here.remote.refs();
    const run = await here.release("--to", "testpypi", "--yes");
    expect(run.stderr).not.toContain("error[");
    expect(run.status).toBe(0);
    expect(here.remote.refs()).toEqual(before);
    expect(filesOf(here.testpypi)).toEqual(["tiny-1.0.0a0-py3-none-any.whl", "tiny-1.0.0a0.tar.gz"]);
    expect(here.pypi.events).toEqual([]);
  });

  it("stops at a dirty tree, at a failing command, and at an empty changelog, with nothing changed", async (context) => {
    const here = await world(context);
    writeFileSync(join(here.project, "tiny.py"), "changed = 1\n");
    expect((await here.release("--bump", "minor", "--yes")).error).toMatchObject({
      code: "repository-not-ready",
    });
    git(here.project, "checkout", "--quiet", "tiny.py");
    const state = join(here.project, ".git", "wheelway");
    execFileSync("rm", ["-rf", state]);
    const config = join(here.project, "wheelway.toml");
    writeFileSync(config, readFileSync(config, "utf8").replace("echo hello from quality", "exit 3"));
    commitAll(here.project, "Break");
    git(here.project, "push", "--quiet", "origin", "main");
    const failed = await here.release("--bump", "minor", "--yes");
    expect(failed.error).toMatchObject({ code: "command-failed" });
    expect(Object.keys(here.remote.refs())).toEqual(["HEAD", "refs/heads/main"]);
  });
});
