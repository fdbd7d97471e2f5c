/** Runs the tasks of a plan in order of need, as many at once as the backend takes; one failure stops only what needs it. */

import pLimit from "p-limit";
import type { Backend, BackendEvent, Outcome, SecretSource } from "../backends/backend.ts";
import { WheelwayError } from "../errors.ts";
import { needs } from "../plan/plan.ts";
import type { InputRef, Task, TaskId } from "../plan/task.ts";

/** How a task ended. */
export type Done<Tree> =
  | { readonly state: "passed" | "failed"; readonly task: Task; readonly outcome: Outcome<Tree> }
  /** It was not run: `because` names the task that failed before it, or says that the run was stopped. */
  | { readonly state: "skipped"; readonly task: Task; readonly because: string }
  /** The machine could not run it. */
  | { readonly state: "impossible"; readonly task: Task; readonly error: WheelwayError };

export type ScheduleEvent =
  BackendEvent | { readonly type: "task-skipped"; readonly task: TaskId; readonly because: string };

export interface Schedule<Tree> {
  readonly backend: Backend<Tree>;
  /** Trees for what does not come from another task. */
  readonly leaf: (input: Exclude<InputRef, { from: "task" }>) => Promise<Tree>;
  readonly secrets: SecretSource;
  readonly events: (event: ScheduleEvent) => void;
  readonly signal: AbortSignal;
  /** Start nothing new after the first failure of a task that is not optional. */
  readonly failFast: boolean;
}

/** Results by task; kept between calls, so that a second plan runs only what the first did not. */
export class Runner<Tree> {
  private readonly schedule: Schedule<Tree>;
  private readonly limit: ReturnType<typeof pLimit>;
  private readonly started = new Map<TaskId, Promise<Done<Tree>>>();
  private stopped: string | undefined;

  constructor(schedule: Schedule<Tree>) {
    this.schedule = schedule;
    this.limit = pLimit(schedule.backend.parallelism);
  }

  /** Runs `wanted` and what they need; the result has every task of `wanted`. */
  async run(tasks: readonly Task[]): Promise<Map<TaskId, Done<Tree>>> {
    const byId = new Map(tasks.map((task) => [task.id, task]));
    const all = await Promise.all(tasks.map((task) => this.start(task, byId)));
    return new Map(all.map((done) => [done.task.id, done]));
  }

  private start(task: Task, byId: ReadonlyMap<TaskId, Task>): Promise<Done<Tree>> {
    const known = this.started.get(task.id);
    if (known) return known;
    const done = this.runOne(task, byId);
    this.started.set(task.id, done);
    return done;
  }

  private async runOne(task: Task, byId: ReadonlyMap<TaskId, Task>): Promise<Done<Tree>> {
    const before = await Promise.all(
      needs(task).map((id) => {
        const needed = byId.get(id);
        if (!needed) throw new TypeError(`the plan has no task ${id}, which ${task.id} needs`);
        return this.start(needed, byId);
      }),
    );
    const broken = before.find((done) => done.state !== "passed");
    if (broken) return this.skip(task, broken.state === "skipped" ? broken.because : broken.task.id);
    return this.limit(async () => {
      if (this.schedule.signal.aborted) return this.skip(task, "stopped");
      if (this.stopped !== undefined) return this.skip(task, this.stopped);
      const done = await this.execute(task);
      const failed = done.state === "failed" || done.state === "impossible";
      // Before the next task takes this one's place.
      if (failed && this.schedule.failFast && task.optional !== true) this.stopped ??= task.id;
      return done;
    });
  }

  private async execute(task: Task): Promise<Done<Tree>> {
    const { backend, secrets, events, signal } = this.schedule;
    try {
      const inputs = await this.inputs(task);
      const outcome = await backend.run(task, inputs, { secrets, events, signal });
      return { state: outcome.result.verdict, task, outcome };
    } catch (error) {
      if (signal.aborted) return this.skip(task, "stopped");
      if (!(error instanceof WheelwayError)) throw error;
      events({ type: "task-finished", task: task.id, verdict: "failed", seconds: 0 });
      return { state: "impossible", task, error };
    }
  }

  private async inputs(task: Task): Promise<Record<string, Tree>> {
    const entries = Object.entries(task.inputs).map(async ([name, input]): Promise<[string, Tree]> => {
      if (input.from !== "task") return [name, await this.schedule.leaf(input)];
      const done = await this.started.get(input.task);
      const tree = done?.state === "passed" ? done.outcome.outputs[input.output] : undefined;
      if (tree === undefined)
        throw new TypeError(`${input.task} has no output "${input.output}" for ${task.id}`);
      return [name, tree];
    });
    return Object.fromEntries(await Promise.all(entries));
  }

  private skip(task: Task, because: string): Done<Tree> {
    this.schedule.events({ type: "task-skipped", task: task.id, because });
    return { state: "skipped", task, because };
  }
}
