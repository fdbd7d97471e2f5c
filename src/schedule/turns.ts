/** Gives each task its turn, with the cores that it may use; what runs at once never has more cores than there are. */

import { setImmediate } from "node:timers";
import { needs } from "../plan/plan.ts";
import type { Task, TaskId } from "../plan/task.ts";
import { nextTurn, type Ready, type Room, type Taken } from "./choose.ts";
import { criticalPaths, demandOf, laneOf, type Demand, type Past } from "./demand.ts";

/** What a backend's machine has. */
export interface Capacity {
  readonly cores: number;
  /** MiB that are free now; `undefined` where nobody knows. */
  readonly freeMiB: () => number | undefined;
}

/** So many fetches at once at most: they share one line, and unpacking wants a core as well. */
const mostFetches = 4;
/** Of the free memory, what is not given away: other programs of the machine want some, too. */
const share = 0.9;

interface Expected extends Demand {
  readonly task: Task;
}

export class Turns {
  private readonly capacity: Capacity;
  private readonly past: ReadonlyMap<TaskId, Past>;
  /** Every task that has begun to wait for what it needs, and has not ended. */
  private readonly expected = new Map<TaskId, Expected>();
  private readonly ready = new Map<TaskId, (jobs: number) => void>();
  private readonly running = new Map<TaskId, Taken>();
  private memoryMiB: number | undefined;
  private paths: ReadonlyMap<TaskId, number> | undefined;
  private looking = false;

  constructor(capacity: Capacity, past: ReadonlyMap<TaskId, Past> = new Map()) {
    this.capacity = capacity;
    this.past = past;
  }

  /** The task will run, once what it needs is there: cores may be left for it. */
  expect(task: Task): void {
    this.expected.set(task.id, { task, ...demandOf(task, this.past) });
    this.paths = undefined;
  }

  /** It will not run after all. */
  forget({ id }: Task): void {
    this.expected.delete(id);
    this.look();
  }

  /** Waits for the task's turn, and takes it until `work` has ended. */
  async take<T>(task: Task, work: (jobs: number) => Promise<T>): Promise<T> {
    if (!this.expected.has(task.id)) this.expect(task);
    const jobs = await new Promise<number>((start) => {
      this.ready.set(task.id, start);
      this.look();
    });
    try {
      return await work(jobs);
    } finally {
      this.running.delete(task.id);
      this.expected.delete(task.id);
      this.look();
    }
  }

  /** Soon, so that all that become ready at one moment are weighed together. */
  private look(): void {
    if (this.looking) return;
    this.looking = true;
    setImmediate(() => {
      this.looking = false;
      this.startAll();
    });
  }

  private startAll(): void {
    for (;;) {
      const turn = nextTurn(this.readyOnes(), [...this.running.values()], this.room(), (id) =>
        this.coming(id),
      );
      const expected = turn && this.expected.get(turn.id);
      const start = turn && this.ready.get(turn.id);
      if (!turn || !expected || !start) return;
      this.ready.delete(turn.id);
      this.running.set(turn.id, { lane: expected.lane, jobs: turn.jobs, memoryMiB: turn.memoryMiB });
      start(turn.jobs);
    }
  }

  private readyOnes(): Ready[] {
    this.paths ??= criticalPaths(
      [...this.expected.values()].map(({ task }) => task),
      (task) => this.expected.get(task.id)?.seconds ?? 0,
    );
    const paths = this.paths;
    return [...this.ready.keys()].flatMap((id) => {
      const expected = this.expected.get(id);
      return expected ? [{ ...expected, id, path: paths.get(id) ?? expected.seconds }] : [];
    });
  }

  private room(): Room {
    const { cores, freeMiB } = this.capacity;
    const free = freeMiB() ?? Infinity;
    // What runs has some of its memory already: what is free now is the least that there is for the rest.
    if (this.running.size === 0 || this.memoryMiB === undefined) this.memoryMiB = free * share;
    const taken = [...this.running.values()].reduce((sum, { memoryMiB }) => sum + memoryMiB, 0);
    return {
      cores,
      fetches: Math.min(mostFetches, cores),
      memoryMiB: Math.min(this.memoryMiB, taken + free),
    };
  }

  /** Tasks that will want a core as soon as a fetch has ended, and do not wait for `id` or for other work. */
  private coming(id: TaskId): number {
    const waits = (task: Task): boolean =>
      needs(task).some((need) => {
        const before = this.expected.get(need);
        return before !== undefined && (need === id || laneOf(before.task) === "work" || waits(before.task));
      });
    return [...this.expected.values()].filter(
      ({ task, lane }) =>
        lane === "work" && !this.ready.has(task.id) && !this.running.has(task.id) && !waits(task),
    ).length;
  }
}
