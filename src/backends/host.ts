/** The host backend: tasks run on this machine, with its own interpreters, each in a folder of the cache. */

import { join, resolve } from "node:path";
import { WheelwayError } from "../errors.ts";
import type { Environment, Task } from "../plan/task.ts";
import { parseInterpreter, pythonVersion } from "../tags/interpreter.ts";
import type { Backend, RunContext, Supported, Unsupported } from "./backend.ts";
import { driverEnv, type HostEnv } from "./host-environment.ts";
import { FileDigests } from "./host-digests.ts";
import { interpreterIdentity, machineIdentity } from "./host-identity.ts";
import { hostInterpreters, thisMachine, type HostInterpreter } from "./host-interpreters.ts";
import { emulatedPython, emulatorEnv, type Emulated } from "./host-emulated.ts";
import { acquireSlot, slotParent, type Slot } from "./host-slot.ts";
import { diskFull, folderName, interrupted, runOnHost } from "./host-task.ts";
import { keptTools, makeTools, toolsFolder } from "./host-tools.ts";
import { copyTree, syncTree } from "./host-trees.ts";
import { coresHere, freeMiBHere } from "./machine-size.ts";

export { hostInterpreters, hostPlatforms, whatHostMakes, type HostInterpreter } from "./host-interpreters.ts";
export { foreignFilesOf } from "./host-foreign.ts";

type HostEnvironment = Extract<Environment, { kind: "host" }>;

export interface HostOptions {
  /** Wheelway's own folder: interpreters found, task folders, download caches. Made where it is missing. */
  readonly cacheDir: string;
  /** The caller's environment; little of it reaches a task. */
  readonly env: HostEnv;
  /** How many cores all tasks may use together; default: all. */
  readonly jobs?: number;
  /** Part of the compiler cache that is read and written, by name; `undefined`: none. */
  readonly compilerCache?: string | undefined;
  /** Name of the interpreter that runs the driver; default: the newest CPython. */
  readonly driver?: string;
}

/** Trees are absolute paths; they are gone after `close`. */
export function hostBackend(options: HostOptions): Backend<string> {
  return new HostBackend(options);
}

class HostBackend implements Backend<string> {
  readonly name = "host";
  readonly parallelism: number;
  private readonly options: HostOptions;
  private readonly cacheDir: string;
  private found: Promise<readonly HostInterpreter[]> | undefined;
  private machine: Promise<string> | undefined;
  private readonly digests: FileDigests;
  private slot: Promise<Slot> | undefined;
  /** The tasks that run now, by folder name. */
  private readonly running = new Map<string, Promise<unknown>>();
  private readonly emulated = new Map<string, Promise<Emulated>>();
  private readonly closing = new AbortController();
  private closed: Promise<void> | undefined;
  private runs = 0;

  constructor(options: HostOptions) {
    this.options = options;
    this.cacheDir = resolve(options.cacheDir);
    this.digests = new FileDigests(this.cacheDir);
    this.parallelism = options.jobs ?? coresHere();
  }

  freeMiB(): number {
    return freeMiBHere();
  }

  async describe(): Promise<string> {
    const found = await this.interpreters();
    const platforms = [...new Set(found.map(({ platform }) => platform.name))].join(", ");
    const names = found.map(({ interpreter }) => interpreter.name).join(", ");
    return `this machine, ${platforms || process.platform}, with ${names || "no Python"}`;
  }

  async supports(environment: Environment): Promise<Supported | Unsupported> {
    if (environment.kind === "image") {
      const remedy = "Start a Dagger engine and use `--backend dagger`.";
      return { supported: false, why: `the host backend cannot run the image ${environment.image}`, remedy };
    }
    if (environment.architecture !== undefined) return (await this.foreign(environment)).answer;
    const all = await this.interpreters();
    const one = all.find(({ interpreter }) => interpreter.name === environment.interpreter);
    if (one) return { supported: true, emulated: false, detail: `Python ${one.version}, ${one.path}` };
    const names = all.map(({ interpreter }) => interpreter.name).join(", ") || "none";
    const why = `this machine has no ${environment.interpreter} (found: ${names})`;
    return { supported: false, why, remedy: remedyFor(environment.interpreter) };
  }

  async identity(environment: Environment): Promise<string> {
    const machine = await (this.machine ??= machineIdentity(thisMachine(this.options.env), this.digests));
    const all = await this.interpreters();
    const { python, driverPython } = await this.pythons(environment);
    // The driver writes archives, so that its Python's zlib counts, too.
    const used = all.filter(({ path }) => path === python || path === driverPython);
    const told = used.map(async (one) => interpreterIdentity(one, await this.digests.of(one.path)));
    const foreign = used.some(({ path }) => path === python) ? [] : [await this.digests.of(python)];
    const identity = JSON.stringify([machine, python, ...foreign, ...(await Promise.all(told))]);
    await this.digests.remember();
    return identity;
  }

  /** A Python of another architecture, and whether it runs here. */
  private foreign(environment: HostEnvironment): Promise<Emulated> {
    const key = JSON.stringify(environment);
    const found = this.emulated.get(key) ?? emulatedPython(environment, thisMachine(this.options.env));
    this.emulated.set(key, found);
    return found;
  }

