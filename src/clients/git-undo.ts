/** Moves a branch of the checkout: back over a commit that nobody else has, and on to what upstream has. */

import type { GitOptions, GitRun } from "./git.ts";

type Git = (argv: readonly string[], options?: GitOptions) => Promise<GitRun>;

export interface Undoing {
  readonly branch: string;
  readonly from: string;
  readonly to: string;
  /** Paths (relative to the top) whose changes go with the commit; all others stay in the working tree, as before it. */
  readonly written: readonly string[];
}

/** `false` where the branch is no longer at `from`, or files of the working tree are in the way. */
export async function undoCommit(git: Git, { branch, from, to, written }: Undoing): Promise<boolean> {
  const { stdout } = await git(["rev-parse", "--verify", "--quiet", `refs/heads/${branch}`]);
  if (stdout.trim() !== from) return false;
  const current = await git(["symbolic-ref", "--quiet", "--short", "HEAD"]);
  if (current.stdout.trim() !== branch)
    return (await git(["update-ref", `refs/heads/${branch}`, to, from])).status === 0;
  const changed = await git(["diff", "--name-only", "--no-renames", "-z", to, from]);
  const along = changed.stdout.split("\0").filter((path) => path !== "" && !written.includes(path));
  if ((await git(["reset", "--quiet", "--keep", to])).status !== 0) return false;
  if (along.length > 0) await git(["restore", `--source=${from}`, "--worktree", "--", ...along]);
  return true;
}

/** `false` where the branch has commits that are not behind `to`, or changes are in the way. */
export async function fastForward(git: Git, to: string): Promise<boolean> {
  return (await git(["merge", "--ff-only", "--quiet", to])).status === 0;
}

/** Gives paths the content that they have in a commit, in the index too. */
export async function restore(git: Git, commit: string, paths: readonly string[]): Promise<void> {
  if (paths.length === 0) return;
  await git(["restore", `--source=${commit}`, "--staged", "--worktree", "--", ...paths]);
}
