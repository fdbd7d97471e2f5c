/** One task on the host: its folders, its inputs, the driver's run, its outputs. */

import { createHash } from "node:crypto";
import { mkdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { driverFolder, jobsVariable } from "../driver/source.ts";
import type { DriverTask, TaskResult } from "../driver/protocol.ts";
import { WheelwayError } from "../errors.ts";
import { compilerCacheName, type Task } from "../plan/task.ts";
import type { Outcome, RunContext } from "./backend.ts";
import { runDriver } from "./host-driver.ts";
import { isReadInPlace } from "./host-tools.ts";
import { copyTree, removeTree } from "./host-trees.ts";

export interface HostRun {
  readonly task: Task;
  readonly inputs: Readonly<Record<string, string>>;
  readonly context: RunContext;
  /** The task's own folder while it runs; the same at each run of the same task. */
  readonly place: string;
  /** Where its outputs and its log go to; does not exist yet. */
  readonly kept: string;
  readonly caches: string;
  /** Folder of the compiler cache; `undefined`: nothing is to be taken from it. */
  readonly compilerCache: string | undefined;
  /** The interpreter that `{python}` names, and the one that runs the driver. */
  readonly python: string;
  readonly driverPython: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Runs the task and removes its folder; throws `interrupted` when the signal says so. */
export async function runOnHost(run: HostRun): Promise<Outcome<string>> {
  const { task, context, place } = run;
  const result = join(place, "result.json");
  try {
    await removeTree(place);
    await prepare(run, result);
    context.events({ type: "task-started", task: task.id });
    const end = await runDriver({
      python: run.driverPython,
      taskFile: join(place, "task.json"),
      bytecode: join(run.caches, "driver"),
      env: { ...run.env, [jobsVariable]: String(context.jobs) },
      onCommand: (command) => context.events({ type: "command-started", task: task.id, command }),
      signal: context.signal,
    });
    if (context.signal.aborted) throw interrupted(task.id);
    const read = await readResult(result, task.id, end.complaint);
    context.events({ type: "task-finished", task: task.id, verdict: read.verdict, seconds: read.seconds });
    return await keep(run, read);
  } finally {
    await removeTree(place);
  }
}

async function prepare(run: HostRun, result: string): Promise<void> {
  const { task, place } = run;
  const paths: Record<string, string> = {
    ...(await stageInputs(run)),
    python: run.python,
    scripts: driverFolder(),
    work: join(place, "work"),
    out: join(place, "out"),
  };
  const caches = task.again?.vary.includes("cache") ? join(place, "empty-caches") : run.caches;
  for (const cache of task.caches) {
    const kept =
      cache === compilerCacheName && caches === run.caches ? run.compilerCache : join(caches, cache);
    if (kept === undefined) continue;
    paths[`cache-${cache}`] = kept;
    await mkdir(kept, { recursive: true });
  }
  const driverTask: DriverTask = {
    version: 1,
    id: task.id,
    commands: task.commands,
    env: task.env,
    paths,
    network: task.network,
    limits: { timeoutMs: task.limits.timeoutMs, memoryMiB: task.limits.memoryMiB },
    outputs: task.outputs,
    secrets: await writeSecrets(run),
    ...(task.again === undefined ? {} : { again: task.again }),
    log: join(place, "log"),
    result,
  };
  await writeFile(join(place, "task.json"), JSON.stringify(driverTask));
}

/** A copy of each input, so that what a command does to it is nobody else's business. Files keep their names. */
async function stageInputs({ task, inputs, place }: HostRun): Promise<Record<string, string>> {
  const staged: Record<string, string> = {};
  for (const [name, ref] of Object.entries(task.inputs)) {
    const folder = join(place, "in", name);
    if (ref.from === "text") {
      await mkdir(folder, { recursive: true });
      staged[name] = join(folder, ref.name);
      await writeFile(staged[name], ref.text);
      continue;
    }
    const tree = inputs[name];
    if (tree === undefined) throw new Error(`${task.id} was run without its input ${name}`);
    if (isReadInPlace(ref, task)) {
      staged[name] = tree;
      continue;
    }
    const isFile = (await stat(tree)).isFile();
    await mkdir(isFile ? folder : join(place, "in"), { recursive: true });
    staged[name] = isFile ? join(folder, basename(tree)) : folder;
    await copyTree(tree, staged[name]);
  }
  return staged;
}

async function writeSecrets({ task, context, place }: HostRun): Promise<Record<string, string>> {
  const folder = join(place, "secrets");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const files: Record<string, string> = {};
  for (const name of task.secrets) {
    files[name] = join(folder, name);
    await writeFile(files[name], await context.secrets(name), { mode: 0o600 });
  }
  return files;
}

async function readResult(path: string, task: string, complaint: string): Promise<TaskResult> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as TaskResult;
  } catch (cause) {
    if (/\bENOSPC\b|No space left on device/.test(complaint)) throw diskFull(complaint);
    throw new WheelwayError("internal", {
      message: `the driver of ${task} ended without a result`,
      why: complaint,
      next: "Report this as a bug, with the lines above.",
      cause,
    });
  }
}

async function keep({ task, place, kept }: HostRun, result: TaskResult): Promise<Outcome<string>> {
  await mkdir(kept, { recursive: true });
  await rename(join(place, "log"), join(kept, "log"));
  const log = () => readFile(join(kept, "log"), "utf8");
  if (result.verdict === "failed") return { result, outputs: {}, log };
  await rename(join(place, "out"), join(kept, "out"));
  const outputs = Object.entries(task.outputs).map(([name, path]) => {
    if (!/^\{out\}(\/|$)/.test(path))
      throw new Error(`output ${name} of ${task.id} is not below {out}: ${path}`);
    return [name, join(kept, "out", path.slice("{out}".length))] as const;
  });
  return { result, outputs: Object.fromEntries(outputs), log };
}

export function interrupted(task: string): WheelwayError {
  return new WheelwayError("interrupted", {
    message: `${task} was stopped`,
    next: "Run the same command again.",
  });
}

export function diskFull(why: string, cause?: unknown): WheelwayError {
  const next = "Free some space, or name another cache folder, and run the same command again.";
  return new WheelwayError("disk-full", { message: "there is no space left on the disk", why, next, cause });
}

/** A folder name for a task id: the same for the same id, and no other id's. */
export function folderName(id: string): string {
  if (/^\w([\w:-]{0,98}\w)?$/.test(id)) return id.replaceAll(":", ".");
  const digest = createHash("sha256").update(id).digest("hex").slice(0, 16);
  return `_${id.replaceAll(/[^\w-]/g, "_").slice(0, 60)}.${digest}`;
}
