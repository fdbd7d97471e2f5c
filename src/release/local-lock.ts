/** One process of this machine at a time works on a release: a file that names it. */

import { open, readFile, rm } from "node:fs/promises";
import { kill } from "node:process";
import { WheelwayError } from "../errors.ts";

/** Gives the lock back by the answer. A lock whose process is gone is taken over. Throws `release-conflict`. */
export async function lockRelease(path: string, pid: number): Promise<() => Promise<void>> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      const file = await open(path, "wx", 0o600);
      await file.writeFile(`${pid}\n`);
      await file.close();
      return () => rm(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const holder = Number(await readFile(path, "utf8").catch(() => ""));
    // An empty file: its maker is about to write its number, or died before it could.
    if (holder > 0 && isRunning(holder) && holder !== pid) throw held(holder);
    if (attempt >= 3) throw held(holder);
    await rm(path, { force: true });
  }
}

export function isRunning(pid: number): boolean {
  try {
    kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, for another user.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function held(pid: number): WheelwayError {
  return new WheelwayError("release-conflict", {
    message: `process ${pid} of this machine is working on this release`,
    next: "Wait for it; `wheelway status` tells how far it is.",
  });
}
