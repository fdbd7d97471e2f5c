/** A process that runs anyway, such as an engine: its memory, and the cores that it may use. */

import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";

/** Ids of the processes of that program. */
export function processesOf(program: string): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((id) => readProc(id, "comm").trim() === program.slice(0, 15));
}

export function processMiB(id: number): number {
  return Number(/^RssAnon:\s+(\d+) kB$/m.exec(readProc(id, "status"))?.[1] ?? 0) / 1024;
}

/** All its threads. */
export function pinProcess(id: number, cores: string): void {
  execFileSync("taskset", ["-acp", cores, String(id)], { stdio: "ignore" });
}

/** Empty once it has ended. */
function readProc(id: number, file: string): string {
  try {
    return readFileSync(`/proc/${id}/${file}`, "utf8");
  } catch {
    return "";
  }
}
