/** One process of this machine at a time works on a release: a file that names it, there whole or not at all. */

import { randomUUID } from "node:crypto";
import { link, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { sha256Text } from "../artifacts/digest.ts";
import { WheelwayError } from "../errors.ts";
import { textIfThere } from "../files.ts";
import { isRunning } from "../processes.ts";

/** Tokens of the locks that this process holds: another process may have had its number before. */
const own = new Set<string>();

/** Two that want it at once, and a third that goes away meanwhile, need a few turns. */
const turns = 20;

/**
 * Gives the lock back by the answer. A lock whose process is gone is taken over, by one of those who want it.
 * @throws WheelwayError "release-conflict"
 */
export async function lockRelease(path: string, pid: number): Promise<() => Promise<void>> {
  const token = randomUUID();
  const draft = `${path}-${pid}-${token}`;
  // A link either makes the whole file or fails: nobody ever sees a lock that does not say whose it is.
  await writeFile(draft, `${[pid, token, (await startOf(pid)) ?? ""].join(" ")}\n`, { mode: 0o600 });
  let got = false;
  own.add(token);
  try {
    for (let turn = 0; turn < turns; turn += 1) {
      if (await linked(draft, path)) {
        got = true;
        await sweep(path);
        return async () => {
          await rm(path, { force: true });
          own.delete(token);
        };
      }
      const there = await textIfThere(path);
      if (there === undefined) continue;
      if (await isHeld(there)) throw held(pidOf(there));
      await removeDead(path, there, pid);
    }
    throw held(pidOf((await textIfThere(path)) ?? ""));
  } finally {
    if (!got) own.delete(token);
    await rm(draft, { force: true });
  }
}

/** The process that holds it now; `undefined` where nobody does. */
export async function lockHolder(path: string): Promise<number | undefined> {
  const there = await textIfThere(path);
  return there !== undefined && (await isHeld(there)) ? pidOf(there) : undefined;
}

/** One heir at a time, and only while it is still the dead one's: else a lock that was taken over would be removed again. */
async function removeDead(path: string, dead: string, pid: number): Promise<void> {
  const unlock = await lockRelease(`${path}-heir-${sha256Text(dead).slice(0, 12)}`, pid);
  try {
    if ((await textIfThere(path)) === dead) await rm(path, { force: true });
  } finally {
    await unlock();
  }
}

/** What processes left that died while they wanted the lock. */
async function sweep(path: string): Promise<void> {
  const names = (await readdir(dirname(path))).filter((name) => name.startsWith(`${basename(path)}-`));
  for (const name of names) {
    const file = join(dirname(path), name);
    const there = await textIfThere(file);
    const maker = /-(\d+)-[0-9a-f-]{36}$/.exec(name)?.[1];
    const used = maker === undefined ? await isHeld(there ?? "") : isRunning(Number(maker));
    if (!used) await rm(file, { force: true });
  }
}

async function linked(draft: string, path: string): Promise<boolean> {
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function pidOf(text: string): number {
  return Number(text.trim().split(" ")[0]);
}

/** A text without a number is what a power cut left of a lock. */
async function isHeld(text: string): Promise<boolean> {
  const [number = "", token = "", start = ""] = text.trim().split(" ");
  const pid = Number(number);
  if (!(pid > 0)) return false;
  if (pid === process.pid) return own.has(token);
  if (!isRunning(pid)) return false;
  const now = await startOf(pid);
  return start === "" || now === undefined || now === start;
}

/** When a process began, so that a later one with its number is not taken for it; `undefined` where the system does not tell. */
async function startOf(pid: number): Promise<string | undefined> {
  try {
    const [boot, stat] = await Promise.all([
      readFile("/proc/sys/kernel/random/boot_id", "utf8"),
      readFile(`/proc/${pid}/stat`, "utf8"),
    ]);
    // proc(5): the 22nd field; the second, a name in parentheses, may hold spaces.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return `${boot.trim()}/${fields[19] ?? ""}`;
  } catch {
    return undefined;
  }
}

function held(pid: number): WheelwayError {
  return new WheelwayError("release-conflict", {
    message: `process ${pid} of this machine is working on this release`,
    next: "Wait for it; `wheelway status` tells how far it is.",
  });
}
