/** What git tells of a project's checkout; one of the two places that start processes. */

import { realpath } from "node:fs/promises";

/** Where git runs: this machine's program, or another machine's in its place. */
export interface Git {
  /** Runs commands in a folder; what each printed, without the last line's end, and `undefined` for one that failed. */
  run(folder: string, commands: readonly (readonly string[])[]): Promise<readonly (string | undefined)[]>;
  /** Copies the history that a version is computed from, tags included, into `to/.git`. */
  copyHistory(top: string, to: string): Promise<void>;
}

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

/** Takes files (relative paths) out of a list that are no part of the project, though git does not ignore them. */
export type Sieve = (files: readonly string[]) => Promise<readonly string[]>;

const untrackedFiles = ["ls-files", "-z", "--others", "--exclude-standard", "--", "."];

/** The checkout around `folder`; `undefined` where there is none, no git, or no commit. */
export async function readCheckout(
  folder: string,
  git: Git,
  sieve: Sieve = (files) => Promise.resolve(files),
): Promise<Checkout | undefined> {
  const [top, head, status, untracked, shallow, tags, submodules] = await git.run(folder, [
    ["rev-parse", "--show-toplevel"],
    ["log", "-1", "--format=%H %ct"],
    ["status", "--porcelain", "--untracked-files=no", "--", "."],
    untrackedFiles,
    ["rev-parse", "--is-shallow-repository"],
    ["tag", "--list"],
    ["submodule", "status", "--recursive"],
  ]);
  if (top === undefined || head === undefined) return undefined;
  const [commit = "", epoch = "0"] = head.split(" ");
  const lines = (text: string | undefined) => (text ?? "").split("\n").filter(Boolean);
  return {
    top: await realpath(top),
    commit,
    dirty: lines(status).length > 0 || (await sieve(split(untracked))).length > 0,
    epoch: Number(epoch),
    shallow: shallow === "true",
    tags: lines(tags).length,
    missingSubmodules: lines(submodules)
      .filter((line) => line.startsWith("-"))
      .map((line) => line.slice(1).split(" ")[1] ?? ""),
  };
}

/** Paths below `folder`, relative to it, that git tracks or does not ignore; submodules' files included. */
export async function listFiles(folder: string, git: Git, sieve: Sieve): Promise<string[]> {
  const [tracked, untracked] = await git.run(folder, [
    ["ls-files", "-z", "--cached", "--recurse-submodules", "--", "."],
    untrackedFiles,
  ]);
  return [...new Set([...split(tracked), ...(await sieve(split(untracked)))])].sort();
}

/** The paths of a command with `-z`. */
function split(text = ""): string[] {
  return text.split("\0").filter(Boolean);
}

/** The program on PATH. */
export const gitProgram: Git = {
  run: (folder, commands) => Promise.all(commands.map((argv) => git(folder, argv))),
  copyHistory: async (top, to) => {
    await git(top, ["clone", "--quiet", "--bare", "--local", top, `${to}/.git`], "must");
    await git(to, ["config", "core.bare", "false"], "must");
    // The index of HEAD.
    await git(to, ["reset", "--quiet"], "must");
  },
};

async function git(cwd: string, argv: readonly string[], must?: "must"): Promise<string | undefined> {
  const { $ } = await import("zx");
  const run = $({ cwd, nothrow: true, quiet: true, stdio: ["ignore", "pipe", "pipe"] });
  // A checkout of another user (a mounted volume, a CI runner) is still the user's own project.
  const result = await run`git -c safe.directory=* ${argv}`;
  if (result.exitCode === 0) return result.stdout.replace(/\n$/, "");
  if (must) throw new Error(`git ${argv[0] ?? ""}: ${result.stderr.trim()}`);
  return undefined;
}

export interface GitRun {
  readonly status: number;
  readonly stdout: string;
  /** What git said, without passwords of addresses. */
  readonly stderr: string;
}

export interface GitOptions {
  /** The whole environment; without it, this process's own. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly input?: string;
  readonly signal?: AbortSignal;
}

/** Runs one git command, whatever its end; never asks anybody anything. Throws only where it was aborted, or git cannot start. */
export async function runGit(
  folder: string,
  argv: readonly string[],
  options: GitOptions = {},
): Promise<GitRun> {
  const { $ } = await import("zx");
  const { env, input = "", signal } = options;
  signal?.throwIfAborted();
  const quiet = { LC_ALL: "C", GIT_TERMINAL_PROMPT: "0" };
  const run = $({
    cwd: folder,
    nothrow: true,
    quiet: true,
    input,
    ...(env === undefined ? {} : { env: { ...env, ...quiet } }),
    ...(signal === undefined ? {} : { signal }),
  });
  const { exitCode, stdout, stderr } = await run`git -c safe.directory=* ${argv}`;
  signal?.throwIfAborted();
  return { status: exitCode ?? 128, stdout, stderr: stderr.replace(/(\w:\/\/)[^\s/@]*@/g, "$1") };
}
