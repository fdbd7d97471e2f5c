/** A store in a temporary folder, and results to keep in it. */

import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { TaskResult } from "../../../src/driver/protocol.ts";
import { ResultStore, type StoreOptions, type Taken } from "../../../src/store/result-store.ts";

export const sha256 = (data: string | Buffer) => createHash("sha256").update(data).digest("hex");

export function storeAt(cacheDir: string, options: Partial<StoreOptions> = {}) {
  const warnings: string[] = [];
  const store = new ResultStore({
    cacheDir,
    access: { writes: "local", reads: ["local"] },
    limit: 2 ** 30,
    warn: (text) => warnings.push(text),
    now: () => new Date(),
    ...options,
  });
  return { store, warnings };
}

/** The result of a task that gave one wheel, whose file is below `folder`. */
export async function wheelResult(folder: string, id: string, content: Buffer): Promise<Taken> {
  const name = "demo-1.0-py3-none-any.whl";
  await mkdir(join(folder, "wheel"), { recursive: true });
  await writeFile(join(folder, "wheel", name), content);
  const result: TaskResult = {
    version: 1,
    id,
    verdict: "passed",
    commands: [{ name: "build wheel", verdict: "passed", exitStatus: 0, seconds: 1.5 }],
    outputs: { wheel: [{ path: name, sha256: sha256(content), size: content.length }] },
    network: { state: "isolated" },
    interpreter: "CPython 3.12.1",
    seconds: 2,
  };
  const files = { wheel: join(folder, "wheel") };
  return { result, log: `the log of ${id}\n`, made: "2026-01-01T00:00:00.000Z", files };
}

export const wanted = (key: string, id: string) => ({
  key,
  kind: "wheel" as const,
  fits: (result: TaskResult) => result.id === id,
});
