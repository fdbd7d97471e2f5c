import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nextTurn, type Ready, type Room, type Taken } from "../../../src/schedule/choose.ts";

const task = fc.record({
  id: fc.uuid(),
  lane: fc.constantFrom("work" as const, "fetch" as const),
  path: fc.nat(1000),
  jobMiB: fc.nat(2000),
});
const tasks = fc.array(
  task.map(({ jobMiB, ...rest }): Ready => ({ ...rest, memoryMiB: (jobs) => jobMiB * jobs })),
  { maxLength: 30 },
);
const room = fc.record({
  cores: fc.integer({ min: 1, max: 16 }),
  fetches: fc.integer({ min: 1, max: 4 }),
  memoryMiB: fc.oneof(fc.constant(Infinity), fc.nat(8000)),
});

/** Starts what can start; between rounds the first that runs ends. Answers with what ran together after each start. */
function runAll(ready: readonly Ready[], place: Room, coming = 0): (readonly Taken[])[] {
  const left = [...ready];
  const running: Taken[] = [];
  const moments: (readonly Taken[])[] = [];
  while (left.length > 0 || running.length > 0) {
    for (;;) {
      const turn = nextTurn(left, running, place, () => coming);
      if (!turn) break;
      const index = left.findIndex(({ id }) => id === turn.id);
      const [one] = left.splice(index, 1) as [Ready];
      running.push({ lane: one.lane, jobs: turn.jobs, memoryMiB: turn.memoryMiB });
      moments.push([...running]);
    }
    if (running.length === 0) throw new Error(`${left.length} tasks are never started`);
    running.shift();
  }
  return moments;
}

const coresOf = (running: readonly Taken[]) =>
  running.filter(({ lane }) => lane === "work").reduce((sum, { jobs }) => sum + jobs, 0);

describe("nextTurn", () => {
  it("runs every task, with never more jobs than cores and never more fetches than there may be", () => {
    fc.assert(
      fc.property(tasks, room, fc.nat(5), (ready, place, coming) => {
        const moments = runAll(ready, place, coming);
        expect(moments).toHaveLength(ready.length);
        for (const running of moments) {
          expect(coresOf(running)).toBeLessThanOrEqual(place.cores);
          expect(running.filter(({ lane }) => lane === "fetch").length).toBeLessThanOrEqual(place.fetches);
        }
      }),
    );
  });

  it("gives away no more memory than there is, but to a task that runs alone", () => {
    fc.assert(
      fc.property(tasks, room, (ready, place) => {
        for (const running of runAll(ready, place)) {
          const memory = running.reduce((sum, { memoryMiB }) => sum + memoryMiB, 0);
          expect(running.length === 1 || memory <= place.memoryMiB).toBe(true);
        }
      }),
    );
  });

  it("leaves no core idle while a task that fits is ready", () => {
    fc.assert(
      fc.property(tasks, fc.array(task), room, (ready, others, place) => {
        const running = others.map(({ lane, jobMiB }) => ({ lane, jobs: 1, memoryMiB: jobMiB }));
        const memory = place.memoryMiB - running.reduce((sum, { memoryMiB }) => sum + memoryMiB, 0);
        const fetching = running.filter(({ lane }) => lane === "fetch").length;
        const able = ready.filter(
          ({ lane, memoryMiB }) =>
            (lane === "work" ? coresOf(running) < place.cores : fetching < place.fetches) &&
            (running.length === 0 || memoryMiB(1) <= memory),
        );
        const longest = Math.max(...able.map(({ path }) => path));
        const turn = nextTurn(ready, running, place, () => 0);
        expect(turn === undefined).toBe(able.length === 0);
        if (turn) expect(ready.find(({ id }) => id === turn.id)?.path).toBe(longest);
      }),
    );
  });

  it("gives a build that is alone every core, and many one each", () => {
    const place = { cores: 8, fetches: 4, memoryMiB: Infinity };
    const wheels = (count: number) =>
      Array.from({ length: count }, (_, index): Ready => {
        const id = `wheel:${index}`;
        return { id, lane: "work", path: 60, memoryMiB: (jobs) => 500 * jobs };
      });
    const jobs = (count: number, coming = 0) =>
      runAll(wheels(count), place, coming)
        .slice(0, Math.min(count, 8))
        .at(-1)
        ?.map((one) => one.jobs);
    expect(jobs(1)).toEqual([8]);
    expect(jobs(3)).toEqual([2, 3, 3]);
    expect(jobs(20)).toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
    // Three more will come when their environments are there.
    expect(jobs(1, 3)).toEqual([2]);
    // Memory for two jobs.
    expect(nextTurn(wheels(1), [], { ...place, memoryMiB: 1100 }, () => 0)?.jobs).toBe(2);
  });
});
