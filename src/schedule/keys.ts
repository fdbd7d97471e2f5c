/** Finds the keys of a plan's tasks; asks for the results that keys depend on, and for nothing else. */

import { inputIdentity, isKnownByResult, leafIdentity, taskKey, type TaskKey } from "../plan/key.ts";
import type { Environment, InputRef, Task, TaskId } from "../plan/task.ts";
import type { TaskResult } from "../driver/protocol.ts";

/** What a key depends on beyond the plan. */
export interface KeySource {
  readonly driver: string;
  readonly wheelway: string;
  readonly environment: (environment: Environment) => Promise<string>;
  /** Hex SHA-256 of the staged project. */
  readonly project: () => Promise<string>;
}

/** A result that stands for its task in other keys. */
export interface Known {
  readonly result: TaskResult;
  /** ISO 8601. */
  readonly made: string;
}

export class Keys {
  private readonly source: KeySource;
  /** The result of a task that must be known; `undefined` where it did not pass. */
  private readonly resultOf: (task: Task) => Promise<Known | undefined>;
  private readonly found = new Map<TaskId, Promise<TaskKey | undefined>>();

  constructor(source: KeySource, resultOf: (task: Task) => Promise<Known | undefined>) {
    this.source = source;
    this.resultOf = resultOf;
  }

  /** `undefined` where a task that it depends on did not pass. */
  of(task: Task, byId: ReadonlyMap<TaskId, Task>): Promise<TaskKey | undefined> {
    const known = this.found.get(task.id);
    if (known) return known;
    const key = this.make(task, byId);
    this.found.set(task.id, key);
    return key;
  }

  private async make(task: Task, byId: ReadonlyMap<TaskId, Task>): Promise<TaskKey | undefined> {
    const { driver, wheelway } = this.source;
    const [environment, ...inputs] = await Promise.all([
      this.source.environment(task.environment),
      ...Object.entries(task.inputs).map(
        async ([name, input]) => [name, await this.identity(input, byId)] as const,
      ),
    ]);
    const identities: Record<string, string> = {};
    for (const [name, identity] of inputs) {
      if (identity === undefined) return undefined;
      identities[name] = identity;
    }
    return taskKey(task, { driver, wheelway, environment, inputs: identities });
  }

  private async identity(input: InputRef, byId: ReadonlyMap<TaskId, Task>): Promise<string | undefined> {
    if (input.from !== "task") return this.leaf(input);
    const task = byId.get(input.task);
    if (!task) throw new TypeError(`the plan has no task ${input.task}`);
    const key = await this.of(task, byId);
    if (key === undefined || !isKnownByResult(task))
      return key && inputIdentity(task, input.output, key, undefined);
    const done = await this.resultOf(task);
    return done && inputIdentity(task, input.output, key, done);
  }

  private async leaf(input: Exclude<InputRef, { from: "task" }>): Promise<string> {
    if (input.from === "project") return leafIdentity(input, { project: await this.source.project() });
    if (input.from !== "image") return leafIdentity(input, {});
    const { image, platform } = input;
    return leafIdentity(input, {
      image: await this.source.environment({ kind: "image", image, platform, python: "" }),
    });
  }
}
