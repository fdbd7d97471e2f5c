/** Copies a project's files, as git sees them, into a staging folder: what the sdist is made from. */

import { constants } from "node:fs";
import {
  copyFile,
  lstat,
  mkdir,
  readdir,
  readFile,
  readlink,
  realpath,
  symlink,
  utimes,
} from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { listFiles, type Git } from "../clients/git.ts";
import { isOwn, withoutOwn } from "./own-folder.ts";

/** Never part of a project, whatever is in them; used where there is no git to ask. */
const ignored = new Set([
  ...[".git", ".hg", ".svn", ".venv", ".tox", ".nox", ".mypy_cache", ".pytest_cache", ".ruff_cache"],
  ...["__pycache__", "node_modules"],
]);
/** At the top of a project these are what builds gave; deeper they may well be its own. */
const ignoredAtTop = new Set(["dist", "dist.partial"]);

export interface Staging {
  /** The project's folder, real path. */
  readonly root: string;
  /** An empty folder. */
  readonly to: string;
  /** Is asked for the files; `undefined` where there is no checkout. */
  readonly git: Git | undefined;
  /** Copy git's history too: the version is computed from it. */
  readonly history: boolean;
}

/** Returns how many files were copied. A link that leaves the project is replaced by what it points to. */
export async function stageProject({ root, to, git, history }: Staging): Promise<number> {
  const files = git ? await listFiles(root, git, (all) => withoutOwn(root, all)) : await walk(root, "");
  for (const file of files) await copyOne(root, file, join(to, file));
  if (history) await git?.copyHistory(root, to);
  return files.length;
}

async function walk(root: string, folder: string): Promise<string[]> {
  const entries = await readdir(join(root, folder), { withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries.sort((a, b) => a.name.localeCompare(b.name, "en"))) {
    const path = join(folder, entry.name);
    if (!entry.isDirectory()) found.push(path);
    else if (!ignored.has(entry.name) && !ignoredAtTop.has(path) && !(await isMade(join(root, path))))
      found.push(...(await walk(root, path)));
  }
  return found;
}

/**
 * Build folders mark themselves (Cache Directory Tagging Specification): cargo's `target`, among others. What Wheelway
 * wrote, it knows by its manifest.
 */
async function isMade(folder: string): Promise<boolean> {
  const tag = await readFile(join(folder, "CACHEDIR.TAG"), "utf8").catch(() => "");
  return tag.startsWith("Signature: 8a477f597d28d172789f06886806bc55") || (await isOwn(folder));
}

async function copyOne(root: string, file: string, to: string): Promise<void> {
  const from = join(root, file);
  const stat = await lstat(from).catch(() => undefined);
  // Tracked but deleted: git lists it, and the sdist has none.
  if (!stat) return;
  await mkdir(dirname(to), { recursive: true });
  if (stat.isSymbolicLink()) {
    const target = await realpath(from).catch(() => undefined);
    if (target === undefined || isInside(root, target)) await symlink(await readlink(from), to);
    else await copyAway(target, to);
  } else if (stat.isFile()) await copyDated(from, to, stat.mtime);
  else if (stat.isDirectory()) await copyAway(from, to);
}

/** Times are kept: without version control, the newest one is SOURCE_DATE_EPOCH, and an engine may hand out this copy. */
async function copyDated(from: string, to: string, time: Date): Promise<void> {
  await copyFile(from, to, constants.COPYFILE_FICLONE);
  await utimes(to, time, time);
}

/** What a link outside the project points to: a file, or a folder with all that is in it. */
async function copyAway(from: string, to: string): Promise<void> {
  const stat = await lstat(from);
  if (stat.isFile()) return copyDated(from, to, stat.mtime);
  if (!stat.isDirectory()) return;
  for (const file of await walk(from, "")) await copyOne(from, file, join(to, file));
}

function isInside(root: string, path: string): boolean {
  const away = relative(root, resolve(path));
  return away === "" || (away !== ".." && !away.startsWith(".." + sep));
}
