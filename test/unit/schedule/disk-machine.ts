/** A small plan, a backend that makes the outputs of its tasks as files on the disk, and a run of both with a result store. */

import { cp, mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Backend } from "../../../src/backends/backend.ts";
import type { OutputFile } from "../../../src/driver/protocol.ts";
import type { Task } from "../../../src/plan/task.ts";
import { Reuse } from "../../../src/schedule/reuse.ts";
import { Runner, type ScheduleEvent } from "../../../src/schedule/run-tasks.ts";
import type { Access } from "../../../src/store/tier.ts";
import { sha256, storeAt } from "../store/sample.ts";

const base: Omit<Task, "id" | "kind" | "outputs"> = {
  title: "",
  environment: { kind: "host", interpreter: "cp312" },
  inputs: {},
  commands: [{ name: "work", argv: ["true"] }],
  env: {},
  network: "none",
  secrets: [],
  caches: [],
  limits: { timeoutMs: 1000, cpus: 1, memoryMiB: 0 },
};
const from = (task: string, output: string) => ({ from: "task", task, output }) as const;

/** tools <- environment <- wheel <- test, and the sdist that all come from. */
export function plan(change: { readonly test?: string } = {}): Task[] {
  const tools = from("tools", "tools");
  return [
    { ...base, id: "tools", kind: "tools", network: "index", outputs: { tools: "{out}/tools" } },
    {
      ...base,
      id: "sdist",
      kind: "sdist",
      inputs: { tools, project: { from: "project" } },
      outputs: { sdist: "{out}/sdist" },
    },
    {
      ...base,
      id: "environment",
      kind: "environment",
      network: "index",
      inputs: { tools, sdist: from("sdist", "sdist") },
      outputs: { env: "{out}/env", requirements: "{out}/requirements.txt" },
    },
    {
      ...base,
      id: "wheel",
      kind: "wheel",
      inputs: { tools, sdist: from("sdist", "sdist"), env: from("environment", "env") },
      outputs: { wheel: "{out}/wheel" },
    },
    {
      ...base,
      id: "test",
      kind: "test",
      network: "index",
      inputs: { tools, wheel: from("wheel", "wheel") },
      env: { TEST: change.test ?? "" },
      outputs: {},
    },
  ];
}

export interface World {
  /** What the index gives today. */
  readonly requirements?: string;
  readonly project?: string;
  readonly compiler?: string;
  readonly now?: string;
  readonly refresh?: boolean;
  readonly fails?: string;
  /** Ids of tasks whose files have other bytes here. */
  readonly wrong?: readonly string[];
  /** Default: the tier of this machine. */
  readonly access?: Access;
}

/** One run: the store is `root/cache`, and each run has a machine and a runner of its own. */
export async function storedRun(root: string, tasks: readonly Task[], world: World) {
  const log: string[] = [];
  const events: ScheduleEvent[] = [];
  const backend = diskMachine(root, log, world);
  const now = () => new Date(world.now ?? "2026-01-01T12:00:00Z");
  const { store } = storeAt(join(root, "cache"), { now, ...(world.access && { access: world.access }) });
  const scratch = await mkdtemp(join(root, "scratch-"));
  const reuse = new Reuse({
    store,
    backend,
    scratch,
    maxAge: 24 * 3600_000,
    refresh: world.refresh ?? false,
    now,
    keys: {
      driver: "d",
      wheelway: "1",
      environment: (environment) => backend.identity(environment),
      project: () => Promise.resolve(world.project ?? "project"),
    },
  });
  const runner = new Runner({
    backend,
    leaf: (input) => Promise.resolve(input.from),
    secrets: () => Promise.reject(new Error("none")),
    events: (event) => events.push(event),
    signal: new AbortController().signal,
    failFast: false,
    reuse,
  });
  const results = await runner.run(tasks);
  return { log: log.sort(), results, events, runner, backend, scratch };
}

/** Its trees are folders below `root`; `log` gets the id of each task that was run. */
function diskMachine(
  root: string,
  log: string[],
  { requirements = "a==1", compiler = "cc", fails, wrong = [] }: World,
): Backend<string> {
  let count = 0;
  return {
    name: "host",
    parallelism: 2,
    describe: () => Promise.resolve(""),
    supports: () => Promise.resolve({ supported: true, emulated: false, detail: "" }),
    identity: () => Promise.resolve(compiler),
    importPath: (path) => Promise.resolve(path),
    exportTree: async (tree, to) => {
      await cp(tree, to, { recursive: true });
    },
    close: () => Promise.resolve(),
    run: async (task) => {
      log.push(task.id);
      const folder = join(root, "made", `${process.hrtime.bigint()}-${count++}`);
      const listed: Record<string, readonly OutputFile[] | null> = {};
      const outputs: Record<string, string> = {};
      for (const name of Object.keys(task.outputs)) {
        const file = { sdist: "a-1.tar.gz", wheel: "a-1.whl", requirements: "" }[name];
        const of = task.again?.of ?? task.id;
        const text = name === "requirements" ? requirements : wrong.includes(of) ? `wrong ${name}` : name;
        outputs[name] = join(folder, name);
        await mkdir(file ? outputs[name] : folder, { recursive: true });
        await writeFile(file ? join(outputs[name], file) : outputs[name], text);
        listed[name] = file === undefined ? null : [{ path: file, sha256: sha256(text), size: text.length }];
      }
      const verdict = fails === task.id ? "failed" : "passed";
      const commands = [{ name: "work", verdict, exitStatus: 0, seconds: 0 }] as const;
      const rest = { version: 1, interpreter: "", seconds: 1, network: { state: "open" } } as const;
      return {
        result: { ...rest, id: task.id, verdict, commands, outputs: listed },
        outputs: verdict === "passed" ? outputs : {},
        log: () => Promise.resolve(`log of ${task.id}`),
      };
    },
  };
}
