/** What a run takes out of the result store instead of running it, and what it leaves there for the next. */

import { randomUUID } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Backend, Outcome } from "../backends/backend.ts";
import { isPerishable, keeps, tellsOf } from "../plan/key.ts";
import type { Task, TaskId } from "../plan/task.ts";
import type { ResultStore, Wanted } from "../store/result-store.ts";
import { Keys, type KeySource, type Known } from "./keys.ts";

export interface ReuseOptions<Tree> {
  readonly store: ResultStore;
  readonly keys: KeySource;
  readonly backend: Backend<Tree>;
  /** For files on their way to and from the store. */
  readonly scratch: string;
  /** Milliseconds for which what an index gave is taken for what it gives now. */
  readonly maxAge: number;
  /** Only write: everything is made anew. */
  readonly refresh: boolean;
  readonly now: () => Date;
}

/** A result of an earlier run. */
export interface Reused {
  readonly outcome: Outcome<never>;
  readonly made: string;
}

type Plan = ReadonlyMap<TaskId, Task>;

/** Asks the runner for the result that a key depends on. */
export type Settle = (task: Task) => Promise<Known | undefined>;

export class Reuse<Tree> {
  private readonly options: ReuseOptions<Tree>;
  private readonly files = new Map<TaskId, Readonly<Record<string, string>>>();
  private readonly made = new Map<TaskId, string>();
  private readonly taken = new Map<TaskId, Pick<Wanted, "key" | "kind">>();
  private readonly writing: Promise<void>[] = [];

  constructor(options: ReuseOptions<Tree>) {
    this.options = options;
  }

  /** Keys as they stand now: an environment that is made again may have become another one. */
  keys(settle: Settle): Keys {
    return new Keys(this.options.keys, settle);
  }

  async take(task: Task, plan: Plan, keys: Keys): Promise<Reused | undefined> {
    const { store, scratch, maxAge, refresh } = this.options;
    if (refresh || keeps(task) === "nothing") return undefined;
    const key = await keys.of(task, plan);
    if (key === undefined) return undefined;
    const wanted = {
      key,
      kind: task.kind,
      maxAge: isPerishable(task) ? maxAge : undefined,
      fits: (result: Known["result"]) => tellsOf(task, result),
    };
    const taken = await store.take(wanted, join(scratch, "reused", randomUUID()));
    if (!taken) return undefined;
    const missing = keeps(task) === "files" && Object.keys(task.outputs).some((name) => !taken.files[name]);
    if (missing) return undefined;
    this.files.set(task.id, taken.files);
    this.taken.set(task.id, wanted);
    const log = () => Promise.resolve(taken.log);
    return { outcome: { result: taken.result, outputs: {}, log }, made: taken.made };
  }

  /** Begins to write a result down; `finish` waits for it. */
  keep(task: Task, outcome: Outcome<Tree>, plan: Plan, keys: Keys): void {
    if (keeps(task) === "nothing" || outcome.result.verdict !== "passed") return;
    this.writing.push(this.write(task, outcome, plan, keys));
  }

  /** Output -> its file or folder on this side, of a task whose files are in the store. */
  filesOf(task: TaskId): Readonly<Record<string, string>> | undefined {
    return this.files.get(task);
  }

  /** When this run has made a result, ISO 8601: the same in the store and in the keys of what depends on it. */
  madeAt(task: TaskId): string {
    const made = this.made.get(task) ?? this.options.now().toISOString();
    this.made.set(task, made);
    return made;
  }

  /** What was taken for a task turned out to be wrong: it leaves the store. */
  async refuse(task: TaskId): Promise<void> {
    const entry = this.taken.get(task);
    if (entry) await this.options.store.remove(entry);
  }

  async finish(): Promise<void> {
    await Promise.all(this.writing.splice(0));
  }

  private async write(task: Task, outcome: Outcome<Tree>, plan: Plan, keys: Keys): Promise<void> {
    const { store, backend, scratch } = this.options;
    const key = await keys.of(task, plan);
    if (key === undefined) return;
    const files: Record<string, string> = {};
    if (keeps(task) === "files") {
      const folder = join(scratch, "kept", randomUUID());
      await mkdir(folder, { recursive: true });
      for (const [name, tree] of Object.entries(outcome.outputs)) {
        files[name] = join(folder, name);
        await backend.exportTree(tree, files[name]);
      }
      this.files.set(task.id, files);
    }
    const { result, log } = outcome;
    await store.put(
      { key, kind: task.kind },
      { result, log: await log(), files, made: this.madeAt(task.id) },
    );
  }
}
