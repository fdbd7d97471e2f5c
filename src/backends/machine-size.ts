/** How many cores and how much memory this process may use: what the machine has, less what taskset and control groups withhold. */

import { readFileSync } from "node:fs";
import { availableParallelism, freemem } from "node:os";
import { join } from "node:path";

/** Reads a file of the system; `undefined` where there is none. */
type Read = (path: string) => string | undefined;

/** At least 1. */
export function coresHere(read: Read = readSystem): number {
  // It respects the affinity of the process (taskset, cpusets), and not the quota of a container.
  return Math.max(1, Math.min(availableParallelism(), Math.floor(coreQuota(read))));
}

/** MiB that can be had now without swapping, within the limit of the control group. */
export function freeMiBHere(): number {
  const { availableMemory } = process as { readonly availableMemory?: () => number };
  return Math.floor((availableMemory?.() ?? freemem()) / 1024 / 1024);
}

/** Cores' worth of time that control groups, version 1 or 2, let this process have; Infinity without one. */
export function coreQuota(read: Read): number {
  let least = Infinity;
  for (const line of (read("/proc/self/cgroup") ?? "").split("\n")) {
    const [, controllers = "", path = "/"] = /^\d+:([^:]*):(\/.*)$/.exec(line) ?? [];
    const isCpu = controllers.split(",").includes("cpu");
    if (controllers !== "" && !isCpu) continue;
    const root = isCpu ? `/sys/fs/cgroup/${controllers}` : "/sys/fs/cgroup";
    for (const folder of upwards(path)) {
      const at = (name: string) => read(join(root, folder, name));
      const [quota, period] = isCpu
        ? [at("cpu.cfs_quota_us"), at("cpu.cfs_period_us")]
        : (at("cpu.max") ?? "").split(" ");
      // "max" and -1 mean none.
      const cores = Number(quota ?? NaN) / Number(period ?? NaN);
      if (cores > 0) least = Math.min(least, cores);
    }
  }
  return least;
}

/** `/a/b` -> `/a/b`, `/a`, `/`: inside a container, the group's own path may not be there. */
function upwards(path: string): string[] {
  const parts = path.split("/").filter((part) => part !== "" && part !== "..");
  return [...parts.keys(), parts.length].map((count) => `/${parts.slice(0, count).join("/")}`).reverse();
}

function readSystem(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
