import { describe, expect, it } from "vitest";
import type { Backend } from "../../../src/backends/backend.ts";
import type { TaskResult } from "../../../src/driver/protocol.ts";
import { WheelwayError } from "../../../src/errors.ts";
import type { InputRef, Task } from "../../../src/plan/task.ts";
import { Runner, type ScheduleEvent } from "../../../src/schedule/run-tasks.ts";

/** A backend that runs nothing: it records the order, and fails what it is told to fail. */
function recordingBackend(
  behaviour: Record<string, "failed" | "impossible" | undefined> = {},
  parallelism = 2,
) {
  const log: string[] = [];
  let running = 0;
  let most = 0;
  const backend: Backend<string> = {
    name: "host",
    parallelism,
    describe: () => Promise.resolve("recording"),
    supports: () => Promise.resolve({ supported: true, emulated: false, detail: "" }),
    identity: ({ kind }) => Promise.resolve(kind),
    run: async (task, inputs) => {
      running += 1;
      most = Math.max(most, running);
      log.push(`${task.id}(${Object.values(inputs).join(",")})`);
      await new Promise((resolve) => setTimeout(resolve, 2));
      running -= 1;
      const does = behaviour[task.id];
      if (does === "impossible") throw new WheelwayError("disk-full", { message: "full", next: "make room" });
      const result = { verdict: does ?? "passed" } as TaskResult;
      return { result, outputs: { out: `${task.id}.out` }, log: () => Promise.resolve("") };
    },
    importPath: (path) => Promise.resolve(path),
    exportTree: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
  return { backend, log, most: () => most };
}

function task(id: string, needs: readonly string[] = [], rest: Partial<Task> = {}): Task {
  const inputs = needs.map((need): [string, InputRef] => [need, { from: "task", task: need, output: "out" }]);
  return {
    id,
    title: id,
    kind: "wheel",
    environment: { kind: "host", interpreter: "cp312" },
    inputs: Object.fromEntries(inputs),
    commands: [],
    env: {},
    network: "none",
    secrets: [],
    caches: [],
    limits: { timeoutMs: 1000, cpus: 1, memoryMiB: 0 },
    outputs: {},
    ...rest,
  };
}

function runner(backend: Backend<string>, failFast = false, signal = new AbortController().signal) {
  const events: ScheduleEvent[] = [];
  const leaf = (input: { from: string }) => Promise.resolve(input.from);
  const secrets = () => Promise.reject(new Error("no secrets"));
  return {
    runner: new Runner({ backend, leaf, secrets, events: (e) => events.push(e), signal, failFast }),
    events,
  };
}

describe("Runner", () => {
  it("runs each task once, after all it needs, with the outputs of those", async () => {
    const { backend, log } = recordingBackend();
    const { runner: run } = runner(backend);
    const tasks = [task("a"), task("b", ["a"]), task("c", ["a", "b"])];
    const results = await run.run(tasks);
    expect([...results.values()].map(({ state }) => state)).toEqual(["passed", "passed", "passed"]);
    expect(log).toEqual(["a()", "b(a.out)", "c(a.out,b.out)"]);
    await run.run([...tasks, task("d", ["c"])]);
    expect(log).toEqual(["a()", "b(a.out)", "c(a.out,b.out)", "d(c.out)"]);
  });

  it("hands leaves to the task", async () => {
    const { backend, log } = recordingBackend();
    await runner(backend).runner.run([task("a", [], { inputs: { project: { from: "project" } } })]);
    expect(log).toEqual(["a(project)"]);
  });

  it("skips what needs a failed task, names that task, and runs the rest", async () => {
    const { backend, log } = recordingBackend({ a: "failed" });
    const { runner: run, events } = runner(backend);
    const results = await run.run([task("a"), task("b", ["a"]), task("c", ["b"]), task("d")]);
    expect(results.get("c")).toMatchObject({ state: "skipped", because: "a" });
    expect(results.get("d")?.state).toBe("passed");
    expect(log).toEqual(["a()", "d()"]);
    expect(events).toContainEqual({ type: "task-skipped", task: "b", because: "a" });
  });

  it("tells what the machine cannot run apart from what fails", async () => {
    const { backend } = recordingBackend({ a: "impossible" });
    const results = await runner(backend).runner.run([task("a")]);
    expect(results.get("a")).toMatchObject({ state: "impossible", error: { code: "disk-full" } });
  });

  it("starts nothing new after a failure when it is to fail fast, unless the task was optional", async () => {
    const tasks = [task("a"), task("b"), task("c")];
    const strict = recordingBackend({ a: "failed" }, 1);
    await runner(strict.backend, true).runner.run(tasks);
    expect(strict.log).toEqual(["a()"]);
    const lenient = recordingBackend({ a: "failed" }, 1);
    await runner(lenient.backend, true).runner.run([task("a", [], { optional: true }), task("b"), task("c")]);
    expect(lenient.log).toEqual(["a()", "b()", "c()"]);
  });

  it("runs no more at once than the backend takes", async () => {
    const { backend, most } = recordingBackend({}, 3);
    await runner(backend).runner.run(Array.from({ length: 10 }, (_, i) => task(String(i))));
    expect(most()).toBe(3);
  });

  it("skips everything once it is stopped", async () => {
    const { backend, log } = recordingBackend();
    const results = await runner(backend, false, AbortSignal.abort()).runner.run([task("a")]);
    expect(results.get("a")).toMatchObject({ state: "skipped", because: "stopped" });
    expect(log).toEqual([]);
  });
});
