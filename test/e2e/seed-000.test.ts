/** Three ways to start a release, two jobs for each event: by a person at the forge, by a dispatched bump, by a pushed tag. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, type TestContext } from "vitest";
import { wheelwayJson, type CliOptions } from "../support/cli.ts";
import { git, replaceIn } from "../support/e2e-projects.ts";
import type { ForgeRules } from "../support/fake-forge/releases.ts";
import { changelog, filesOf, onlyRelease, releaseWorld, storedBy } from "../support/release-world.ts";
import type { ReleaseWorld } from "../support/release-world.ts";

const names = ["tiny-1.1-py3-none-any.whl", "tiny-1.1.tar.gz"];
const contract = ["manifest.json", ...names];

function world(context: TestContext, forge: true | Partial<ForgeRules> = true): Promise<ReleaseWorld> {
  return releaseWorld(context, { forge, release: 'approval = "policy"', testIndex: false });
}

/** A job of a CI for an event, in its own checkout. */
function job(here: ReleaseWorld, branchOrTag: string, run: string): CliOptions {
  return here.elsewhere(branchOrTag, {
    CI: "true",
    GITHUB_ACTIONS: "true",
    GITHUB_REPOSITORY: "demo/demo",
    GITHUB_RUN_ID: run,
    GITHUB_ACTOR: `workflow-${run}`,
  });
}

const release = (options: CliOptions, ...argv: readonly string[]) =>
  wheelwayJson(["release", "--backend", "host", ...argv], options);

/** Both workflows of one event at the same time. */
async function bothJobs(here: ReleaseWorld, tag: string) {
  const runs = await Promise.all(["1", "2"].map((run) => release(job(here, tag, run))));
  const [done, told] = runs.sort((a, b) => (a.status ?? 9) - (b.status ?? 9));
  if (!done || !told) throw new Error("two were started");
  expect(done.stderr).not.toContain("error[");
  expect(done.status).toBe(0);
  return { done, told };
}

/** Everything that changed something outside, but for claims. */
const effects = ({ pypi, forge, remote }: ReleaseWorld) => [
  ...pypi.events.filter(({ type }) => type !== "listed"),
  ...forge.events,
  ...remote.pushes().filter(({ ref }) => !ref.includes("/claims/")),
];

/** Version and changelog by hand, as a person does it before the release. */
function prepare(here: ReleaseWorld): string {
  replaceIn(here.project, "pyproject.toml", '"1.0"', '"1.1"');
  writeFileSync(
    join(here.project, "CHANGELOG.md"),
    changelog.replace("## [Unreleased]", "## [Unreleased]\n\n## [1.1] - 2026-11-22"),
  );
  return here.push("Prepare 1.1");
}

async function createdByPerson({ forge }: ReleaseWorld, commit: string) {
  const answer = await fetch(`${forge.api}repos/${forge.project}/releases`, {
    method: "POST",
    headers: { authorization: `Bearer ${forge.token}` },
    body: JSON.stringify({
      tag_name: "v1.1",
      target_commitish: commit,
      name: "The first with games",
      body: "Play!",
    }),
  });
  expect(answer.status).toBe(201);
}

it("adds to a release that a person created at the forge, from two jobs at once, and writes to no branch", async (context) => {
  const here = await world(context);
  const commit = prepare(here);
  await createdByPerson(here, commit);
  const before = here.remote.refs();
  expect(here.remote.tags()).toEqual({ "v1.1": commit });
  const { told } = await bothJobs(here, "v1.1");
  // The other one was told who releases; nothing was done twice.
  expect(told.error).toMatchObject({ code: "release-conflict" });
  expect(told.error?.message).toMatch(/workflow-[12] is releasing this version/);
  const { files, title, body, draft } = onlyRelease(here.forge);
  expect(files).toEqual(contract);
  expect({ title, draft }).toEqual({ title: "The first with games", draft: false });
  expect(body).toMatch(/^Play!\n\n<!-- wheelway manifest=sha256:[0-9a-f]{64} -->$/);
  expect(here.remote.refs()).toEqual(before);
  expect(storedBy(here.pypi)).toEqual(names);
  const stored = here.forge.events.flatMap((event) => (event.type === "asset-stored" ? [event.name] : []));
  expect([...stored].sort()).toEqual(contract);
  // The job that was told, run again: everything is there.
  const done = effects(here);
  const again = await release(job(here, "v1.1", "2"));
  expect(again.stderr).not.toContain("error[");
  expect(again.status).toBe(0);
  expect(effects(here)).toEqual(done);
});

it("refuses a release that is public and immutable, with the way out, before anything is built", async (context) => {
  const here = await world(context, { immutableReleases: true });
  await createdByPerson(here, prepare(here));
  const run = await release(job(here, "v1.1", "1"));
  expect(run.error).toMatchObject({ code: "release-conflict" });
  expect(run.error?.message).toContain("immutable");
  expect(run.error?.next).toContain("new version");
  expect(run.events.some(({ type }) => type === "task-started")).toBe(false);
  expect(onlyRelease(here.forge).files).toEqual([]);
  expect(here.pypi.events.filter(({ type }) => type === "posted")).toEqual([]);
});

it("makes version, commit, tag and release where it is dispatched with a bump", async (context) => {
  const here = await world(context, { immutableReleases: true });
  const run = await release(job(here, "main", "1"), "--bump", "minor");
  expect(run.stderr).not.toContain("error[");
  expect(run.status).toBe(0);
  const { files, draft, immutable, body, latest } = onlyRelease(here.forge);
  expect(files).toEqual(contract);
  expect({ draft, immutable, latest }).toEqual({ draft: false, immutable: true, latest: true });
  expect(body).toContain("A thing.");
  const refs = here.remote.refs();
  expect(refs["refs/tags/v1.1^{}"]).toBe(refs["refs/heads/main"]);
  expect(git(here.remote.folder, "show", "main:pyproject.toml")).toContain('version = "1.1"');
  // What was pushed: the branch and the tag once, and a claim that came and went.
  const pushed = here.remote.pushes().map(({ ref }) => ref);
  expect(pushed.filter((ref) => !ref.includes("/claims/"))).toEqual([
    "refs/heads/main",
    "refs/heads/main",
    "refs/tags/v1.1",
  ]);
  expect(filesOf(here.pypi)).toEqual(names);
  // The release event that follows starts both workflows: nothing is left to be done, and nothing is built.
  const done = effects(here);
  const { done: next } = await bothJobs(here, "v1.1");
  expect(next.events.some(({ type }) => type === "task-started")).toBe(false);
  expect(effects(here)).toEqual(done);
});

it("makes the release of a tag that a person pushed, from two jobs at once", async (context) => {
  const here = await world(context);
  prepare(here);
  git(here.project, "tag", "v1.1");
  here.push("", "v1.1");
  const before = here.remote.refs();
  const { told } = await bothJobs(here, "v1.1");
  expect(told.error).toMatchObject({ code: "release-conflict" });
  const { files, draft, body } = onlyRelease(here.forge);
  expect(files).toEqual(contract);
  expect(draft).toBe(false);
  expect(body).toContain("A thing.");
  expect(here.remote.refs()).toEqual(before);
  expect(storedBy(here.pypi)).toEqual(names);
  expect(here.forge.events.filter(({ type }) => type === "created")).toHaveLength(1);
});
