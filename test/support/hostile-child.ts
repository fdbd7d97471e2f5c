/**
 * Run as a process of its own, one that may neither write a file nor start a process: reads the archives that it is told, one
 * after the other, and prints what became of each and what it cost.
 */

import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { argv, cpuUsage, getActiveResourcesInfo, resourceUsage, stdout } from "node:process";

import { readArtifact } from "../../src/artifacts/read-artifact.ts";

export interface Reading {
  /** The finding's code and message; an error of another type is told by its name. */
  readonly code: string;
  readonly message: string;
  /** Hex. */
  readonly sha256: string;
  /** Milliseconds of processor time, all threads together. */
  readonly cpu: number;
  /** What is still open afterwards, such as a file that nobody closed. */
  readonly open: readonly string[];
}

export interface Report {
  /** What came of an attempt to write a file and to start a process: error codes. */
  readonly guard: readonly string[];
  readonly readings: readonly Reading[];
  /** Most resident memory of the whole run, MiB. */
  readonly memory: number;
}

async function main([list = "", probe = ""]: readonly string[]): Promise<void> {
  const guard = [attempt(() => writeFileSync(probe, "")), attempt(() => spawnSync(process.execPath, ["-v"]))];
  const readings: Reading[] = [];
  for (const path of JSON.parse(readFileSync(list, "utf8")) as string[]) readings.push(await reading(path));
  const report: Report = { guard, readings, memory: resourceUsage().maxRSS / 1024 };
  stdout.write(JSON.stringify(report));
}

async function reading(path: string): Promise<Reading> {
  const start = cpuUsage();
  const outcome = await readArtifact(path).then(
    ({ read, refused }) => (read ? { code: "read", message: "", sha256: read.sha256 } : refused),
    (error: unknown) => ({ code: "thrown", message: String(error), sha256: "" }),
  );
  const { user, system } = cpuUsage(start);
  const { code, message, sha256 } = outcome;
  // A file that was closed is off the list one turn later.
  await new Promise((done) => setTimeout(done, 0));
  const open = getActiveResourcesInfo().filter((kind) => !/^(?:Pipe|TTY|Immediate|Timeout)/.test(kind));
  return { code, message, sha256, cpu: (user + system) / 1000, open };
}

function attempt(deed: () => unknown): string {
  try {
    deed();
    return "done";
  } catch (error) {
    return error instanceof Error && "code" in error ? String(error.code) : String(error);
  }
}

void main(argv.slice(2));
