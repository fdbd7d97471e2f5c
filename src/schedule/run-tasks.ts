/**
 * Runs the tasks of a plan in order of need, as many at once as the backend takes; one failure stops only what needs it. With
 * a result store, tasks are run on demand: what is in the store is taken, and what only that would have needed is not run.
 */

import type { Backend, BackendEvent, Outcome, SecretSource } from "../backends/backend.ts";
import { WheelwayError } from "../errors.ts";
import { isSupport } from "../plan/key.ts";
import { needs } from "../plan/plan.ts";
import type { InputRef, Task, TaskId } from "../plan/task.ts";
import type { Past } from "./demand.ts";
import type { Keys, Known } from "./keys.ts";
import type { Reuse } from "./reuse.ts";
import { Turns } from "./turns.ts";

/** How a task ended. */
export type Done<Tree> =
  | {
      readonly state: "passed" | "failed";
      readonly task: Task;
      /** Of a result out of the store, the outputs are not in the backend: `Runner.filesOf` and `Runner.tree` have them. */
      readonly outcome: Outcome<Tree>;
      /** It was not run: when the result that the store had was made, ISO 8601. */
      readonly reused?: string;
    }
  /** It was not run: `because` names the task that failed before it, or says that the run was stopped. */
  | { readonly state: "skipped"; readonly task: Task; readonly because: string }
  /** The machine could not run it. */
  | { readonly state: "impossible"; readonly task: Task; readonly error: WheelwayError };

export type ScheduleEvent =
  | BackendEvent
  | { readonly type: "task-skipped"; readonly task: TaskId; readonly because: string }
  /** Its result is in the store; `seconds` is what it took when it was made. */
  | { readonly type: "task-reused"; readonly task: TaskId; readonly seconds: number };

export interface Schedule<Tree> {
  readonly backend: Backend<Tree>;
  /** Trees for what does not come from another task. */
  readonly leaf: (input: Exclude<InputRef, { from: "task" }>) => Promise<Tree>;
  readonly secrets: SecretSource;
  readonly events: (event: ScheduleEvent) => void;
  readonly signal: AbortSignal;
  /** Start nothing new after the first failure of a task that is not optional. */
  readonly failFast: boolean;
  /** How tasks went before, for their order and their memory. */
  readonly past?: ReadonlyMap<TaskId, Past> | undefined;
  /** Shared with what another runner does at the same time; default: this one has the machine for itself. */
  readonly turns?: Turns | undefined;
  /** The result store; without it every task is run. */
  readonly reuse?: Reuse<Tree> | undefined;
}

type Plan = ReadonlyMap<TaskId, Task>;

/** The cores and the memory of a backend's machine. */
export function turnsOf<Tree>(backend: Backend<Tree>, past?: ReadonlyMap<TaskId, Past>): Turns {
  return new Turns({ cores: backend.parallelism, freeMiB: () => backend.freeMiB?.() }, past);
}

/** Results by task; kept between calls, so that a second plan runs only what the first did not. */
export class Runner<Tree> {
  private readonly schedule: Schedule<Tree>;
  private readonly turns: Turns;
  /** What each task came to, by whatever way. */
  private readonly settled = new Map<TaskId, Promise<Done<Tree>>>();
  /** What was really run. */
  private readonly executed = new Map<TaskId, Promise<Done<Tree>>>();
  private stopped: string | undefined;

  constructor(schedule: Schedule<Tree>) {
    this.schedule = schedule;
    this.turns = schedule.turns ?? turnsOf(schedule.backend, schedule.past);
  }

  /**
   * Runs what is wanted of `tasks` and what that needs. The result has every task but those whose output nobody needed and
   * of which the store knows nothing.
   */
  async run(tasks: readonly Task[]): Promise<Map<TaskId, Done<Tree>>> {
    const plan = new Map(tasks.map((task) => [task.id, task]));
    const needed = new Set(tasks.flatMap(needs));
    const onDemand = (task: Task) =>
      this.schedule.reuse !== undefined && isSupport(task) && needed.has(task.id);
    await Promise.all(tasks.filter((task) => !onDemand(task)).map((task) => this.settle(task, plan)));
    await this.schedule.reuse?.finish();
    const all = await Promise.all(
      tasks.map((task) => this.executed.get(task.id) ?? this.settled.get(task.id) ?? this.recall(task, plan)),
    );
    return new Map(all.flatMap((done) => (done ? [[done.task.id, done]] : [])));
  }

  /** Output -> its file or folder on this side, where the store has it; only after `run`. */
  filesOf(task: TaskId): Readonly<Record<string, string>> | undefined {
    return this.schedule.reuse?.filesOf(task);
  }

  /** Takes a result that turned out to be wrong out of the store. */
  async refuse(task: TaskId): Promise<void> {
    await this.schedule.reuse?.refuse(task);
  }

  /** As if these had never been run: the next plan has other tasks of these names. */
  forget(ids: readonly TaskId[]): void {
    for (const id of ids) {
      this.settled.delete(id);
      this.executed.delete(id);
    }
  }

