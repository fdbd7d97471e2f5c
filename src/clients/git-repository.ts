/** The port `Repository` by git's own program. */

import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { runGit, type GitOptions, type GitRun } from "./git.ts";
import { withAuthor } from "./git-author.ts";
import { gitCommits, type Commits } from "./git-commits.ts";
import { pushRefs } from "./git-push.ts";
import { fetchObject, tagObjectMessage } from "./git-tag-object.ts";
import { fastForward, restore, revertIn, undoCommit, type Reverted, type Undoing } from "./git-undo.ts";
import type { PushOutcome, RefUpdate, RemoteRef, Repository } from "./repository.ts";
import { ServiceFailure } from "./service-failure.ts";

export interface GitRepositoryOptions {
  /** Any folder of the checkout. */
  readonly folder: string;
  readonly remote: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Throws an `Error` with git's words where a local command fails; a remote that does not answer is a `ServiceFailure`. */
export async function gitRepository(options: GitRepositoryOptions): Promise<Repository> {
  const { env, folder, remote } = options;
  const top = (await must(folder, ["rev-parse", "--show-toplevel"], { env })).trimEnd();
  return new GitRepository(top, remote, await withAuthor(top, env));
}

class GitRepository implements Repository {
  readonly folder: string;
  readonly remote: string;
  readonly commits: Commits;
  readonly #env: GitRepositoryOptions["env"];

