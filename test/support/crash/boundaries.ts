/**
 * Loaded into a process before anything else (`node --import`): counts every call that changes a disk, sends a request or starts a
 * process, and ends the process with SIGKILL at the one that it is told. Where such calls stand in the code is not known here.
 *
 * CRASH_TRACE: file that gets one line a call. CRASH_AT: "12:before".
 */

import childProcess from "node:child_process";
import fs from "node:fs";
import promises, { type FileHandle } from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { dirname, join, resolve } from "node:path";

/**
 * before, after: the call. half: a part of it was done. data: a power cut, what was written since the last fsync of a file is lost.
 * names: a power cut, what was made or renamed since the last fsync of its folder is lost.
 */
export type CrashMode = "before" | "after" | "half" | "data" | "names";

const [at = "", mode = ""] = (process.env["CRASH_AT"] ?? "").split(":");
const trace = process.env["CRASH_TRACE"];
const traceFile = trace === undefined ? undefined : fs.openSync(trace, "a");
const real = {
  writeSync: fs.writeSync,
  truncateSync: fs.truncateSync,
  rmSync: fs.rmSync,
  renameSync: fs.renameSync,
  statSync: fs.statSync,
  readdirSync: fs.readdirSync,
  readFileSync: fs.readFileSync,
  writeFileSync: fs.writeFileSync,
  existsSync: fs.existsSync,
};

let count = 0;
const paths = new WeakMap<object, string>();
/** File -> bytes of it that survive a power cut. */
const synced = new Map<string, number>();
/** What a power cut undoes, in the order it was done. */
let pending: { readonly folder: string; readonly undo: () => void }[] = [];

function die(): never {
  process.kill(process.pid, "SIGKILL");
  throw new Error("a process that was killed goes on");
}

function loseData(): never {
  for (const [path, bytes] of synced) {
    if (real.existsSync(path) && real.statSync(path).size > bytes) real.truncateSync(path, bytes);
  }
  return die();
}

function loseNames(): never {
  for (const { undo } of pending.reverse()) {
    try {
      undo();
    } catch {
      // What it stood in is gone as well.
    }
  }
  return die();
}

async function boundary<T>(name: string, call: () => Promise<T>, half?: () => unknown): Promise<T> {
  count += 1;
  const own = count;
  if (traceFile !== undefined) real.writeSync(traceFile, `${name}${half ? " +half" : ""}\n`);
  if (String(own) === at) {
    if (mode === "before") die();
    if (mode === "data") loseData();
    if (mode === "names") loseNames();
    if (mode === "half" && half) {
      await half();
      die();
    }
  }
  const result = await call();
  if (String(own) === at && mode === "after") die();
  return result;
}

function made(path: string): void {
  pending.push({
    folder: dirname(path),
    undo: () => {
      real.rmSync(path, { recursive: true, force: true });
    },
  });
}

/** Short, and without what differs from run to run. */
function label(path: unknown): string {
  return String(path).split("/").slice(-2).join("/");
}

/** Each handle has a `close` of its own. */
function countClose(handle: FileHandle, path: string): void {
  const close = handle.close.bind(handle);
  handle.close = () => boundary(`close ${label(path)}`, close);
}

const originals = { ...promises };
const patched = promises as unknown as Record<string, unknown>;

patched["open"] = async (path: string, flags: string | number = "r", modeBits?: number) => {
  const writes = typeof flags === "string" && /[wa+]/.test(flags);
  const full = resolve(path);
  const open = async () => {
    const isNew = !real.existsSync(full);
    const handle = await originals.open(path, flags, modeBits);
    paths.set(handle, full);
    if (writes && isNew) made(full);
    if (writes) countClose(handle, full);
    if (writes) synced.set(full, isNew ? 0 : (synced.get(full) ?? real.statSync(full).size));
    return handle;
  };
  return writes ? boundary(`open ${label(path)}`, open) : open();
};

patched["rename"] = (from: string, to: string) =>
  boundary(`rename ${label(to)}`, async () => {
    const over = real.existsSync(to);
    await originals.rename(from, to);
    for (const [path, bytes] of [...synced]) {
      if (path !== resolve(from) && !path.startsWith(`${resolve(from)}/`)) continue;
      synced.delete(path);
      synced.set(resolve(to) + path.slice(resolve(from).length), bytes);
    }
    if (!over)
      pending.push({
        folder: dirname(resolve(to)),
        undo: () => {
          real.renameSync(to, from);
        },
      });
  });

