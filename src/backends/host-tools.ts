/** Tool environments of the host: made once for a list and an interpreter, kept between runs, used where they stand. */

import { createHash } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { TaskResult } from "../driver/protocol.ts";
import type { InputRef, Task } from "../plan/task.ts";
import type { Outcome } from "./backend.ts";
import { removeTree } from "./host-trees.ts";

/**
 * Is this input read where it stands, not copied? Tool environments hold only Wheelway's own programs, and cargo writes
 * into no directory source; both are many files. A second build at another place has its crates at another place.
 */
export function isReadInPlace(ref: InputRef, task: Task): boolean {
  if (ref.from !== "task") return false;
  return (
    ref.task.startsWith("tools:") || (ref.output === "crates" && task.again?.vary.includes("path") !== true)
  );
}

/** The folder of a tool environment: the task says what is in it, the interpreter what it runs with. */
export function toolsFolder(cacheDir: string, task: Task, python: string): string {
  const what = JSON.stringify([task.commands, task.env, task.inputs, python]);
  return join(cacheDir, "tools", createHash("sha256").update(what).digest("hex").slice(0, 16));
}

/** What an earlier run made; `undefined` where there is none, or no whole one. */
export async function keptTools(folder: string, task: Task): Promise<Outcome<string> | undefined> {
  const text = await readFile(join(folder, "result.json"), "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  const result = { ...(JSON.parse(text) as TaskResult), id: task.id, seconds: 0 };
  const outputs = Object.entries(task.outputs).map(([name, path]) => [
    name,
    path.replace("{out}", join(folder, "out")),
  ]);
  return {
    result,
    outputs: Object.fromEntries(outputs) as Record<string, string>,
    log: () => readLog(folder),
  };
}

/** Makes them beside `folder` and renames them into place, so that another process sees all of it or nothing. */
export async function makeTools(
  folder: string,
  task: Task,
  run: (kept: string) => Promise<Outcome<string>>,
): Promise<Outcome<string>> {
  const part = `${folder}.part-${process.pid}`;
  await mkdir(dirname(folder), { recursive: true });
  await removeTree(part);
  const outcome = await run(part);
  if (outcome.result.verdict === "failed") {
    const log = await outcome.log();
    await removeTree(part);
    return { ...outcome, log: () => Promise.resolve(log) };
  }
  await writeFile(join(part, "result.json"), JSON.stringify(outcome.result));
  await rename(part, folder).catch(async (error: unknown) => {
    await removeTree(part);
    // Another process was faster: its environment is as good.
    if (!(await keptTools(folder, task))) throw error;
  });
  return (await keptTools(folder, task)) ?? outcome;
}

function readLog(folder: string): Promise<string> {
  return readFile(join(folder, "log"), "utf8");
}
