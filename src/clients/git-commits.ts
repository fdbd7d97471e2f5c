/** Commits that are made without a working tree, on top of what others have; and how one of them is found again. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { GitOptions, GitRun } from "./git.ts";

export interface CommitOnto {
  readonly parent: string;
  readonly files: readonly {
    /** Relative to the top. */
    readonly path: string;
    readonly text: string;
  }[];
  readonly message: string;
}

export interface Commits {
  /**
   * A commit object on a parent, with files in the place of those that stand there; nothing points to it yet. Line ends and filters
   * are those of the repository's attributes, and it is signed where git is configured so. Throws an `Error` in words where
   * something that is no file is in a file's place.
   */
  onto(what: CommitOnto): Promise<string>;
  /** The newest commit after one and up to another whose message has this text; `undefined` where there is none. */
  saying(text: string, after: string, upTo: string): Promise<string | undefined>;
}

type Git = (argv: readonly string[], options?: GitOptions) => Promise<GitRun>;

/** @param env the whole environment of git */
export function gitCommits(git: Git, env: NonNullable<GitOptions["env"]>): Commits {
  const must = async (argv: readonly string[], options?: GitOptions) => {
    const { status, stdout, stderr } = await git(argv, options);
    if (status === 0) return stdout.trimEnd();
    throw new Error(`git ${argv[0] ?? ""}: ${stderr.trim() || `exit status ${status}`}`);
  };
  return {
    onto: async ({ parent, files, message }) => {
      const folder = await mkdtemp(join(tmpdir(), "wheelway-index-"));
      try {
        const index = { env: { ...env, GIT_INDEX_FILE: join(folder, "index") } };
        await must(["read-tree", parent], index);
        for (const { path, text } of files) {
          const mode = modeOf(path, await must(["ls-tree", parent, "--", `:(top,literal)${path}`]));
          const blob = await must(["hash-object", "-w", "--stdin", `--path=${path}`], { input: text });
          await must(["update-index", "--add", "--cacheinfo", `${mode},${blob},${path}`], index);
        }
        const tree = await must(["write-tree"], index);
        const signs = (await git(["config", "--type=bool", "--get", "commit.gpgsign"])).stdout.trim();
        const how = signs === "true" ? ["-S"] : [];
        return await must(["commit-tree", ...how, "-p", parent, "-F", "-", tree], { input: message });
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
    saying: async (text, after, upTo) => {
      const wanted = ["--fixed-strings", `--grep=${text}`, "--format=%H", "--max-count=1"];
      const found = await must(["log", ...wanted, "--end-of-options", `${after}..${upTo}`]);
      return found === "" ? undefined : found;
    },
  };
}

/** That of the file which is there; a link or a folder is not written over. */
function modeOf(path: string, listed: string): string {
  const [mode = ""] = listed.split(/\s/);
  if (mode === "" || mode === "100644" || mode === "100755") return mode === "" ? "100644" : mode;
  throw new Error(`${path} is no file there`);
}