patched["link"] = (from: string, to: string) =>
  boundary(`link ${label(to)}`, async () => {
    await originals.link(from, to);
    made(resolve(to));
  });

patched["mkdir"] = (path: string, options?: object) =>
  boundary(`mkdir ${label(path)}`, async () => {
    const first = await (originals.mkdir as (...args: unknown[]) => Promise<string | undefined>)(
      path,
      options,
    );
    if (first !== undefined) made(resolve(first));
    return first;
  });

patched["copyFile"] = (from: string, to: string, flags?: number) =>
  boundary(
    `copyFile ${label(to)}`,
    async () => {
      if (!real.existsSync(to)) made(resolve(to));
      await originals.copyFile(from, to, flags);
      synced.set(resolve(to), 0);
    },
    () => real.writeFileSync(to, real.readFileSync(from).subarray(0, 10)),
  );

patched["rm"] = (path: string, options?: object) =>
  boundary(
    `rm ${label(path)}`,
    () => originals.rm(path, options),
    () => {
      if (!real.existsSync(path) || !real.statSync(path).isDirectory()) return;
      const [first] = real.readdirSync(path);
      if (first !== undefined) real.rmSync(join(path, first), { recursive: true });
    },
  );

for (const name of [
  "unlink",
  "truncate",
  "rmdir",
  "symlink",
  "writeFile",
  "appendFile",
  "mkdtemp",
] as const) {
  const original = originals[name] as (...args: unknown[]) => Promise<unknown>;
  patched[name] = (...args: unknown[]) => boundary(`${name} ${label(args[0])}`, () => original(...args));
}

const probe = await originals.open("/dev/null", "r");
const prototype = Object.getPrototypeOf(probe) as Record<string, (...args: unknown[]) => Promise<unknown>>;
await probe.close();

for (const name of ["write", "writeFile", "appendFile", "writev"]) {
  const original = prototype[name];
  if (!original) continue;
  prototype[name] = function (this: FileHandle, ...args: unknown[]) {
    const [data] = args;
    const bytes =
      typeof data === "string" ? Buffer.from(data) : data instanceof Uint8Array ? data : undefined;
    const half =
      bytes && bytes.length > 1
        ? () => real.writeSync(this.fd, bytes.subarray(0, Math.ceil(bytes.length / 2)))
        : undefined;
    return boundary(`${name} ${label(paths.get(this))}`, () => original.apply(this, args), half);
  };
}

for (const name of ["sync", "datasync", "truncate"]) {
  const original = prototype[name];
  if (!original) continue;
  prototype[name] = function (this: FileHandle, ...args: unknown[]) {
    const path = paths.get(this);
    return boundary(`${name} ${label(path)}`, async () => {
      const result = await original.apply(this, args);
      if (name.endsWith("sync") && path !== undefined) {
        if (real.statSync(path).isDirectory()) pending = pending.filter(({ folder }) => folder !== path);
        else synced.set(path, real.statSync(path).size);
      }
      return result;
    });
  };
}

const realFetch = globalThis.fetch;
globalThis.fetch = (url, init) => {
  const method = init?.method ?? "GET";
  const address = new URL(url instanceof Request ? url.url : url);
  const call = () => realFetch(url, init);
  // On its way: the server may have all of it, a part of it or nothing.
  const half = async () => {
    call().catch(() => undefined);
    await new Promise((later) => setTimeout(later, 4));
  };
  return boundary(`${method} ${address.pathname}`, call, half);
};

for (const name of ["spawn", "execFile", "fork"] as const) {
  const original = childProcess[name] as (...args: unknown[]) => childProcess.ChildProcess;
  (childProcess as unknown as Record<string, unknown>)[name] = (...args: unknown[]) => {
    count += 1;
    const own = String(count);
    if (traceFile !== undefined) real.writeSync(traceFile, `${name} ${words(args)} +half\n`);
    if (own === at && (mode === "before" || mode === "data" || mode === "names")) die();
    const child = original(...args);
    // The process that was started goes on alone.
    if (own === at && mode === "half") setTimeout(die, 4);
    if (own === at && mode === "after") child.once("close", die);
    return child;
  };
}

/** What is run, without what stands before it in each command line. */
function words([file, argv]: readonly unknown[]): string {
  const line = [file, ...(Array.isArray(argv) ? (argv as unknown[]) : [])].map(String).join(" ");
  const git = /git -c safe\.directory=\S+ (.*)$/s.exec(line)?.[1];
  return (git === undefined ? line : `git ${git}`).slice(0, 60);
}

syncBuiltinESMExports();
