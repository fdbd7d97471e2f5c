/** The port `Repository` by git's own program. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runGit, type GitOptions, type GitRun } from "./git.ts";
import { pushRefs } from "./git-push.ts";
import type { RemoteRef, Repository } from "./repository.ts";
import { ServiceFailure } from "./service-failure.ts";

export interface GitRepositoryOptions {
  /** Any folder of the checkout. */
  readonly folder: string;
  readonly remote: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Throws an `Error` with git's words where a local command fails; a remote that does not answer is a `ServiceFailure`. */
export async function gitRepository(options: GitRepositoryOptions): Promise<Repository> {
  const { env, remote } = options;
  const top = (await must(options.folder, ["rev-parse", "--show-toplevel"], { env })).trimEnd();
  const git = (argv: readonly string[], more: GitOptions = {}) => runGit(top, argv, { env, ...more });
  const local = (argv: readonly string[], more: GitOptions = {}) => must(top, argv, { env, ...more });
  const first = async (argv: readonly string[]) => {
    const { status, stdout } = await git(argv);
    return status === 0 && stdout.trim() !== "" ? stdout.trimEnd() : undefined;
  };
  return {
    folder: top,
    remote,
    mainBranch: async () => {
      const known = await first(["symbolic-ref", "--short", `refs/remotes/${remote}/HEAD`]);
      if (known !== undefined) return known.slice(remote.length + 1);
      const asked = await git(["ls-remote", "--symref", "--", remote, "HEAD"]);
      return /^ref: refs\/heads\/(\S+)\tHEAD$/m.exec(asked.stdout)?.[1] ?? "main";
    },
    fetch: async (signal) => {
      const fetched = await git(["fetch", "--quiet", "--no-tags", "--", remote], { signal });
      if (fetched.status !== 0) throw unreachable(remote, fetched);
    },
    head: async () => {
      const branch = await first(["symbolic-ref", "--quiet", "--short", "HEAD"]);
      return { commit: (await local(["rev-parse", "HEAD"])).trimEnd(), branch };
    },
    changes: async () =>
      changedPaths(await local(["status", "--porcelain=v1", "-z", "--untracked-files=all"])),
    commitOf: (ref) => first(["rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`]),
    isAncestor: async (older, newer) =>
      (await git(["merge-base", "--is-ancestor", older, newer])).status === 0,
    fileAt: async (commit, path) => {
      const shown = await git(["show", "--end-of-options", `${commit}:${path}`]);
      return shown.status === 0 ? shown.stdout : undefined;
    },
    tags: async () => (await local(["tag", "--list"])).split("\n").filter(Boolean),
    remoteRefs: async (prefix, signal) => {
      const listed = await git(["ls-remote", "--", remote, `${prefix}*`], { signal });
      if (listed.status !== 0) throw unreachable(remote, listed);
      return remoteRefs(listed.stdout, prefix);
    },
    remoteFile: async ({ ref, commit }, path, signal) => {
      const fetched = await git(["fetch", "--quiet", "--no-tags", "--", remote, ref], { signal });
      // It may be gone, or another one, by now.
      const shown = await git(["show", "--end-of-options", `${commit}:${path}`]);
      if (shown.status === 0) return shown.stdout;
      if (fetched.status !== 0 && !fetched.stderr.includes("couldn't find remote ref"))
        throw unreachable(remote, fetched);
      return undefined;
    },
    commit: async (paths, message) => {
      await local(["add", "--", ...paths]);
      await local(["commit", "--quiet", "--only", "-F", "-", "--", ...paths], { input: message });
      return (await local(["rev-parse", "HEAD"])).trimEnd();
    },
    loneCommit: async (file, text, message) => {
      const blob = (await local(["hash-object", "-w", "--stdin"], { input: text })).trimEnd();
      const tree = (await local(["mktree"], { input: `100644 blob ${blob}\t${file}\n` })).trimEnd();
      return (await local(["commit-tree", tree, "-F", "-"], { input: message })).trimEnd();
    },
    tag: async (name, commit, message, sign) => {
      await local(
        ["tag", "--force", sign ? "--sign" : "--annotate", "--cleanup=verbatim", "-F", "-", name, commit],
        { input: message },
      );
      return (await local(["rev-parse", "--verify", `refs/tags/${name}`])).trimEnd();
    },
    tagMessage: (object) => first(["tag", "--list", "--format=%(contents)", "--points-at", object]),
    removeTag: async (name) => void (await git(["tag", "--delete", "--", name])),
    undoCommit: async (branch, from, to) => {
      if ((await first(["rev-parse", "--verify", "--quiet", `refs/heads/${branch}`])) !== from) return false;
      const current = await first(["symbolic-ref", "--quiet", "--short", "HEAD"]);
      const argv =
        current === branch
          ? ["reset", "--quiet", "--keep", to]
          : ["update-ref", `refs/heads/${branch}`, to, from];
      return (await git(argv)).status === 0;
    },
    push: (updates, signal) => pushRefs(git, remote, updates, signal),
    worktree: async (commit) => {
      const folder = await mkdtemp(join(tmpdir(), "wheelway-worktree-"));
      await local(["worktree", "add", "--quiet", "--detach", folder, commit]);
      const remove = async () => {
        await git(["worktree", "remove", "--force", folder]);
        await rm(folder, { recursive: true, force: true });
        await git(["worktree", "prune"]);
      };
      return { folder, remove };
    },
    author: async () => (await local(["var", "GIT_AUTHOR_IDENT"])).replace(/ \d+ [+-]\d{4}\s*$/, ""),
  };
}

async function must(folder: string, argv: readonly string[], options: GitOptions): Promise<string> {
  const { status, stdout, stderr } = await runGit(folder, argv, options);
  if (status !== 0) throw new Error(`git ${argv[0] ?? ""}: ${stderr.trim() || `exit status ${status}`}`);
  return stdout;
}

export function unreachable(remote: string, { stderr }: GitRun): ServiceFailure {
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
