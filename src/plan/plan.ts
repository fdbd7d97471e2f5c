/** The plan: from config, lock and what the backend can do to a graph of tasks and the contract. Pure. */

import type { Contract } from "../artifacts/contract.ts";
import type { Target } from "../tags/target.ts";
import type { Task, TaskId } from "./task.ts";
import type { Kinds } from "./assign.ts";
import type { Instead } from "./crossing.ts";

/** How one target will be made and tested, for people and for `--json`. */
export interface PlannedTarget {
  readonly id: string;
  /** The target whose wheel serves it; its own id where it has a wheel of its own; `undefined` before learning. */
  readonly builtBy: string | undefined;
  /** Image reference; `undefined` on the host. */
  readonly image: string | undefined;
  readonly emulated: boolean;
  /**
   * Its wheel is compiled on another platform, or on one with a newer glibc where it is not emulated: with what, for which
   * glibc, and whether the headers are the target's own.
   */
  readonly cross?: {
    readonly compiler: "zig";
    readonly glibc: string;
    readonly files: "copied" | "derived";
    /** What is done where this fails. */
    readonly instead: Instead | undefined;
  };
  /** Why it is emulated although it might have been cross-compiled. */
  readonly whyEmulated?: string;
  /** Why it is built with the machine's own compiler although that is for a newer glibc. */
  readonly whyOwnCompiler?: string;
  readonly tests: readonly TaskId[];
  readonly untested: string | undefined;
  readonly optional: boolean;
}

export interface Plan {
  readonly version: 1;
  readonly backend: "dagger" | "host";
  readonly targets: readonly PlannedTarget[];
  /** In an order in which every task comes after those it needs. */
  readonly tasks: readonly Task[];
  readonly contract: Contract;
  /** What of the families of interpreters is known. */
  readonly kinds: Kinds;
}

/** Tasks that a task needs, by its inputs. */
export function needs(task: Task): TaskId[] {
  return [
    ...new Set(Object.values(task.inputs).flatMap((input) => (input.from === "task" ? [input.task] : []))),
  ];
}

/** The task and everything it needs, in the plan's order. */
export function withNeeds(tasks: readonly Task[], wanted: ReadonlySet<TaskId>): Task[] {
  const byId = new Map(tasks.map((task) => [task.id, task]));
  const kept = new Set<TaskId>();
  const keep = (id: TaskId): void => {
    const task = byId.get(id);
    if (!task || kept.has(id)) return;
    kept.add(id);
    needs(task).forEach(keep);
  };
  wanted.forEach(keep);
  return tasks.filter((task) => kept.has(task.id));
}

export type { Target };
