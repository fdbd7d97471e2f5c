/** What comes after a release, from end to end: record, summary, webhook and log; and the next release finds nothing in its way. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { wheelway, wheelwayJson } from "../support/cli.ts";
import { emptyFolder, git } from "../support/e2e-projects.ts";
import { changelog, releaseWorld } from "../support/release-world.ts";
import { startWebhook } from "../support/webhook.ts";

const config = `log-folder = "logs"
quality = [{ name = "tests with --all", command = "echo ran --all", acknowledge = "person" }]
record = [{ path = "releases/{version}.json", template = '{ "version": "{version}", "files": {files} }' }]
notify = [{ kind = "slack", url-from = "RELEASE_ROOM" }]
`;

it("is recorded, told and logged, after a person's word; the tree stays clean, and a second release goes through", async (context) => {
  const here = await releaseWorld(context, { release: config });
  const webhook = await startWebhook();
  const summary = join(emptyFolder(), "summary.md");
  const env = { ...here.options.env, RELEASE_ROOM: webhook.url, GITHUB_STEP_SUMMARY: summary };
  const options = { ...here.options, env };
  const release = (...argv: string[]) => wheelwayJson(["release", "--backend", "host", ...argv], options);

  const open = await release("--bump", "minor");
  expect(open.error).toMatchObject({ code: "approval-missing" });
  expect(open.error?.message).toBe("nobody has acknowledged: tests with --all");
  const word = await wheelway(["approve", "--note", "ran it"], options);
  expect(word.stdout).toContain("acknowledged: tests with --all");
  const done = await wheelwayJson(["resume", "--yes"], options);
  expect(done.stderr).not.toContain("error[");
  expect(done.status).toBe(0);
  expect(done.stderr).toContain("run-quality  done before");
  expect(done.stderr).not.toContain("ran --all");

  const files = here.pypi.files();
  const recorded: unknown = JSON.parse(git(here.remote.folder, "show", "main:releases/1.1.json"));
  expect(recorded).toMatchObject({ version: "1.1" });
  for (const { file, sha256 } of files)
    expect(recorded).toMatchObject({
      files: expect.arrayContaining([expect.objectContaining({ file, sha256 })]) as unknown[],
    });
  expect(JSON.stringify(recorded)).toContain(new URL(here.pypi.simple).host);
  expect(JSON.stringify(recorded)).not.toContain(new URL(here.testpypi.simple).host);
  expect(git(here.project, "rev-parse", "HEAD")).toBe(here.remote.refs()["refs/heads/main"]);
  expect(git(here.project, "rev-parse", "HEAD~1")).toBe(here.remote.refs()["refs/tags/v1.1^{}"]);
  expect(git(here.project, "status", "--porcelain", "--untracked-files=all")).toBe("");

  const log = readFileSync(join(here.project, "logs", "tiny-1.1.log"), "utf8");
  expect(log).toContain("  | ran --all");
  expect(log).toContain("acknowledged by ");
  expect(log).toMatch(/ {2}\| .*ok {2,}sdist/);
  expect(log).toContain("closed: released");
  expect(log).not.toContain("secret-of-");
  expect(webhook.taken).toHaveLength(1);
  expect(readFileSync(summary, "utf8")).toContain("## tiny 1.1 is released");
  const story = await wheelway(["status", "tiny", "--offline"], options);
  expect(story.stdout).toMatch(/^tiny 1\.1 was released \d{4}-/);
  expect(story.stdout).toContain(": tests with --all");

  // Nothing of it is in the way of the next one.
  here.push("next");
  expect(readFileSync(join(here.project, "CHANGELOG.md"), "utf8")).not.toBe(changelog);
  const plan = await release("--bump", "patch", "--plan");
  const problems = plan.events.flatMap((event) =>
    event.type === "release-plan" ? event.steps.flatMap((step) => step.problems) : [],
  );
  expect(problems.map(({ message }) => message)).toEqual(["the changelog says nothing of 1.1.1"]);
});
