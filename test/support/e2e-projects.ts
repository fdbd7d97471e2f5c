/** Projects for e2e tests: copies of the examples and of small test projects, in git or not, in folders of their own. */

import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, readdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { inject, onTestFinished, type TestContext } from "vitest";
import { sha256File } from "../../src/artifacts/digest.ts";

const root = join(import.meta.dirname, "../..");

/** A folder that goes away with the test; its path has no symbolic links. */
export function emptyFolder(prefix = "wheelway-e2e-project-"): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), prefix)));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A copy of `examples/NAME`; `to` does not exist yet. */
export function copyExample(name: string, to = join(emptyFolder(), name)): string {
  // What earlier builds left in the folder is no part of the example.
  const left =
    /(^|\/)(dist|dist\.partial|build|target|__pycache__|\.pytest_cache|[^/]*\.egg-info|wheelway\.lock)$/;
  cpSync(join(root, "examples", name), to, { recursive: true, filter: (path) => !left.test(path) });
  return to;
}

/** A copy of `test/support/projects/NAME`. */
export function copyTestProject(name: string, to = join(emptyFolder(), name)): string {
  cpSync(join(root, "test/support/projects", name), to, { recursive: true });
  return to;
}

/** The project that needs no package index; `config` is its wheelway.toml. */
export function tinyProject(config = "", to = join(emptyFolder(), "tiny")): string {
  copyTestProject("tiny", to);
  if (config !== "") writeFileSync(join(to, "wheelway.toml"), config);
  return to;
}

export function append(folder: string, file: string, text: string): void {
  const path = join(folder, file);
  writeFileSync(path, `${readFileSync(path, "utf8")}${text}`);
}

export function replaceIn(folder: string, file: string, from: string | RegExp, to: string): void {
  const path = join(folder, file);
  const text = readFileSync(path, "utf8");
  const changed = text.replace(from, to);
  if (changed === text) throw new Error(`${file} has no ${String(from)}`);
  writeFileSync(path, changed);
}

const gitEnv = {
  PATH: process.env["PATH"],
  HOME: tmpdir(),
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_AUTHOR_NAME: "Test",
  GIT_AUTHOR_EMAIL: "test@example.org",
  GIT_COMMITTER_NAME: "Test",
  GIT_COMMITTER_EMAIL: "test@example.org",
  GIT_AUTHOR_DATE: "2024-05-06T07:08:09Z",
  GIT_COMMITTER_DATE: "2024-05-06T07:08:09Z",
};

export function git(folder: string, ...argv: readonly string[]): string {
  const fixed = ["-c", "protocol.file.allow=always", "-c", "init.defaultBranch=main", "-C", folder];
  return execFileSync("git", [...fixed, ...argv], { env: gitEnv, encoding: "utf8", stdio: "pipe" }).trim();
}

/** Makes a repository of the folder, with everything in one commit. */
export function gitInit(folder: string, ...tags: readonly string[]): string {
  git(folder, "init", "--quiet");
  commitAll(folder);
  for (const tag of tags) git(folder, "tag", "--annotate", tag, "--message", tag);
  return folder;
}

export function commitAll(folder: string, message = "Commit"): void {
  git(folder, "add", "--all", "--force");
  git(folder, "commit", "--quiet", "--message", message);
}

/** Path -> SHA-256 of every file of a folder and of the folders below. */
export async function digestsOf(folder: string): Promise<Record<string, string>> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort()
    .map(async (name) => [name, await sha256File(join(folder, name))] as const);
  return Object.fromEntries(await Promise.all(entries));
}

/** Skips the test where nothing can be built here; gives the oldest and the newest CPython otherwise. */
export function pythonsOrSkip({ skip }: TestContext): {
  oldest: string;
  newest: string;
  all: readonly string[];
} {
  const reason = inject("noIndex");
  if (reason !== undefined) skip(reason);
  const all = inject("pythons");
  return { oldest: all[0] ?? "", newest: all.at(-1) ?? "", all };
}

export function programOrSkip({ skip }: TestContext, program: string): void {
  try {
    execFileSync(program, ["--version"], { stdio: "ignore" });
  } catch {
    skip(`there is no ${program} on this machine`);
  }
}
