import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { InputRef, Task } from "../../../src/plan/task.ts";
import { needs } from "../../../src/plan/plan.ts";
import { criticalPaths, demandOf, type Past } from "../../../src/schedule/demand.ts";
import { Turns, type Capacity } from "../../../src/schedule/turns.ts";
import { task as plainTask } from "../../support/tasks.ts";

function task(id: string, wants: readonly string[] = [], kind: Task["kind"] = "wheel"): Task {
  const inputs = wants.map((need): [string, InputRef] => [need, { from: "task", task: need, output: "out" }]);
  const environment = { kind: "host", interpreter: "cp312" } as const;
  return { ...plainTask(environment, [], {}), id, kind, inputs: Object.fromEntries(inputs) };
}

/** Runs tasks that do nothing for some ticks; what ran, in order, with its jobs, and the most cores in use at once. */
async function simulate(tasks: readonly Task[], capacity: Capacity, past: Record<string, Past> = {}) {
  const turns = new Turns(capacity, new Map(Object.entries(past)));
  const order: string[] = [];
  let cores = 0;
  let most = 0;
  const ended = new Map<string, Promise<void>>();
  const run = async (one: Task) => {
    turns.expect(one);
    await Promise.all(needs(one).map((id) => ended.get(id) ?? Promise.resolve()));
    await turns.take(one, async (jobs) => {
      order.push(`${one.id} -j${jobs}`);
      const fetching = demandOf(one, new Map()).lane === "fetch";
      cores += fetching ? 0 : jobs;
      most = Math.max(most, cores);
      for (let tick = 0; tick < 3; tick++) await new Promise((resolve) => setImmediate(resolve));
      cores -= fetching ? 0 : jobs;
    });
  };
  for (const one of tasks) ended.set(one.id, run(one));
  await Promise.all(ended.values());
  return { order, most };
}

const free = (cores: number, freeMiB?: number): Capacity => ({ cores, freeMiB: () => freeMiB });

describe("Turns", () => {
  it("brings any plan to its end on any machine", async () => {
    const kinds = fc.constantFrom<Task["kind"]>("tools", "environment", "wheel", "test", "sdist");
    const plans = fc.array(fc.record({ kind: kinds, wants: fc.array(fc.nat(), { maxLength: 3 }) }), {
      minLength: 1,
      maxLength: 15,
    });
    await fc.assert(
      fc.asyncProperty(plans, fc.integer({ min: 1, max: 8 }), fc.nat(4000), async (plan, cores, memory) => {
        const tasks = plan.map(({ kind, wants }, index) =>
          task(`t${index}`, index === 0 ? [] : [...new Set(wants.map((want) => `t${want % index}`))], kind),
        );
        const { order, most } = await simulate(tasks, free(cores, memory));
        expect(order).toHaveLength(tasks.length);
        expect(most).toBeLessThanOrEqual(cores);
      }),
      { numRuns: 50 },
    );
  });

  it("begins with what the most work waits for, as it was remembered", async () => {
    const tasks = [task("wheel:a"), task("wheel:b"), task("wheel:c"), task("test:b", ["wheel:b"], "test")];
    const past = { "wheel:a": { seconds: 5 }, "wheel:b": { seconds: 6 }, "wheel:c": { seconds: 9 } };
    const known = { ...past, "test:b": { seconds: 10 } };
    const { order } = await simulate(tasks, free(1), known);
    expect(order).toEqual(["wheel:b -j1", "test:b -j1", "wheel:c -j1", "wheel:a -j1"]);
  });

  it("fetches beside what compiles", async () => {
    const tasks = [
      task("wheel:a"),
      task("environment:b", [], "environment"),
      task("wheel:b", ["environment:b"]),
    ];
    const { order } = await simulate(tasks, free(2));
    // One of the two cores is left for the wheel whose environment is being fetched.
    expect(order.slice(0, 2).sort()).toEqual(["environment:b -j1", "wheel:a -j1"]);
    expect(order[2]).toMatch(/^wheel:b /);
  });

  it("leaves no core for what waits for the task itself, or will never run", async () => {
    const tasks = [
      task("sdist", [], "sdist"),
      task("wheel:a", ["sdist"]),
      task("test:a", ["wheel:a"], "test"),
    ];
    expect((await simulate(tasks, free(4))).order).toEqual(["sdist -j4", "wheel:a -j4", "test:a -j4"]);
    const turns = new Turns(free(4));
    const lost = task("wheel:b", ["environment:b"]);
    turns.expect(lost);
    turns.forget(lost);
    expect(await turns.take(task("wheel:a"), (jobs) => Promise.resolve(jobs))).toBe(4);
  });

  it("starts no more than the memory holds, as far as the last run tells", async () => {
    const tasks = [task("wheel:a"), task("wheel:b")];
    const past = { "wheel:a": { seconds: 1, peakMiB: 3000 }, "wheel:b": { seconds: 1, peakMiB: 3000 } };
    expect((await simulate(tasks, free(2, 8000), past)).most).toBe(2);
    expect((await simulate(tasks, free(2, 4000), past)).most).toBe(1);
    // One that wants more than there is runs alone.
    expect((await simulate(tasks, free(2, 1000), past)).order).toHaveLength(2);
  });

  it("goes on after a task that throws", async () => {
    const turns = new Turns(free(1));
    await expect(turns.take(task("wheel:a"), () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(await turns.take(task("wheel:b"), () => Promise.resolve("ran"))).toBe("ran");
  });
});

describe("what a task is expected to want", () => {
  const past = new Map<string, Past>([
    ["wheel:cp312-a", { seconds: 100, peakMiB: 800, jobs: 2 }],
    ["wheel:cp313-a", { seconds: 120, peakMiB: 900, jobs: 2 }],
  ]);

  it("is what it wanted the last time, else what its like did, else a guess", () => {
    const known = demandOf(task("wheel:cp312-a"), past);
    expect(known.seconds).toBe(100);
    expect([1, 2, 4].map(known.memoryMiB)).toEqual([800, 800, 1600]);
    const like = demandOf(task("wheel:cp311-a"), past);
    expect([like.seconds, like.memoryMiB(1)]).toEqual([120, 450]);
    const rebuild = {
      ...task("rebuild:wheel:cp312-a:again", [], "rebuild"),
      again: { of: "wheel:cp312-a", vary: [] },
    };
    expect(demandOf(rebuild, past).seconds).toBe(100);
    expect(demandOf(task("tools:build", [], "tools"), past).lane).toBe("fetch");
  });

  it("sums up the longest way to the end", () => {
    const tasks = [task("a"), task("b", ["a"]), task("c", ["a"]), task("d", ["b", "c"])];
    const seconds: Record<string, number> = { a: 1, b: 5, c: 2, d: 1 };
    const paths = criticalPaths(tasks, ({ id }) => seconds[id] ?? 0);
    expect(Object.fromEntries(paths)).toEqual({ a: 7, b: 6, c: 3, d: 1 });
  });
});