  constructor(folder: string, remote: string, env: GitRepositoryOptions["env"]) {
    this.folder = folder;
    this.remote = remote;
    this.#env = env;
    this.commits = gitCommits(this.#git, env);
  }

  readonly #git = (argv: readonly string[], more: GitOptions = {}): Promise<GitRun> =>
    runGit(this.folder, argv, { env: this.#env, ...more });

  async #local(argv: readonly string[], more: GitOptions = {}): Promise<string> {
    return (await must(this.folder, argv, { env: this.#env, ...more })).replace(/\n$/, "");
  }

  /** What it printed; `undefined` where it failed or had nothing to say. */
  async #first(argv: readonly string[]): Promise<string | undefined> {
    const { status, stdout } = await this.#git(argv);
    return status === 0 && stdout.trim() !== "" ? stdout.trimEnd() : undefined;
  }

  remoteAddress(): Promise<string | undefined> {
    return this.#first(["remote", "get-url", this.remote]);
  }

  async gitFolder(): Promise<string> {
    return resolve(this.folder, await this.#local(["rev-parse", "--git-common-dir"]));
  }

  async cloneTo(to: string, inside: string): Promise<string> {
    const address = await this.#local(["remote", "get-url", this.remote]);
    const options = ["--quiet", "--no-hardlinks", "--origin", this.remote];
    await this.#local(["clone", ...options, "--", this.folder, to]);
    const clone = { env: this.#env };
    // A relative address begins at the checkout.
    const absolute = /^\.{1,2}\//.test(address) ? resolve(this.folder, address) : address;
    await must(to, ["remote", "set-url", this.remote, absolute], clone);
    await must(to, ["remote", "set-head", this.remote, await this.mainBranch()], clone).catch(
      () => undefined,
    );
    return join(to, relative(await realpath(this.folder), await realpath(inside)));
  }

  async mainBranch(): Promise<string> {
    const known = await this.#first(["symbolic-ref", "--short", `refs/remotes/${this.remote}/HEAD`]);
    if (known !== undefined) return known.slice(this.remote.length + 1);
    const asked = await this.#git(["ls-remote", "--symref", "--", this.remote, "HEAD"]);
    return /^ref: refs\/heads\/(\S+)\tHEAD$/m.exec(asked.stdout)?.[1] ?? "main";
  }

  async fetch(signal: AbortSignal): Promise<void> {
    const fetched = await this.#git(["fetch", "--quiet", "--no-tags", "--", this.remote], { signal });
    if (fetched.status !== 0) throw unreachable(this.remote, fetched);
  }

  async head() {
    const branch = await this.#first(["symbolic-ref", "--quiet", "--short", "HEAD"]);
    return { commit: await this.#local(["rev-parse", "HEAD"]), branch };
  }

  async changes(): Promise<readonly string[]> {
    return changedPaths(await this.#local(["status", "--porcelain=v1", "-z", "--untracked-files=all"]));
  }

  commitOf(ref: string): Promise<string | undefined> {
    return this.#first(["rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`]);
  }

  messageOf(commit: string): Promise<string> {
    return this.#local(["log", "-1", "--format=%B", "--end-of-options", commit]);
  }

  async isAncestor(older: string, newer: string): Promise<boolean> {
    return (await this.#git(["merge-base", "--is-ancestor", older, newer])).status === 0;
  }

  async fileAt(commit: string, path: string): Promise<string | undefined> {
    const shown = await this.#git(["show", "--end-of-options", `${commit}:${path}`]);
    return shown.status === 0 ? shown.stdout : undefined;
  }

  async tags(): Promise<readonly string[]> {
    return (await this.#local(["tag", "--list"])).split("\n").filter(Boolean);
  }

  async remoteRefs(prefix: string, signal: AbortSignal): Promise<readonly RemoteRef[]> {
    const listed = await this.#git(["ls-remote", "--", this.remote, `${prefix}*`], { signal });
    if (listed.status !== 0) throw unreachable(this.remote, listed);
    return remoteRefs(listed.stdout, prefix);
  }

  async remoteFile({ ref, commit }: RemoteRef, path: string, signal: AbortSignal) {
    const fetched = await this.#git(["fetch", "--quiet", "--no-tags", "--", this.remote, ref], { signal });
    // It may be gone, or another one, by now.
    const text = await this.fileAt(commit, path);
    const gone = fetched.status === 0 || fetched.stderr.includes("couldn't find remote ref");
    if (text === undefined && !gone) throw unreachable(this.remote, fetched);
    return text;
  }

  async commit(paths: readonly string[], message: string): Promise<string> {
    await this.#local(["add", "--", ...paths]);
    await this.#local(["commit", "--quiet", "--only", "-F", "-", "--", ...paths], { input: message });
    return this.#local(["rev-parse", "HEAD"]);
  }

  async loneCommit(file: string, text: string, message: string): Promise<string> {
    const blob = await this.#local(["hash-object", "-w", "--stdin"], { input: text });
    const tree = await this.#local(["mktree"], { input: `100644 blob ${blob}\t${file}\n` });
    return this.#local(["commit-tree", tree, "-F", "-"], { input: message });
  }

  async tag(name: string, commit: string, message: string, sign: boolean): Promise<string> {
    const how = ["--force", sign ? "--sign" : "--annotate", "--cleanup=verbatim", "-F", "-"];
    await this.#local(["tag", ...how, name, commit], { input: message });
    return this.#local(["rev-parse", "--verify", `refs/tags/${name}`]);
  }

  /** Without its signature. */
  tagMessage(ref: string): Promise<string | undefined> {
    return this.#first(["for-each-ref", "--format=%(contents:subject)%0a%0a%(contents:body)", ref]);
  }

  async remoteTagMessage(ref: RemoteRef, signal: AbortSignal): Promise<string | undefined> {
    if (ref.object === ref.commit) return undefined;
    const fetched = await fetchObject(this.#git, this.remote, ref, signal);
    const message = await tagObjectMessage(this.#git, ref.object);
    // It may be gone, or another one, by now.
    if (message === undefined && fetched.status !== 0) throw unreachable(this.remote, fetched);
    return message;
  }

  async removeTag(name: string): Promise<void> {
    await this.#git(["tag", "--delete", "--", name]);
  }

  undoCommit(undoing: Undoing): Promise<boolean> {
    return undoCommit(this.#git, undoing);
  }

  fastForward(to: string): Promise<boolean> {
    return fastForward(this.#git, to);
  }

  async revert(commit: string, on: string): Promise<Reverted> {
    const { folder, remove } = await this.worktree(on);
    return revertIn(this.#git, folder, commit, on).finally(remove);
  }

  restore(commit: string, paths: readonly string[]): Promise<void> {
    return restore(this.#git, commit, paths);
  }

  push(updates: readonly RefUpdate[], signal: AbortSignal): Promise<PushOutcome> {
    return pushRefs(this.#git, this.remote, updates, signal);
  }

  async worktree(commit: string) {
    const folder = await mkdtemp(join(tmpdir(), "wheelway-worktree-"));
    await this.#local(["worktree", "add", "--quiet", "--detach", folder, commit]);
    const remove = async () => {
      await this.#git(["worktree", "remove", "--force", folder]);
      await rm(folder, { recursive: true, force: true });
      await this.#git(["worktree", "prune"]);
    };
    return { folder, remove };
  }

  async author(): Promise<string> {
    return (await this.#local(["var", "GIT_AUTHOR_IDENT"])).replace(/ \d+ [+-]\d{4}$/, "");
  }
}

async function must(folder: string, argv: readonly string[], options: GitOptions): Promise<string> {
  const { status, stdout, stderr } = await runGit(folder, argv, options);
  if (status !== 0) throw new Error(`git ${argv[0] ?? ""}: ${stderr.trim() || `exit status ${status}`}`);
  return stdout;
}

function unreachable(remote: string, { stderr }: GitRun): ServiceFailure {
  const unauthorized = /Authentication failed|could not read Username|Permission denied|40[13]\b/.test(
    stderr,
  );
  const why = stderr.trim().split("\n").at(-1) ?? "git says no more";
  return new ServiceFailure({
    service: `the git remote ${remote}`,
    kind: unauthorized ? "unauthorized" : "unclear",
    why,
  });
}

/** Both names of a rename count. */
function changedPaths(status: string): string[] {
  const fields = status.split("\0").filter(Boolean);
  const paths: string[] = [];
  for (let at = 0; at < fields.length; at += 1) {
    const field = fields[at] ?? "";
    paths.push(field.slice(3));
    if (/^[RC]/.test(field)) paths.push(fields[(at += 1)] ?? "");
  }
  return paths.sort();
}

function remoteRefs(listed: string, prefix: string): RemoteRef[] {
  const found = new Map<string, RemoteRef>();
  for (const line of listed.split("\n").filter(Boolean)) {
    const [object = "", name = ""] = line.split("\t");
    // ls-remote's patterns match the end of names too.
    if (!name.startsWith(prefix)) continue;
    const ref = name.replace(/\^\{\}$/, "");
    const before = found.get(ref);
    found.set(ref, before ? { ...before, commit: object } : { ref, object, commit: object });
  }
  return [...found.values()];
}
