/** Decides which task begins next, and how many jobs it may start inside itself. Pure. */

import type { Lane } from "./demand.ts";

/** A task whose needs are all met. */
export interface Ready {
  readonly id: string;
  readonly lane: Lane;
  /** Seconds to the end of the longest chain of tasks that begins with it. */
  readonly path: number;
  readonly memoryMiB: (jobs: number) => number;
}

/** A task that runs. */
export interface Taken {
  readonly lane: Lane;
  /** Cores that it has; a fetch has none. */
  readonly jobs: number;
  readonly memoryMiB: number;
}

export interface Room {
  /** At least 1. */
  readonly cores: number;
  /** How many fetches at once; at least 1. */
  readonly fetches: number;
  /** What all tasks together may take; Infinity where nobody knows. */
  readonly memoryMiB: number;
}

export interface Turn {
  readonly id: string;
  readonly jobs: number;
  readonly memoryMiB: number;
}

/**
 * The ready task with the longest way to go that fits; `undefined` where none does. Without anything running one always does,
 * however much memory it wants: waiting would not give it more. A task that is overtaken, since it needs more memory than
 * there is, has its turn when the others, which are finitely many, are done.
 *
 * @param coming how many tasks will want a core while this one runs: cores are left for them
 */
export function nextTurn(
  ready: readonly Ready[],
  running: readonly Taken[],
  room: Room,
  coming: (id: string) => number,
): Turn | undefined {
  const cores = room.cores - sum(running.map(({ lane, jobs }) => (lane === "work" ? jobs : 0)));
  const fetches = room.fetches - running.filter(({ lane }) => lane === "fetch").length;
  const memory = room.memoryMiB - sum(running.map(({ memoryMiB }) => memoryMiB));
  const fits = (one: Ready, jobs: number) => running.length === 0 || one.memoryMiB(jobs) <= memory;
  const able = [...ready]
    .filter((one) => (one.lane === "work" ? cores : fetches) > 0 && fits(one, 1))
    .sort((a, b) => b.path - a.path || (a.id < b.id ? -1 : 1));
  const [first] = able;
  if (!first) return undefined;
  if (first.lane === "fetch") return { id: first.id, jobs: 1, memoryMiB: first.memoryMiB(1) };
  const rivals = able.filter(({ lane }) => lane === "work").length - 1 + coming(first.id);
  let jobs = Math.max(1, Math.floor(cores / (rivals + 1)));
  while (jobs > 1 && first.memoryMiB(jobs) > memory) jobs -= 1;
  return { id: first.id, jobs, memoryMiB: first.memoryMiB(jobs) };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
