/** What is known of a run while it goes on, folded from its events. Times are milliseconds of the caller's clock. */

import type { PipelineEvent } from "../pipeline/events.ts";
import type { Plan } from "../plan/plan.ts";
import type { Task } from "../plan/task.ts";

export type TaskState = "waiting" | "running" | "passed" | "failed" | "skipped";

export interface TaskProgress {
  readonly id: string;
  readonly kind: Task["kind"];
  /** The row that shows it: a target's id, "sdist" or "set-up". */
  readonly row: string;
  readonly optional: boolean;
  readonly state: TaskState;
  /** The command that runs or ran last. */
  readonly command: string | undefined;
  readonly startedAt: number | undefined;
  /** Seconds of a finished task. */
  readonly seconds: number;
  /** Why it was skipped: the id of the task that failed before it, or "stopped". */
  readonly because: string | undefined;
  /** It was not run: its result is in the store. */
  readonly reused: boolean;
}

export interface Progress {
  readonly startedAt: number;
  readonly backend:
    { readonly name: "dagger" | "host"; readonly detail: string; readonly why: string } | undefined;
  /** Row names in the order of the plan. */
  readonly rows: readonly string[];
  readonly tasks: ReadonlyMap<string, TaskProgress>;
  /** Is this plan the whole work? Not while the kinds of wheels are still being learned. */
  readonly complete: boolean;
  /** Ids of the targets of the plan. */
  readonly targets: readonly string[];
}

export const sdistRow = "sdist";
export const setUpRow = "set-up";

export function startProgress(now: number): Progress {
  return { startedAt: now, backend: undefined, rows: [], tasks: new Map(), complete: false, targets: [] };
}

export function advance(progress: Progress, event: PipelineEvent, now: number): Progress {
  switch (event.type) {
    case "backend-chosen": {
      const { backend: name, detail, why } = event;
      return { ...progress, backend: { name, detail, why } };
    }
    case "plan-ready":
      return withPlan(progress, event.plan);
    case "task-started":
      return change(progress, event.task, { state: "running", startedAt: now, command: undefined });
    case "command-started":
      return change(progress, event.task, { command: event.command });
    case "task-finished":
      return change(progress, event.task, { state: event.verdict, seconds: event.seconds });
    case "task-reused":
      return change(progress, event.task, { state: "passed", reused: true });
    case "task-skipped":
      return change(progress, event.task, { state: "skipped", because: event.because });
    case "cross-failed":
      return again(progress, event.target);
    case "note":
      return progress;
  }
}

/** Its build begins anew, in another way. */
function again(progress: Progress, target: string): Progress {
  const stays = ({ kind, row }: TaskProgress) =>
    row !== target || (kind !== "wheel" && kind !== "environment");
  return { ...progress, tasks: new Map([...progress.tasks].filter(([, task]) => stays(task))) };
}

/** A second plan keeps what the first one did. */
function withPlan(progress: Progress, plan: Plan): Progress {
  const tasks = new Map(progress.tasks);
  for (const task of plan.tasks) {
    const known = tasks.get(task.id);
    tasks.set(
      task.id,
      known ?? {
        ...unknownTask(task.id),
        kind: task.kind,
        row: rowOf(task),
        optional: task.optional === true,
      },
    );
  }
  const targets = plan.targets.map(({ id }) => id);
  const used = new Set([...tasks.values()].map(({ row }) => row));
  const shared = [setUpRow, sdistRow].filter((row) => used.has(row));
  return {
    ...progress,
    tasks,
    targets,
    rows: [...shared, ...targets],
    complete: plan.contract.mode === "exact",
  };
}

function rowOf(task: Pick<Task, "id" | "kind" | "target">): string {
  if (task.target !== undefined) return task.target;
  if (task.kind === "sdist" || task.kind === "test" || task.id === "environment:sdist") return sdistRow;
  return setUpRow;
}

function unknownTask(id: string): TaskProgress {
  return {
    id,
    kind: kindIn(id),
    row: setUpRow,
    optional: false,
    state: "waiting",
    command: undefined,
    startedAt: undefined,
    seconds: 0,
    because: undefined,
    reused: false,
  };
}

/** `lock:…` is a lock task: for tasks that stand in no plan. */
function kindIn(id: string): Task["kind"] {
  const kinds: readonly Task["kind"][] = [
    "prepare",
    "sdist",
    "environment",
    "wheel",
    "test",
    "lock",
    "rebuild",
    "audit",
  ];
  return kinds.find((kind) => id === kind || id.startsWith(`${kind}:`)) ?? "tools";
}

function change(progress: Progress, id: string, to: Partial<TaskProgress>): Progress {
  const tasks = new Map(progress.tasks);
  tasks.set(id, { ...(tasks.get(id) ?? unknownTask(id)), ...to });
  const rows =
    progress.rows.includes(setUpRow) || tasks.get(id)?.row !== setUpRow
      ? progress.rows
      : [setUpRow, ...progress.rows];
  return { ...progress, tasks, rows };
}

export interface Row {
  readonly name: string;
  readonly state: TaskState;
  /** It failed, but need not pass. */
  readonly optional: boolean;
  /** Seconds of work, of finished tasks and of those that run. */
  readonly seconds: number;
  /** The task that says what the row does now: one that runs, else the one that failed. */
  readonly task: TaskProgress | undefined;
  readonly tasks: readonly TaskProgress[];
}

export function rowsOf(progress: Progress, now: number): Row[] {
  const tasks = [...progress.tasks.values()];
  return progress.rows.map((name) =>
    rowOfTasks(
      name,
      tasks.filter(({ row }) => row === name),
      progress,
      now,
    ),
  );
}

function rowOfTasks(name: string, tasks: readonly TaskProgress[], progress: Progress, now: number): Row {
  const inState = (state: TaskState) => tasks.filter((task) => task.state === state);
  const [running] = inState("running");
  const [failed] = inState("failed");
  const [skipped] = inState("skipped");
  const open = inState("waiting").length > 0 || (!progress.complete && progress.targets.includes(name));
  const state = running ? "running" : failed ? "failed" : skipped ? "skipped" : open ? "waiting" : "passed";
  const seconds = tasks.reduce((sum, task) => sum + secondsOf(task, now), 0);
  return {
    name,
    state,
    optional: failed?.optional ?? false,
    seconds,
    task: running ?? failed ?? skipped,
    tasks,
  };
}

function secondsOf({ state, startedAt, seconds }: TaskProgress, now: number): number {
  return state === "running" && startedAt !== undefined ? (now - startedAt) / 1000 : seconds;
}