  async run(task: Task, inputs: Readonly<Record<string, string>>, context: RunContext) {
    if (context.signal.aborted || this.closed) throw interrupted(task.id);
    const supported = await this.supports(task.environment);
    if (!supported.supported) {
      const { why, remedy } = supported;
      throw new WheelwayError("interpreter-missing", {
        message: `${task.id} cannot run here`,
        why,
        next: remedy,
      });
    }
    const { again } = task;
    const name = this.freeName(folderName(again && !again.vary.includes("path") ? again.of : task.id));
    const signal = AbortSignal.any([context.signal, this.closing.signal]);
    const outcome = this.runIn(name, task, inputs, { ...context, signal });
    this.running.set(name, outcome);
    try {
      return await outcome;
    } catch (error) {
      throw machineTrouble(error);
    } finally {
      this.running.delete(name);
    }
  }

  private async runIn(
    name: string,
    task: Task,
    inputs: Readonly<Record<string, string>>,
    context: RunContext,
  ) {
    const pythons = await this.pythons(task.environment);
    const tools = task.kind === "tools" ? toolsFolder(this.cacheDir, task, pythons.python) : undefined;
    const made = tools === undefined ? undefined : await keptTools(tools, task);
    if (made) {
      context.events({ type: "task-started", task: task.id });
      context.events({ type: "task-finished", task: task.id, verdict: "passed", seconds: 0 });
      return made;
    }
    const { compilerCache } = this.options;
    const { folder } = await (this.slot ??= slotParent(this.cacheDir).then(acquireSlot));
    const emulator = await this.emulatorEnv(task.environment);
    const run = (kept: string) =>
      runOnHost({
        task,
        inputs,
        context,
        place: join(folder, "tasks", name),
        kept,
        caches: join(this.cacheDir, "caches"),
        compilerCache:
          compilerCache === undefined ? undefined : join(this.cacheDir, "compiler", compilerCache),
        ...pythons,
        env: { ...driverEnv(thisMachine(this.options.env)), ...emulator },
      });
    if (tools !== undefined) return makeTools(tools, task, run);
    return run(join(folder, "kept", `${name}.${++this.runs}`));
  }

  importPath(path: string): Promise<string> {
    return Promise.resolve(resolve(path));
  }

  async exportTree(tree: string, path: string): Promise<void> {
    try {
      await copyTree(tree, path);
      await syncTree(path);
    } catch (error) {
      throw machineTrouble(error);
    }
  }

  /** Stops what still runs, and gives the slot back. Nothing can be run afterwards. */
  close(): Promise<void> {
    return (this.closed ??= this.stopAll());
  }

  private async stopAll(): Promise<void> {
    this.closing.abort();
    await Promise.allSettled(this.running.values());
    await (await this.slot)?.release();
  }

  private interpreters(): Promise<readonly HostInterpreter[]> {
    return (this.found ??= hostInterpreters({ cacheDir: this.cacheDir, env: this.options.env }));
  }

  /** The task's interpreter and the driver's: a CPython, since PyPy and GraalPy take long to start. */
  private async pythons(environment: Environment): Promise<{ python: string; driverPython: string }> {
    const all = await this.interpreters();
    const named = (name: string | undefined) =>
      all.find(({ interpreter }) => interpreter.name === name)?.path;
    const plain = all.filter(
      ({ interpreter }) => interpreter.implementation === "cp" && !interpreter.freeThreaded,
    );
    const host = environment.kind === "host" ? environment : undefined;
    const foreign = host?.architecture === undefined ? undefined : (await this.foreign(host)).python;
    const python = (foreign ? foreign.python : named(host?.interpreter)) ?? "";
    return { python, driverPython: named(this.options.driver) ?? plain.at(-1)?.path ?? python };
  }

  private async emulatorEnv(environment: Environment): Promise<Record<string, string>> {
    if (environment.kind !== "host" || environment.architecture === undefined) return {};
    return emulatorEnv((await this.foreign(environment)).python);
  }

  /** The same task twice at once gets two folders. */
  private freeName(name: string): string {
    let free = name;
    for (let number = 2; this.running.has(free); number++) free = `${name}.${number}`;
    return free;
  }
}

/** What the file system says of a full disk, as the error that people read. */
function machineTrouble(error: unknown): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === "ENOSPC" || code === "EDQUOT" ? diskFull(message, error) : error;
}

function remedyFor(name: string): string {
  const interpreter = parseInterpreter(name);
  if (!interpreter) return "Ask for an interpreter such as cp312 or pp311.";
  const version = pythonVersion(interpreter);
  switch (interpreter.implementation) {
    case "cp":
      return `Install it, for example with \`uv python install ${version}${interpreter.freeThreaded ? "t" : ""}\`.`;
    case "pp":
      return `Install it, for example with \`uv python install pypy${version}\`.`;
    case "gp":
      return `Install it, for example with \`uv python install graalpy${version}\`.`;
  }
}
