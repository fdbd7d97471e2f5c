/** One control group of this machine: what all processes in it have used, which cores they may use, and how to start one there. */

import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const mount = "/sys/fs/cgroup";
/** Version 2 has one tree, version 1 one for each resource. */
const unified = existsSync(join(mount, "cgroup.controllers"));

function folder(resource: "cpuacct" | "memory" | "cpuset", name: string): string {
  return unified ? join(mount, name) : join(mount, resource, name);
}

function numberAfter(text: string, key: string): number {
  return Number(new RegExp(`^${key} (\\d+)$`, "m").exec(text)?.[1] ?? Number.NaN);
}

export interface ControlGroup {
  /** Of everything that ever ran in it, children and what has ended included. */
  cpuMs(): number;
  /** Memory of processes alone; the file cache is nobody's need. */
  anonymousMiB(): number;
  /** A list as the kernel writes it: `0` or `0-1`. */
  pin(cores: string): void;
  /** Counts what that process uses from now on, and what it starts. */
  adopt(id: number): void;
  /** The command, started inside. */
  inside(argv: readonly string[]): readonly string[];
}

/** A group that somebody else has made; `undefined` where there is none. */
export function knownGroup(name: string): ControlGroup | undefined {
  return existsSync(folder("memory", name)) ? group(name) : undefined;
}

/** Makes it below the root. Throws where that is not allowed: it takes root. */
export function makeGroup(name: string, cores: string): ControlGroup {
  if (unified) writeFileSync(join(mount, "cgroup.subtree_control"), "+cpu +cpuset +memory");
  for (const resource of ["cpuacct", "memory", "cpuset"] as const)
    mkdirSync(folder(resource, name), { recursive: true });
  const made = group(name);
  made.pin(cores);
  if (!unified) writeFileSync(join(folder("cpuset", name), "cpuset.mems"), "0");
  return made;
}

function group(name: string): ControlGroup {
  const read = (resource: "cpuacct" | "memory", file: string) =>
    readFileSync(join(folder(resource, name), file), "utf8");
  return {
    cpuMs: () =>
      unified
        ? numberAfter(read("cpuacct", "cpu.stat"), "usage_usec") / 1e3
        : Number(read("cpuacct", "cpuacct.usage")) / 1e6,
    anonymousMiB: () => numberAfter(read("memory", "memory.stat"), unified ? "anon" : "total_rss") / 2 ** 20,
    pin: (cores) => {
      const own = folder("cpuset", name);
      const inner = readdirSync(own, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => join(entry.parentPath, entry.name));
      const write = (group: string) => writeFileSync(join(group, "cpuset.cpus"), cores);
      // Narrower from the inside out, wider from the outside in; a container's group may be gone meanwhile.
      for (const group of inner.toReversed()) attempt(() => write(group));
      write(own);
      for (const group of inner) attempt(() => write(group));
    },
    adopt: (id) => writeFileSync(join(folder("cpuacct", name), "cgroup.procs"), String(id)),
    inside: (argv) => {
      const all = (["cpuacct", "memory", "cpuset"] as const).map((resource) => folder(resource, name));
      const enter = [...new Set(all)].map((one) => `echo $$ > ${one}/cgroup.procs`).join(" && ");
      return ["sh", "-c", `${enter} && exec "$@"`, "sh", ...argv];
    },
  };
}

function attempt(change: () => void): void {
  try {
    change();
  } catch {
    return;
  }
}
