/** What git tells of a project's checkout; one of the two places that start processes. */

import { realpath } from "node:fs/promises";

export interface Checkout {
  /** The checkout's top folder (the project may be below it). */
  readonly top: string;
  readonly commit: string;
  /** Are there changes, tracked or not, below the project's folder? */
  readonly dirty: boolean;
  /** Seconds since 1970 of the last commit. */
  readonly epoch: number;
  readonly shallow: boolean;
  readonly tags: number;
  /** Paths of submodules that are registered but not checked out. */
  readonly missingSubmodules: readonly string[];
}

/** The checkout around `folder`; `undefined` where there is none, no git, or no commit. */
export async function readCheckout(folder: string): Promise<Checkout | undefined> {
  const top = await git(folder, ["rev-parse", "--show-toplevel"]);
  const head = await git(folder, ["log", "-1", "--format=%H %ct"]);
  if (top === undefined || head === undefined) return undefined;
  const [commit = "", epoch = "0"] = head.split(" ");
  const [status, shallow, tags, submodules] = await Promise.all([
    git(folder, ["status", "--porcelain", "--", "."]),
    git(folder, ["rev-parse", "--is-shallow-repository"]),
    git(folder, ["tag", "--list"]),
    git(folder, ["submodule", "status", "--recursive"]),
  ]);
  const lines = (text: string | undefined) => (text ?? "").split("\n").filter(Boolean);
  return {
    top: await realpath(top),
    commit,
    dirty: lines(status).length > 0,
    epoch: Number(epoch),
    shallow: shallow === "true",
    tags: lines(tags).length,
    missingSubmodules: lines(submodules)
      .filter((line) => line.startsWith("-"))
      .map((line) => line.slice(1).split(" ")[1] ?? ""),
  };
}

/** Paths below `folder`, relative to it, that git tracks or does not ignore; submodules' files included. */
export async function listFiles(folder: string): Promise<string[]> {
  const tracked = await git(folder, ["ls-files", "-z", "--cached", "--recurse-submodules", "--", "."]);
  const untracked = await git(folder, ["ls-files", "-z", "--others", "--exclude-standard", "--", "."]);
  return [...new Set(`${tracked ?? ""}\0${untracked ?? ""}`.split("\0").filter(Boolean))].sort();
}

/** Copies the history that a version is computed from, tags included, into `to/.git`, with the index of HEAD. */
export async function copyHistory(top: string, to: string): Promise<void> {
  await git(top, ["clone", "--quiet", "--bare", "--local", top, `${to}/.git`], "must");
  await git(to, ["config", "core.bare", "false"], "must");
  await git(to, ["reset", "--quiet"], "must");
}

async function git(cwd: string, argv: readonly string[], must?: "must"): Promise<string | undefined> {
  const { $ } = await import("zx");
  const run = $({ cwd, nothrow: true, quiet: true, stdio: ["ignore", "pipe", "pipe"] });
  // A checkout of another user (a mounted volume, a CI runner) is still the user's own project.
  const result = await run`git -c safe.directory=* ${argv}`;
  if (result.exitCode === 0) return result.stdout.replace(/\n$/, "");
  if (must) throw new Error(`git ${argv[0] ?? ""}: ${result.stderr.trim()}`);
  return undefined;
}
