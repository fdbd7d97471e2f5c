/** A slot: a folder that one process has for itself, under the same name at each run, so that build paths do not change. */

import { createHash } from "node:crypto";
import { lstat, mkdir, open, readFile, rm, rmdir, stat, utimes } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { isRunning } from "../processes.ts";

export interface Slot {
  /** `<parent>/0`, empty at first. */
  readonly folder: string;
  /** Removes the folder's content and lets others have it. */
  release(): Promise<void>;
}

interface Owner {
  readonly pid: number;
  readonly host: string;
  /** When the process began, as its system counts it: numbers of processes are used again. */
  readonly began: string;
}

/** Milliseconds between signs of life. */
const heartbeat = 30_000;
/** A lock of another machine without a sign of life for so long is dead; one that is being written takes less. */
const silence = 5 * heartbeat;
const mostSlots = 1000;

/**
 * The folder for the slots of a cache folder, made if need be. Shell commands and makefiles split paths at spaces, so a cache
 * folder with anything unusual in its name has its slots in the folder for temporary files, under a name that stays the same.
 */
export async function slotParent(cacheDir: string): Promise<string> {
  const usual = join(cacheDir, "slots");
  if (/^([A-Za-z]:)?[\w./\\+@-]+$/.test(usual)) return usual;
  const digest = createHash("sha256").update(cacheDir).digest("hex").slice(0, 12);
  const folder = join(tmpdir(), `wheelway-${digest}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const { uid, mode } = await lstat(folder);
  // Anyone can make that folder; only ours will do.
  if (process.getuid && (uid !== process.getuid() || (mode & 0o170077) !== 0o040000)) {
    throw new Error(`${folder} belongs to another user, or is open to others`);
  }
  return folder;
}

/** The first slot below `parent` that no living process owns. Throws what the file system throws. */
export async function acquireSlot(parent: string): Promise<Slot> {
  await mkdir(parent, { recursive: true });
  for (let number = 0; number < mostSlots; number++) {
    const lock = join(parent, `${number}.lock`);
    if (await take(lock)) return opened(join(parent, String(number)), lock);
  }
  throw new Error(`all ${mostSlots} slots of ${parent} are in use`);
}

async function opened(folder: string, lock: string): Promise<Slot> {
  // What a killed owner left behind.
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const timer = setInterval(
    () => void utimes(lock, new Date(), new Date()).catch(() => undefined),
    heartbeat,
  );
  timer.unref();
  const release = async () => {
    clearInterval(timer);
    await rm(folder, { recursive: true, force: true });
    await rm(lock, { force: true });
  };
  return { folder, release };
}

async function take(lock: string): Promise<boolean> {
  if (await create(lock)) return true;
  const seen = await ownerOf(lock);
  if (seen.alive) return false;
  // One process at a time judges the dead, and judges again: another may have taken the slot meanwhile.
  const judge = `${lock}.judge`;
  if (!(await makeFolder(judge))) return false;
  try {
    const now = await ownerOf(lock);
    if (now.alive || now.text !== seen.text) return false;
    await rm(lock, { force: true });
    return await create(lock);
  } finally {
    await rmdir(judge).catch(() => undefined);
  }
}

async function create(lock: string): Promise<boolean> {
  try {
    const file = await open(lock, "wx");
    await file.writeFile(
      JSON.stringify({ pid: process.pid, host: hostname(), began: await beganAt(process.pid) }),
    );
    await file.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

async function makeFolder(path: string): Promise<boolean> {
  for (const attempt of [1, 2]) {
    try {
      await mkdir(path);
      return true;
    } catch {
      // A judge that was killed while judging, which takes milliseconds.
      const age = await stat(path).then(
        ({ mtimeMs }) => Date.now() - mtimeMs,
        () => 0,
      );
      if (age > silence) await rmdir(path).catch(() => undefined);
      else if (attempt === 1) await wait(50);
    }
  }
  return false;
}

async function ownerOf(lock: string): Promise<{ readonly alive: boolean; readonly text: string }> {
  try {
    const text = await readFile(lock, "utf8");
    const silent = Date.now() - (await stat(lock)).mtimeMs > silence;
    const owner = parseOwner(text);
    if (!owner || owner.host !== hostname()) return { alive: !silent, text };
    return { alive: isRunning(owner.pid) && (await beganAt(owner.pid)) === owner.began, text };
  } catch {
    // Released between two looks: the next slot is as good.
    return { alive: true, text: "" };
  }
}

function parseOwner(text: string): Owner | undefined {
  try {
    const { pid, host, began } = JSON.parse(text) as Partial<Owner>;
    return pid !== undefined && host !== undefined && began !== undefined ? { pid, host, began } : undefined;
  } catch {
    return undefined;
  }
}

/** Field 22 of /proc/PID/stat; empty on systems without /proc. */
async function beganAt(pid: number): Promise<string> {
  try {
    const text = await readFile(`/proc/${pid}/stat`, "utf8");
    return text.slice(text.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  } catch {
    return "";
  }
}
