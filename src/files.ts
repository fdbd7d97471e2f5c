/** Files that may be there or not: only "not there" is an answer, any other failure is an error. */

import { readFile, stat } from "node:fs/promises";

/** Throws for anything but a missing file, such as a folder in its place or no permission. */
export function textIfThere(path: string): Promise<string | undefined> {
  return readFile(path, "utf8").catch(undefinedIfMissing);
}

export async function isThere(path: string): Promise<boolean> {
  return (await stat(path).catch(undefinedIfMissing)) !== undefined;
}

/** For `catch`: nothing is there, or a part of the path is no folder. Throws every other error again. */
export function undefinedIfMissing(error: unknown): undefined {
  if (["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) return undefined;
  throw error;
}
