/** What doctor looks at on a machine; given as a value, so that other machines can be tested. */

import { readFile, statfs } from "node:fs/promises";
import { dirname } from "node:path";
import which from "which";
import { distributionOf, type Distribution } from "./install-hints.ts";
import type { Surroundings } from "./surroundings.ts";

export interface Disk {
  /** Bytes that a user may still write. */
  readonly free: number;
  /** Bytes. */
  readonly total: number;
}

export interface DoctorMachine {
  readonly platform: NodeJS.Platform;
  /** As Node names it: "x64", "arm64". */
  readonly architecture: string;
  readonly distribution: Distribution;
  /** Path of a program. */
  find(program: string): Promise<string | undefined>;
  /** The disk that holds a path, which need not exist yet. */
  disk(path: string): Promise<Disk>;
  /** Text of a file; `undefined` where it cannot be read. */
  read(path: string): Promise<string | undefined>;
}

export async function thisMachine(env: Surroundings["env"]): Promise<DoctorMachine> {
  const path = env["PATH"] ?? env["Path"] ?? "";
  const read = (file: string) => readFile(file, "utf8").catch(() => undefined);
  return {
    platform: process.platform,
    architecture: process.arch,
    distribution: distributionOf(process.platform, await read("/etc/os-release")),
    find: async (program) =>
      path === "" ? undefined : ((await which(program, { path, nothrow: true })) ?? undefined),
    disk,
    read,
  };
}

async function disk(path: string): Promise<Disk> {
  try {
    const { bavail, blocks, bsize } = await statfs(path);
    return { free: bavail * bsize, total: blocks * bsize };
  } catch (error) {
    const parent = dirname(path);
    if (parent === path) throw error;
    return disk(parent);
  }
}
