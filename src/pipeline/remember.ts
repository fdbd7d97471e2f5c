/** Writes what a build taught into an existing wheelway.lock: the kinds of wheels, and dynamic requirements. */

import { open, rename } from "node:fs/promises";
import { join } from "node:path";
import { formatLock, type Lock } from "../lock/lock.ts";
import type { Project } from "./project.ts";

/** Is the lock another one now, and was it written? Nothing is written for a project without a lock, or an sdist. */
export async function rememberFacts(project: Project, lock: Lock): Promise<boolean> {
  if (!project.locked || project.sdist !== undefined) return false;
  const text = formatLock(lock);
  if (text === formatLock(project.lock)) return false;
  await replaceFile(join(project.home, "wheelway.lock"), text);
  return true;
}

/** The whole file or the old one, never half of it. */
export async function replaceFile(path: string, text: string): Promise<void> {
  const part = `${path}.part-${process.pid}`;
  const file = await open(part, "w");
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(part, path);
}