  private settle(task: Task, plan: Plan): Promise<Done<Tree>> {
    const known = this.settled.get(task.id);
    if (known) return known;
    // Already now: what the store has of it may be known only when all that it needs has run.
    this.turns.expect(task);
    const done = this.take(task, plan).then((taken) => {
      if (taken) this.turns.forget(task);
      return taken ?? this.execute(task, plan);
    });
    this.settled.set(task.id, done);
    return done;
  }

  private async take(task: Task, plan: Plan): Promise<Done<Tree> | undefined> {
    const { reuse, signal, events } = this.schedule;
    if (!reuse || signal.aborted) return undefined;
    const found = await reuse.take(task, plan, this.keys(plan, reuse));
    if (!found) return undefined;
    events({ type: "task-reused", task: task.id, seconds: found.outcome.result.seconds });
    return { state: "passed", task, outcome: found.outcome, reused: found.made };
  }

  /** What the store says of a task that nobody needed. */
  private async recall(task: Task, plan: Plan): Promise<Done<Tree> | undefined> {
    const done = await this.take(task, plan);
    if (done) this.settled.set(task.id, Promise.resolve(done));
    else this.schedule.events({ type: "task-reused", task: task.id, seconds: 0 });
    return done;
  }

  /** Has the task been run, or does the store have its outputs? */
  private async available(task: Task, plan: Plan): Promise<Done<Tree>> {
    const done = await this.settle(task, plan);
    const outputs = done.state !== "passed" || done.reused === undefined || !isSupport(task);
    return outputs ? done : this.execute(task, plan);
  }

  private execute(task: Task, plan: Plan): Promise<Done<Tree>> {
    const known = this.executed.get(task.id);
    if (known) return known;
    const done = this.runOne(task, plan);
    this.executed.set(task.id, done);
    return done;
  }

  private async runOne(task: Task, plan: Plan): Promise<Done<Tree>> {
    this.turns.expect(task);
    const before = await Promise.all(
      needs(task).map((id) => {
        const needed = plan.get(id);
        if (!needed) throw new TypeError(`the plan has no task ${id}, which ${task.id} needs`);
        return this.available(needed, plan);
      }),
    );
    const broken = before.find((done) => done.state !== "passed");
    if (broken) this.turns.forget(task);
    if (broken) return this.skip(task, broken.state === "skipped" ? broken.because : broken.task.id);
    const done = await this.turns.take(task, async (jobs) => {
      if (this.schedule.signal.aborted) return this.skip(task, "stopped");
      if (this.stopped !== undefined) return this.skip(task, this.stopped);
      const ended = await this.runNow(task, jobs);
      const failed = ended.state === "failed" || ended.state === "impossible";
      // Before the next task takes this one's place.
      if (failed && this.schedule.failFast && task.optional !== true) this.stopped ??= task.id;
      return ended;
    });
    const { reuse } = this.schedule;
    if (done.state === "passed") reuse?.keep(task, done.outcome, plan, this.keys(plan, reuse));
    return done;
  }

  private async runNow(task: Task, jobs: number): Promise<Done<Tree>> {
    const { backend, secrets, events, signal } = this.schedule;
    try {
      const inputs = await this.inputs(task);
      const outcome = await backend.run(task, inputs, { secrets, events, signal, jobs });
      return { state: outcome.result.verdict, task, outcome };
    } catch (error) {
      if (signal.aborted) return this.skip(task, "stopped");
      if (!(error instanceof WheelwayError)) throw error;
      events({ type: "task-finished", task: task.id, verdict: "failed", seconds: 0 });
      return { state: "impossible", task, error };
    }
  }

  private async inputs(task: Task): Promise<Record<string, Tree>> {
    const entries = Object.entries(task.inputs).map(async ([name, input]): Promise<[string, Tree]> => [
      name,
      input.from === "task" ? await this.tree(input.task, input.output) : await this.schedule.leaf(input),
    ]);
    return Object.fromEntries(await Promise.all(entries));
  }

  /** An output of a task that has passed, inside the backend. */
  private async tree(id: TaskId, output: string): Promise<Tree> {
    const done = await (this.executed.get(id) ?? this.settled.get(id));
    const made = done?.state === "passed" ? done.outcome.outputs[output] : undefined;
    if (made !== undefined) return made;
    const file = done?.state === "passed" ? this.filesOf(id)?.[output] : undefined;
    if (file === undefined) throw new TypeError(`${id} has no output "${output}"`);
    return this.schedule.backend.importPath(file);
  }

  /** Keys from the results as they stand now. */
  private keys(plan: Plan, reuse: Reuse<Tree>): Keys {
    const known = async (task: Task): Promise<Known | undefined> => {
      const done = await (this.executed.get(task.id) ?? this.settle(task, plan));
      if (done.state !== "passed") return undefined;
      return { result: done.outcome.result, made: done.reused ?? reuse.madeAt(task.id) };
    };
    return reuse.keys(known);
  }

  private skip(task: Task, because: string): Done<Tree> {
    this.schedule.events({ type: "task-skipped", task: task.id, because });
    return { state: "skipped", task, because };
  }
}
