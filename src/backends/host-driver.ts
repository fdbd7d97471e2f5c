/** Starts the driver for one task, hears which commands it starts, and ends it with everything below it. */

import { spawn, type ChildProcessByStdio } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { driverFile, driverFolder } from "../driver/source.ts";

export interface DriverStart {
  /** Python 3.8 or newer. */
  readonly python: string;
  readonly taskFile: string;
  /** Folder for the driver's own bytecode; made where it is missing. */
  readonly bytecode: string;
  readonly env: Readonly<Record<string, string>>;
  readonly onCommand: (command: string) => void;
  readonly signal: AbortSignal;
}

export interface DriverEnd {
  readonly status: number | null;
  /** The last of what it said about its own trouble. */
  readonly complaint: string;
}

/** Milliseconds that a driver has to end its commands before it is killed. */
const grace = 15_000;
const longestComplaint = 16 * 1024;
const prefix = "@wheelway ";

/** Resolves when the driver has ended, aborted or not. Rejects where it cannot be started. */
export function runDriver(start: DriverStart): Promise<DriverEnd> {
  const script = join(driverFolder(), driverFile);
  // No site packages, no PYTHON* variables, no bytecode beside the sources.
  const flags = ["-S", "-E", "-s", "-X", `pycache_prefix=${start.bytecode}`];
  const argv = [...flags, script, start.taskFile, "--parent-pipe"];
  // A group of its own: Ctrl-C in the terminal reaches us, and we end the driver in an orderly way.
  const child = spawn(start.python, argv, {
    env: start.env,
    stdio: ["pipe", "pipe", "pipe"],
    detached: process.platform !== "win32",
    windowsHide: true,
  });
  return new Promise((resolve, reject) => {
    let complaint = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      complaint = (complaint + text).slice(-longestComplaint);
    });
    createInterface({ input: child.stdout }).on("line", (line) => {
      const command = commandOf(line);
      if (command !== undefined) start.onCommand(command);
    });
    // Its end of the pipe is gone when it is.
    child.stdin.on("error", () => undefined);
    const stop = stopper(child);
    if (start.signal.aborted) stop.now();
    start.signal.addEventListener("abort", stop.now, { once: true });
    const finish = () => {
      stop.done();
      start.signal.removeEventListener("abort", stop.now);
    };
    child.once("error", (error) => {
      finish();
      reject(error);
    });
    child.once("close", (status) => {
      finish();
      resolve({ status, complaint: complaint.trim() });
    });
  });
}

/** `@wheelway {"command": "build wheel"}` -> `build wheel`. */
export function commandOf(line: string): string | undefined {
  if (!line.startsWith(prefix)) return undefined;
  try {
    const { command } = JSON.parse(line.slice(prefix.length)) as { readonly command?: unknown };
    return typeof command === "string" ? command : undefined;
  } catch {
    return undefined;
  }
}

function stopper(child: ChildProcessByStdio<Writable, Readable, Readable>): {
  now: () => void;
  done: () => void;
} {
  let timer: NodeJS.Timeout | undefined;
  const now = () => {
    // The end of the pipe is what Windows can be told; elsewhere it says the same as the signal.
    child.stdin.end();
    if (process.platform !== "win32") child.kill("SIGTERM");
    timer = setTimeout(() => kill(child.pid), grace);
  };
  return { now, done: () => clearTimeout(timer) };
}

function kill(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === "win32" ? pid : -pid, "SIGKILL");
  } catch {
    // It ended by itself.
  }
}
