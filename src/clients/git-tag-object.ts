/** What the tag objects of a remote say: a checkout may have none of its tags, or lightweight ones in their place. */

import type { GitOptions, GitRun } from "./git.ts";
import type { RemoteRef } from "./repository.ts";

type Git = (argv: readonly string[], options?: GitOptions) => Promise<GitRun>;

/** The outcome of a fetch that brings the object behind a remote ref, and no ref of its own. */
export function fetchObject(
  git: Git,
  remote: string,
  { ref }: RemoteRef,
  signal: AbortSignal,
): Promise<GitRun> {
  return git(["fetch", "--quiet", "--no-tags", "--", remote, ref], { signal });
}

/** The message of a tag object that is here, with its signature; `undefined` where the object is none. */
export async function tagObjectMessage(git: Git, object: string): Promise<string | undefined> {
  const { status, stdout } = await git(["cat-file", "tag", object]);
  if (status !== 0) return undefined;
  const head = stdout.indexOf("\n\n");
  return head === -1 ? undefined : stdout.slice(head + 2);
}
