/** Files and folders of the host backend: private copies of inputs, and exports that are on the disk when they are done. */

import { execFile } from "node:child_process";
import { constants } from "node:fs";
import { chmod, copyFile, cp, mkdir, open, readdir, realpath, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const execute = promisify(execFile);

/**
 * Copies a file or a folder, by reference where the file system can. Modes, times and symbolic links are kept. A full disk is
 * an error with the code ENOSPC.
 */
export async function copyTree(from: string, to: string): Promise<void> {
  const source = await realpath(from);
  if ((await stat(source)).isFile()) {
    await copyFile(source, to, constants.COPYFILE_FICLONE);
    return;
  }
  await mkdir(to, { recursive: true });
  if (process.platform === "win32") {
    await cp(source, to, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
    return;
  }
  // An environment has thousands of files; Node's own `cp` takes five times as long for them.
  try {
    await execute("cp", ["-a", `${source}/.`, to], { env: { LC_ALL: "C", PATH: "/bin:/usr/bin" } });
  } catch (error) {
    const { stderr = "" } = error as { readonly stderr?: string };
    if (!/No space left|quota exceeded/i.test(stderr)) throw error;
    throw Object.assign(new Error(stderr.trim(), { cause: error }), { code: "ENOSPC" });
  }
}

/** Waits until a file, or every file and folder below a folder, is on the disk. */
export async function syncTree(path: string): Promise<void> {
  if ((await stat(path)).isFile()) {
    await sync(path);
    return;
  }
  for (const entry of await readdir(path, { withFileTypes: true })) {
    if (entry.isDirectory() || entry.isFile()) await syncTree(join(path, entry.name));
  }
  // Windows has no way to sync a folder.
  if (process.platform !== "win32") await sync(path);
}

async function sync(path: string): Promise<void> {
  // Windows flushes only what is open for writing.
  const file = await open(path, process.platform === "win32" ? "r+" : "r");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Removes a folder, also where a build took the right to write away from its own folders. */
export async function removeTree(path: string): Promise<void> {
  try {
    await rm(path, { recursive: true, force: true, maxRetries: 3 });
  } catch {
    await allowRemoval(path);
    await rm(path, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function allowRemoval(folder: string): Promise<void> {
  await chmod(folder, 0o700);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) await allowRemoval(join(folder, entry.name));
  }
}
