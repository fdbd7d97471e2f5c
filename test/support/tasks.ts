/** Builds small tasks for tests of backends: what a test does not say is harmless. */

import type { Backend, BackendEvent, Outcome } from "../../src/backends/backend.ts";
import type { Command, Environment, Task } from "../../src/plan/task.ts";

/** A command that runs a piece of Python with the task's interpreter. */
export function python(name: string, lines: readonly string[], rest: Partial<Command> = {}): Command {
  return { name, argv: ["{python}", "-c", lines.join("\n")], ...rest };
}

let number = 0;

export function task(environment: Environment, commands: readonly Command[], rest: Partial<Task> = {}): Task {
  return {
    id: `wheel:contract-${++number}`,
    title: "a task of the contract suite",
    kind: "wheel",
    environment,
    inputs: {},
    commands,
    env: {},
    network: "none",
    secrets: [],
    caches: [],
    limits: { timeoutMs: 120_000, cpus: 1, memoryMiB: 0 },
    outputs: {},
    ...rest,
  };
}

export interface Ran<Tree> extends Outcome<Tree> {
  readonly events: readonly BackendEvent[];
  /** What the commands printed: the log without the driver's own lines. */
  readonly text: string;
}

export interface RunOptions<Tree> {
  readonly inputs?: Readonly<Record<string, Tree>>;
  readonly secrets?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: BackendEvent) => void;
  readonly jobs?: number;
}

export async function runTask<Tree>(
  backend: Backend<Tree>,
  one: Task,
  options: RunOptions<Tree> = {},
): Promise<Ran<Tree>> {
  const events: BackendEvent[] = [];
  const outcome = await backend.run(one, options.inputs ?? {}, {
    jobs: options.jobs ?? 1,
    secrets: (name) => Promise.resolve(options.secrets?.[name] ?? ""),
    events: (event) => {
      events.push(event);
      options.onEvent?.(event);
    },
    signal: options.signal ?? new AbortController().signal,
  });
  const lines = (await outcome.log()).split("\n");
  return { ...outcome, events, text: lines.filter((line) => !/^(==>|<==|\$) /.test(line)).join("\n") };
}
