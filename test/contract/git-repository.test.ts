/** The port `Repository` and the claim against real git repositories and a real remote. */

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync, existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { ServiceFailure } from "../../src/clients/service-failure.ts";
import { gitRepository } from "../../src/clients/git-repository.ts";
import type { Repository } from "../../src/clients/repository.ts";
import {
  claimEffect,
  claimLifetimeMs,
  claimRef,
  releaseClaim,
  renewClaim,
  type ClaimOwner,
  type ClaimRequest,
} from "../../src/release/claim.ts";
import { gitEnv } from "../support/git.ts";

const signal = new AbortController().signal;

function git(folder: string, ...argv: string[]): string {
  return execFileSync("git", argv, {
    cwd: folder,
    env: gitEnv,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  }).trim();
}

/** A bare remote with one commit on main, and a clone of it. */
function remoteAndClone(): { remote: string; clone: string; more: () => string } {
  const folder = mkdtempSync(join(tmpdir(), "wheelway-git-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const remote = join(folder, "remote.git");
  git(folder, "init", "--quiet", "--bare", "--initial-branch=main", remote);
  let clones = 0;
  const more = () => {
    const clone = join(folder, `clone-${(clones += 1)}`);
    git(folder, "clone", "--quiet", remote, clone);
    return clone;
  };
  const first = more();
  writeFileSync(join(first, "VERSION"), "1.0\n");
  git(first, "add", ".");
  git(first, "commit", "--quiet", "-m", "first");
  git(first, "push", "--quiet", "origin", "HEAD:main");
  return { remote, clone: more(), more };
}

const open = (folder: string): Promise<Repository> =>
  gitRepository({ folder, remote: "origin", env: gitEnv });

describe("a repository", () => {
  it("tells its main branch, head, author and changes", async () => {
    const { clone } = remoteAndClone();
    const repository = await open(clone);
    expect(await repository.mainBranch()).toBe("main");
    const { commit, branch } = await repository.head();
    expect(branch).toBe("main");
    expect(commit).toBe(git(clone, "rev-parse", "HEAD"));
    expect(await repository.author()).toBe("Test <test@example.invalid>");
    expect(await repository.changes()).toEqual([]);
    writeFileSync(join(clone, "a b\n.txt"), "new");
    git(clone, "mv", "VERSION", "OLD");
    expect(await repository.changes()).toEqual(["OLD", "VERSION", "a b\n.txt"]);
  });

  it("commits as the one who started the CI's run, where git knows nobody, and as nobody on a laptop", async () => {
    const { clone } = remoteAndClone();
    git(clone, "config", "user.useConfigOnly", "true");
    const { PATH, HOME, GIT_CONFIG_NOSYSTEM, GIT_CONFIG_GLOBAL } = gitEnv;
    const nobody = { PATH, HOME, GIT_CONFIG_NOSYSTEM, GIT_CONFIG_GLOBAL };
    const inCi = (actor: string, more = {}) => ({
      ...nobody,
      GITLAB_CI: "true",
      GITLAB_USER_LOGIN: actor,
      CI_PIPELINE_URL: "https://gitlab.example.org/demo/demo/-/pipelines/7",
      ...more,
    });
    const authorIn = async (env: NodeJS.ProcessEnv) =>
      (await gitRepository({ folder: clone, remote: "origin", env })).author();
    expect(await authorIn(inCi("ada"))).toBe("ada <noreply@gitlab.example.org>");
    expect(await authorIn(inCi("<.>"))).toBe("gitlab <noreply@gitlab.example.org>");
    const named = { GIT_AUTHOR_NAME: "Bob", GIT_AUTHOR_EMAIL: "bob@example.org" };
    const committer = { GIT_COMMITTER_NAME: "Bob", GIT_COMMITTER_EMAIL: "bob@example.org" };
    expect(await authorIn(inCi("ada", { ...named, ...committer }))).toBe("Bob <bob@example.org>");
    await expect(authorIn(nobody)).rejects.toThrow("Author identity unknown");
  });

  it("commits exactly what it is told, tags it with its message, and takes both back", async () => {
    const { clone } = remoteAndClone();
    const repository = await open(clone);
    const before = (await repository.head()).commit;
    writeFileSync(join(clone, "VERSION"), "1.1\n");
    writeFileSync(join(clone, "mine.txt"), "not yours");
    const commit = await repository.commit(["VERSION"], "Release 1.1\n\n# not a comment");
    expect(await repository.changes()).toEqual(["mine.txt"]);
    expect(await repository.fileAt(commit, "VERSION")).toBe("1.1\n");
    expect(git(clone, "log", "-1", "--format=%B")).toContain("Release 1.1");
    const object = await repository.tag(
      "v1.1",
      commit,
      "Release 1.1\n\nmanifest: sha256:ab\n# kept\n",
      false,
    );
    expect(object).toMatch(/^[0-9a-f]{40}$/);
    expect(await repository.tagMessage("refs/tags/v1.1")).toBe("Release 1.1\n\nmanifest: sha256:ab\n# kept");
    expect(await repository.messageOf(commit)).toContain("Release 1.1");
    expect(await repository.commitOf("v1.1")).toBe(commit);
    const undoing = { branch: "main", from: commit, to: before, written: ["VERSION"] };
    expect(await repository.undoCommit({ ...undoing, from: before })).toBe(false);
    await repository.removeTag("v1.1");
    expect(await repository.undoCommit(undoing)).toBe(true);
    expect((await repository.head()).commit).toBe(before);
    expect(readFileSync(join(clone, "VERSION"), "utf8")).toBe("1.0\n");
    expect(readFileSync(join(clone, "mine.txt"), "utf8")).toBe("not yours");
    expect(await repository.tags()).toEqual([]);
  });

  it("pushes branch and tag together, or neither", async () => {
    const { clone, more } = remoteAndClone();
    const repository = await open(clone);
    const base = (await repository.head()).commit;
    writeFileSync(join(clone, "VERSION"), "1.1\n");
    const commit = await repository.commit(["VERSION"], "Release 1.1");
    const object = await repository.tag("v1.1", commit, "v1.1", false);
    const updates = [
      { from: commit, to: "refs/heads/main", expected: base },
      { from: object, to: "refs/tags/v1.1", expected: undefined },
    ];
    const other = more();
    writeFileSync(join(other, "x"), "x");
    git(other, "add", ".");
    git(other, "commit", "--quiet", "-m", "other");
    git(other, "push", "--quiet", "origin", "HEAD:main");
    expect(await repository.push(updates, signal)).toMatchObject({
      state: "rejected",
      ref: "refs/heads/main",
    });
    expect(await repository.remoteRefs("refs/tags/", signal)).toEqual([]);
    git(other, "push", "--quiet", "--force", "origin", `${base}:main`);
    expect(await repository.push(updates, signal)).toEqual({ state: "pushed" });
    expect(await repository.remoteRefs("refs/tags/v1.1", signal)).toEqual([
      { ref: "refs/tags/v1.1", object, commit },
    ]);
    const another = await repository.tag("v1.1", commit, "another message", false);
    const again = { from: another, to: "refs/tags/v1.1", expected: undefined };
    expect(await repository.push([again], signal)).toMatchObject({
      state: "rejected",
      ref: "refs/tags/v1.1",
    });
  });

  it("tells a remote that does not answer from one that refuses", async () => {
    const { clone, remote } = remoteAndClone();
    const repository = await open(clone);
    rmSync(remote, { recursive: true });
    await expect(repository.remoteRefs("refs/", signal)).rejects.toMatchObject({ kind: "unclear" });
    const { commit } = await repository.head();
    const push = repository.push([{ from: commit, to: "refs/heads/x", expected: undefined }], signal);
    await expect(push).rejects.toMatchObject({ name: "ServiceFailure", kind: "unclear" });
  });

  it("gives a worktree that leaves nothing behind", async () => {
    const { clone } = remoteAndClone();
    const repository = await open(clone);
    const { folder, remove } = await repository.worktree("HEAD");
    expect(readFileSync(join(folder, "VERSION"), "utf8")).toBe("1.0\n");
    await remove();
    expect(existsSync(folder)).toBe(false);
    expect(git(clone, "worktree", "list").split("\n")).toHaveLength(1);
  });

  it("takes names that look like options or addresses for names", async () => {
    const { clone } = remoteAndClone();
    const repository = await open(clone);
    expect(await repository.commitOf("--help")).toBeUndefined();
    expect(await repository.fileAt("--output=x", "VERSION")).toBeUndefined();
    expect(await repository.commitOf("HEAD; touch pwned")).toBeUndefined();
    expect(existsSync(join(clone, "pwned"))).toBe(false);
  });
});

describe("a claim", () => {
  const ref = claimRef("demo", "1.1");
  const owner = (token: string, more: Partial<ClaimOwner> = {}): ClaimOwner => ({
    token,
    by: "Test",
    host: "here",
    pid: 1,
    ciRun: null,
    since: 1000,
    ...more,
  });
  const request = (
    repository: Repository,
    of: ClaimOwner,
    more: Partial<ClaimRequest> = {},
  ): ClaimRequest => ({
    repository,
    ref,
    owner: of,
    isRunning: () => true,
    now: () => 2000,
    takeOver: false,
    ...more,
  });

  it("is got by one, told to the other, and free again when given back", async () => {
    const { clone, more } = remoteAndClone();
    const [mine, other] = [await open(clone), await open(more())];
    await claimEffect(request(mine, owner("a"))).run(signal);
    expect(await claimEffect(request(mine, owner("a"))).probe(signal)).toMatchObject({ state: "same" });
    const theirs = claimEffect(request(other, owner("b")));
    expect(await theirs.probe(signal)).toMatchObject({
      state: "conflict",
      why: expect.stringContaining("Test") as string,
    });
    await expect(theirs.run(signal)).rejects.toMatchObject({ kind: "later" });
    await releaseClaim(request(other, owner("b")), signal);
    expect(await theirs.probe(signal)).toMatchObject({ state: "conflict" });
    await releaseClaim(request(mine, owner("a")), signal);
    expect(await theirs.probe(signal)).toEqual({ state: "absent" });
  });

  it.for<readonly [string, Partial<ClaimOwner>, Partial<ClaimRequest>, boolean]>([
    ["its process is gone, on the same machine", {}, { isRunning: () => false }, true],
    ["its process is gone, but it was another machine", { host: "there" }, { isRunning: () => false }, false],
    ["it has been silent for too long", { host: "there" }, { now: () => 1001 + claimLifetimeMs }, true],
    ["it was an earlier attempt of the same CI run", { host: "there", ciRun: "run 1" }, {}, true],
    ["a person says so", { host: "there" }, { takeOver: true }, true],
  ])("may be taken over where %s: %#", async ([, holder, circumstances, may]) => {
    const { clone, more } = remoteAndClone();
    const [gone, heir] = [await open(clone), await open(more())];
    await claimEffect(request(gone, owner("dead", holder))).run(signal);
    const mine = request(
      heir,
      owner("heir", holder.ciRun === undefined ? {} : { ciRun: "run 1" }),
      circumstances,
    );
    const { state } = await claimEffect(mine).probe(signal);
    expect(state).toBe(may ? "absent" : "conflict");
    if (!may) return;
    await claimEffect(mine).run(signal);
    expect(await claimEffect(mine).probe(signal)).toMatchObject({ state: "same" });
    expect(await renewClaim(request(gone, owner("dead", holder)), signal)).toBe(false);
    expect(await renewClaim(mine, signal)).toBe(true);
  });

  it("is got by exactly one of many that want it at once", async () => {
    const { more } = remoteAndClone();
    const repositories = await Promise.all(Array.from({ length: 10 }, () => open(more())));
    const tries = Array.from({ length: 50 }, (_, n) => ({
      n,
      repository: repositories[n % 10] as Repository,
    }));
    const ends = await Promise.all(
      tries.map(({ n, repository }) =>
        claimEffect(request(repository, owner(`token ${n}`)))
          .run(new AbortController().signal)
          .then(
            () => "got it",
            (error: unknown) => (error instanceof ServiceFailure ? error.kind : error),
          ),
      ),
    );
    expect(ends.filter((end) => end === "got it")).toHaveLength(1);
    expect(ends.filter((end) => end === "later")).toHaveLength(49);
  });
});
