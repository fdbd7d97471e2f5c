/** hello-everywhere as a project of one's own: a repository with settings for this machine, a lock and the written workflows. */

import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { hostInterpreters } from "../../src/backends/host.ts";
import { git } from "./git.ts";
import type { Services } from "./services.ts";

const source = join(import.meta.dirname, "../hello-everywhere");
/** What builds in the example's own folder have left. */
const left = new Set(["dist", "dist.partial", "build", "__pycache__"]);

export interface Python {
  /** `cp313`. */
  readonly name: string;
  readonly path: string;
}

/** The two newest CPythons that can build here, newest last. */
export async function pythonsHere(cacheDir: string): Promise<readonly Python[]> {
  const found = await hostInterpreters({ cacheDir, env: process.env });
  return found
    .filter(
      ({ interpreter, headers, venv }) =>
        /^cp3\d+$/.test(interpreter.name) && interpreter.minor >= 9 && headers && venv,
    )
    .map(({ interpreter, path }) => ({ name: interpreter.name, path }))
    .slice(-2);
}

/** A repository with one commit, on the branch `main`. */
export function makeProject(folder: string, pythons: readonly Python[], services: Services): string {
  mkdirSync(folder, { recursive: true });
  cpSync(source, folder, {
    recursive: true,
    filter: (path) => !left.has(basename(path)) && !path.endsWith(".egg-info"),
  });
  const files = {
    "CHANGELOG.md": "# Changelog\n\n## [0.1.0] - 2026-11-22\n\n- Counts the bits of bytes.\n",
    ".gitignore": "dist/\ndist.partial/\n",
    "root.json": services.trustedRoot,
    "wheelway.toml": settingsHere(pythons, services),
  };
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
  git(folder, "init", "--quiet", "--initial-branch=main");
  commitAll(folder, "Add hello-everywhere");
  git(folder, "remote", "add", "origin", services.remote.address);
  return folder;
}

/** Its own settings, for the Pythons and the platform of this machine, and for the services of the demo. */
function settingsHere(pythons: readonly Python[], services: Services): string {
  const names = pythons.map(({ name }) => name);
  const own = readFileSync(join(source, "wheelway.toml"), "utf8")
    .replace(/^python = .*$/m, `python = ${JSON.stringify(names)}`)
    .replace(/^platforms = \[[^\]]*\]\n/m, "")
    .replace(/^#[^\n]*\n\[release\][^]*$/m, "");
  return own + services.tables;
}

export function commitAll(folder: string, message: string): void {
  git(folder, "add", "--all");
  git(folder, "commit", "--quiet", "--message", message);
}
