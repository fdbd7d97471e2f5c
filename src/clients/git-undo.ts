/** Takes commits back: by moving the branch, as long as nobody else has them; by a commit that reverts them, afterwards. */

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

/** How a commit is taken back that others have. */
export type Reverted =
  /** A new commit on top of `on`; nothing points to it yet. */
  | { readonly state: "made"; readonly commit: string }
  | { readonly state: "was-there"; readonly commit: string }
  | { readonly state: "conflict" };

/** `worktree` is a temporary one at `on`: the checkout of the user is not touched. */
export async function revertIn(git: Git, worktree: string, commit: string, on: string): Promise<Reverted> {
  const named = ["log", "-1", "--format=%H", "--fixed-strings", `--grep=This reverts commit ${commit}`];
  const before = await git([...named, `${commit}..${on}`]);
  if (before.stdout.trim() !== "") return { state: "was-there", commit: before.stdout.trim() };
  if ((await git(["-C", worktree, "revert", "--no-edit", commit])).status !== 0) return { state: "conflict" };
  return { state: "made", commit: (await git(["-C", worktree, "rev-parse", "HEAD"])).stdout.trim() };
}
