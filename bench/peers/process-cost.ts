/** What a process that runs anyway, such as an engine, has used so far: itself and the children it has waited for. */

import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";

/** Clock ticks a second in /proc: 100 on every Linux that Node.js runs on. */
const ticks = 100;

/** Ids of the processes of that program. */
export function processesOf(program: string): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((id) => readProc(id, "comm").trim() === program.slice(0, 15));
}

export function processCpuMs(id: number): number {
  // Fields 14 to 17, counted behind the name, which may hold spaces: user and system time, its own and its children's.
  const fields = readProc(id, "stat")
    .replace(/^.*\) /s, "")
    .split(" ")
    .slice(11, 15)
    .map(Number);
  return (fields.reduce((sum, field) => sum + field, 0) * 1000) / ticks;
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
