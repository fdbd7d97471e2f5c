/** Running on demand: what the store has is not run, nor is what only that would have needed. */

import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Backend } from "../../../src/backends/backend.ts";
import type { OutputFile } from "../../../src/driver/protocol.ts";
import type { Task } from "../../../src/plan/task.ts";
import { Reuse } from "../../../src/schedule/reuse.ts";
import { Runner, type ScheduleEvent } from "../../../src/schedule/run-tasks.ts";
import { sha256, storeAt } from "../store/sample.ts";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "wheelway-reuse-"));
});
afterEach(() => rm(root, { recursive: true, force: true }));

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
function plan(change: { readonly test?: string } = {}): Task[] {
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

interface World {
  /** What the index gives today. */
  readonly requirements?: string;
  readonly project?: string;
  readonly compiler?: string;
  readonly now?: string;
  readonly refresh?: boolean;
  readonly fails?: string;
}

/** A backend that makes its outputs from the content of its inputs, on the disk. */
function machine(log: string[], { requirements = "a==1", compiler = "cc", fails }: World): Backend<string> {
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
        const text = name === "requirements" ? requirements : name;
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

async function run(tasks: readonly Task[], world: World = {}) {
  const log: string[] = [];
  const events: ScheduleEvent[] = [];
  const backend = machine(log, world);
  const now = () => new Date(world.now ?? "2026-01-01T12:00:00Z");
  const { store } = storeAt(join(root, "cache"), { now });
  const reuse = new Reuse({
    store,
    backend,
    scratch: await mkdtemp(join(root, "scratch-")),
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
  return { log: log.sort(), results, events, runner };
}

const everything = ["environment", "sdist", "test", "tools", "wheel"];

describe("a second run", () => {
  it("runs nothing, has every result, and the same files", async () => {
    const first = await run(plan());
    expect(first.log).toEqual(everything);
    const { log, results, events, runner } = await run(plan());
    expect(log).toEqual([]);
    expect([...results.keys()].sort()).toEqual(everything);
    expect([...results.values()].every(({ state }) => state === "passed")).toBe(true);
    expect(events.filter(({ type }) => type === "task-reused")).toHaveLength(5);
    const folder = runner.filesOf("wheel")?.["wheel"] ?? "";
    expect(await readFile(join(folder, "a-1.whl"), "utf8")).toBe("wheel");
    const done = results.get("tools");
    expect(done?.state === "passed" && (await done.outcome.log())).toBe("log of tools");
  });

  it("runs what changed, and what it needs: not the wheel for a test that changed", async () => {
    await run(plan());
    expect((await run(plan({ test: "other" }))).log).toEqual(["test", "tools"]);
  });

  it("runs everything for another compiler, and where it is told to", async () => {
    await run(plan());
    expect((await run(plan(), { compiler: "another" })).log).toEqual(everything);
    expect((await run(plan(), { refresh: true })).log).toEqual(everything);
  });

  it("stops at an sdist that came out the same from another project", async () => {
    await run(plan());
    expect((await run(plan(), { project: "a comment changed" })).log).toEqual(["sdist", "tools"]);
  });

  it("asks the index again after a day, and builds only where it gave something else", async () => {
    await run(plan());
    const later = { now: "2026-01-03T12:00:00Z" };
    expect((await run(plan(), later)).log).toEqual(["environment", "test", "tools"]);
    expect((await run(plan(), { now: "2026-01-05T12:00:00Z", requirements: "a==2" })).log).toEqual([
      "environment",
      "test",
      "tools",
      "wheel",
    ]);
  });

  it("keeps no failure", async () => {
    const failed = await run(plan(), { fails: "wheel" });
    expect(failed.results.get("test")).toMatchObject({ state: "skipped", because: "wheel" });
    expect((await run(plan())).log).toEqual(["environment", "test", "tools", "wheel"]);
  });

  it("builds with the environment that is there now where that was resolved anew", async () => {
    await run(plan());
    await rm(join(root, "cache", "results"), { recursive: true });
    await run(plan(), { fails: "wheel" });
    // The environment's record is young, its index has moved: what is built is kept under what it was built with.
    expect((await run(plan(), { requirements: "a==2" })).log).toEqual([
      "environment",
      "test",
      "tools",
      "wheel",
    ]);
    expect((await run(plan(), { requirements: "a==2" })).log).toEqual([]);
  });
});
