/** The port to the project's git repository and its remote: what a release reads and writes there. */

import type { Commits } from "./git-commits.ts";
import type { Reverted, Undoing } from "./git-undo.ts";

export interface RemoteRef {
  readonly ref: string;
  /** What it points to; for an annotated tag the tag object. */
  readonly object: string;
  /** The commit behind it. */
  readonly commit: string;
}

/** How a push of refs ended; all of them or none where the remote can do it (`--atomic`). */
export type PushOutcome =
  | { readonly state: "pushed" }
  /** Somebody else was first: the ref is not what was expected. */
  | { readonly state: "rejected"; readonly ref: string; readonly why: string };

export interface RefUpdate {
  /** Local object or ref; `undefined` deletes. */
  readonly from: string | undefined;
  /** Full name on the remote. */
  readonly to: string;
  /** What must stand there now: an object, or `undefined` for nothing. The remote checks it atomically (`--force-with-lease`). */
  readonly expected: string | undefined;
}

export interface Repository {
  /** Top folder of the checkout. */
  readonly folder: string;
  /** "origin". */
  readonly remote: string;
  /** Commits that are made without a working tree. */
  readonly commits: Commits;
  /** Of the remote, as git has it; `undefined` where there is no such remote. */
  remoteAddress(): Promise<string | undefined>;
  /** Git's own folder, the same for all worktrees; absolute. */
  gitFolder(): Promise<string>;
  /**
   * A clone of its own, with the same remote, HEAD and branch, and this repository untouched. `to` does not exist yet.
   * @returns where `inside`, a path of the checkout, is in the clone
   */
  cloneTo(to: string, inside: string): Promise<string>;
  /** The branch that is released, as the configuration or the remote's HEAD says. */
  mainBranch(): Promise<string>;
  fetch(signal: AbortSignal): Promise<void>;
  head(): Promise<{ readonly commit: string; readonly branch: string | undefined }>;
  /** Paths with changes, tracked or not (ignored ones left out). */
  changes(): Promise<readonly string[]>;
  commitOf(ref: string): Promise<string | undefined>;
  /** A commit's message. */
  messageOf(commit: string): Promise<string>;
  isAncestor(older: string, newer: string): Promise<boolean>;
  /** A file's content at a commit. */
  fileAt(commit: string, path: string): Promise<string | undefined>;
  /** Local tags, and the remote's refs under a prefix, asked now. */
  tags(): Promise<readonly string[]>;
  remoteRefs(prefix: string, signal: AbortSignal): Promise<readonly RemoteRef[]>;
  /** A file of the commit behind a remote ref; `undefined` where it has none of that name. */
  remoteFile(ref: RemoteRef, path: string, signal: AbortSignal): Promise<string | undefined>;
  /** Commits exactly these paths (relative to the top) on HEAD; the new commit. */
  commit(paths: readonly string[], message: string): Promise<string>;
  /** A commit object without a parent or a branch, with one text file: for claims. Nothing points to it yet. */
  loneCommit(file: string, text: string, message: string): Promise<string>;
  /** Makes or replaces a local annotated tag; signed where git is configured so and `sign` is true. The tag object. */
  tag(name: string, commit: string, message: string, sign: boolean): Promise<string>;
  /** Of an annotated tag (`refs/tags/v1`), without a signature. */
  tagMessage(ref: string): Promise<string | undefined>;
  /** Of the annotated tag behind a remote ref, with its signature; `undefined` for a tag without a message. */
  remoteTagMessage(ref: RemoteRef, signal: AbortSignal): Promise<string | undefined>;
  removeTag(name: string): Promise<void>;
  /** Moves the branch back, only where it is still at `from`; the working tree's other changes stay. */
  undoCommit(undoing: Undoing): Promise<boolean>;
  /** Makes a commit on top of `on` that takes `commit` back; nothing points to it, and the working tree stays. */
  revert(commit: string, on: string): Promise<Reverted>;
  /** Moves the branch of the checkout on to a commit; `false` where that is no fast-forward, or changes are in the way. */
  fastForward(to: string): Promise<boolean>;
  /** Gives paths (relative to the top) the content that they have in a commit. */
  restore(commit: string, paths: readonly string[]): Promise<void>;
  push(updates: readonly RefUpdate[], signal: AbortSignal): Promise<PushOutcome>;
  /** A temporary worktree at a commit, removed by the answer's `remove`. */
  worktree(commit: string): Promise<{ readonly folder: string; readonly remove: () => Promise<void> }>;
  /** "name <mail>" as git would write it. */
  author(): Promise<string>;
}
