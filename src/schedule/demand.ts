/** What a task is expected to want of the machine: a lane, time, memory; from its last run, else from its like. */

import { needs } from "../plan/plan.ts";
import type { Task, TaskId } from "../plan/task.ts";

/** How a task went when it last passed. */
export interface Past {
  readonly seconds: number;
  /** Most memory of all its processes at one moment, where that could be seen. */
  readonly peakMiB?: number;
  /** How many jobs it was given then. */
  readonly jobs?: number;
}

/** `fetch` waits for the network most of the time, and takes no core from what compiles. */
export type Lane = "work" | "fetch";

export interface Demand {
  readonly lane: Lane;
  readonly seconds: number;
  readonly memoryMiB: (jobs: number) => number;
}

/** Seconds and MiB for each job where nothing is known of a project: a small extension module. */
const guesses: Readonly<Record<Task["kind"], { readonly seconds: number; readonly jobMiB: number }>> = {
  tools: { seconds: 15, jobMiB: 200 },
  prepare: { seconds: 60, jobMiB: 500 },
  environment: { seconds: 5, jobMiB: 200 },
  lock: { seconds: 10, jobMiB: 200 },
  sdist: { seconds: 5, jobMiB: 200 },
  wheel: { seconds: 60, jobMiB: 500 },
  rebuild: { seconds: 60, jobMiB: 500 },
  test: { seconds: 15, jobMiB: 300 },
  audit: { seconds: 5, jobMiB: 300 },
};

export function laneOf(task: Task): Lane {
  switch (task.kind) {
    case "tools":
    case "environment":
    case "lock":
      return "fetch";
    // `prepare` may compile a library with commands of its own.
    case "prepare":
    case "sdist":
    case "wheel":
    case "rebuild":
    case "test":
    case "audit":
      return "work";
  }
}

/** @param past of the whole project: what nothing is known of is taken to be like the others of its kind. */
export function demandOf(task: Task, past: ReadonlyMap<TaskId, Past>): Demand {
  const guess = guesses[task.kind];
  const own = past.get(task.id) ?? (task.again && past.get(task.again.of));
  const like = own === undefined ? likeOf(task, past) : [own];
  const memory = median(
    like.flatMap(({ peakMiB, jobs = 1 }) => (peakMiB === undefined ? [] : peakMiB / jobs)),
  );
  const least = own?.peakMiB ?? 0;
  return {
    lane: laneOf(task),
    seconds: median(like.map(({ seconds }) => seconds)) ?? guess.seconds,
    // Fewer jobs than last time may want as much: the largest file is compiled by one.
    memoryMiB: (jobs) => Math.max(least, (memory ?? guess.jobMiB) * jobs),
  };
}

function likeOf(task: Task, past: ReadonlyMap<TaskId, Past>): Past[] {
  const [kind = ""] = task.id.split(":");
  return [...past].filter(([id]) => id.startsWith(`${kind}:`)).map(([, known]) => known);
}

function median(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

/** Seconds from the beginning of each task to the end of the last one that waits for it. */
export function criticalPaths(
  tasks: readonly Task[],
  seconds: (task: Task) => number,
): ReadonlyMap<TaskId, number> {
  const byId = new Map(tasks.map((task) => [task.id, task]));
  const dependents = new Map<TaskId, Task[]>();
  for (const task of tasks) {
    for (const id of needs(task)) dependents.set(id, [...(dependents.get(id) ?? []), task]);
  }
  const found = new Map<TaskId, number>();
  const pathOf = (task: Task): number => {
    const known = found.get(task.id);
    if (known !== undefined) return known;
    const after = (dependents.get(task.id) ?? []).map(pathOf);
    const path = seconds(task) + Math.max(0, ...after);
    found.set(task.id, path);
    return path;
  };
  for (const task of byId.values()) pathOf(task);
  return found;
}
