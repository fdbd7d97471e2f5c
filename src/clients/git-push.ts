/** Pushes refs so that each is written only where the remote has what was expected, and reads git's answer. */

import type { GitOptions, GitRun } from "./git.ts";
import type { PushOutcome, RefUpdate } from "./repository.ts";
import { ServiceFailure } from "./service-failure.ts";

type Git = (argv: readonly string[], options?: GitOptions) => Promise<GitRun>;

/** All or none where the remote knows `--atomic`. A lost connection is a `ServiceFailure` "unclear". */
export async function pushRefs(
  git: Git,
  remote: string,
  updates: readonly RefUpdate[],
  signal: AbortSignal,
): Promise<PushOutcome> {
  const leases = updates.map(({ to, expected = "" }) => `--force-with-lease=${to}:${expected}`);
  const specs = updates.map(({ from = "", to }) => `${from}:${to}`);
  const push = (atomic: readonly string[]) =>
    git(["push", "--porcelain", "--quiet", ...atomic, ...leases, "--", remote, ...specs], { signal });
  let pushed = await push(["--atomic"]);
  if (pushed.status !== 0 && /does not support --atomic/.test(pushed.stderr)) pushed = await push([]);
  if (pushed.status === 0) return { state: "pushed" };
  const rejected = rejections(pushed.stdout);
  const [first] = rejected.filter(({ why }) => !why.includes("atomic push failed"));
  if (first ?? rejected[0]) return { state: "rejected", ...(first ?? rejected[0] ?? { ref: "", why: "" }) };
  const why = pushed.stderr.trim().split("\n").at(-1) ?? "git says no more";
  const unauthorized = /Authentication failed|could not read Username|Permission denied|40[13]\b/.test(
    pushed.stderr,
  );
  throw new ServiceFailure({
    service: `the git remote ${remote}`,
    kind: unauthorized ? "unauthorized" : "unclear",
    why,
  });
}

/** Lines such as `!\trefs/heads/x:refs/heads/x\t[rejected] (stale info)`. */
function rejections(stdout: string): { ref: string; why: string }[] {
  return stdout.split("\n").flatMap((line) => {
    const match = /^!\t[^\t]*:([^\t]+)\t(.*)$/.exec(line);
    return match ? [{ ref: match[1] ?? "", why: (match[2] ?? "").replace(/[[\]]/g, "") }] : [];
  });
}
