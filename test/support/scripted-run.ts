/** A run without a backend: the events of a plan in their order, as a script says, for tests of what the CLI shows. */

import type { FailureRecord } from "../../src/artifacts/record.ts";
import { WheelwayError } from "../../src/errors.ts";
import type { BuildReport } from "../../src/pipeline/build-report.ts";
import type { Surroundings } from "../../src/pipeline/surroundings.ts";
import { needs, type Plan } from "../../src/plan/plan.ts";
import type { Task } from "../../src/plan/task.ts";
import { buildRecord } from "./build-record.ts";
import { planOf } from "./plans.ts";

export interface Script {
  readonly targets: readonly string[];
  /** Ids of tasks that fail. */
  readonly failing?: readonly string[];
  /** Tasks at a time. */
  readonly parallelism?: number;
  /** Milliseconds of each command. */
  readonly commandMs?: number;
  /** A secret that a command's name gives away. */
  readonly leak?: string;
}

export const linuxTargets = (...interpreters: readonly string[]): string[] =>
  interpreters.map((name) => `${name}-manylinux_2_28_x86_64`);

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Plays a script; stops as the real build does when it is aborted. */
export async function scriptedBuild(script: Script, { tell, signal }: Surroundings): Promise<BuildReport> {
  const kinds = { cpython: { kind: "version" as const }, pypy: { kind: "version" as const } };
  const learning = await planOf({ targets: script.targets });
  const plan = await planOf({ targets: script.targets, kinds });
  tell({ type: "backend-chosen", backend: "host", detail: "a scripted machine", why: "you asked for it" });
  tell({ type: "note", severity: "warning", text: "there is no wheelway.lock; `wheelway lock` writes one" });
  const player = new Player(script, tell, signal);
  for (const one of [learning, plan]) {
    tell({ type: "plan-ready", plan: one });
    await player.play(one);
  }
  if (signal.aborted) {
    await sleep(script.commandMs ?? 0);
    throw new WheelwayError("interrupted", { message: "stopped before the end", next: "Run it again." });
  }
  return reportOf(player.failures);
}

class Player {
  readonly failures: FailureRecord[] = [];
  private readonly done = new Map<string, Promise<boolean>>();
  private readonly script: Script;
  private readonly tell: Surroundings["tell"];
  private readonly signal: AbortSignal;
  private free: number;
  private readonly queue: (() => void)[] = [];

  constructor(script: Script, tell: Surroundings["tell"], signal: AbortSignal) {
    this.script = script;
    this.tell = tell;
    this.signal = signal;
    this.free = script.parallelism ?? 2;
  }

  async play(plan: Plan): Promise<void> {
    for (const task of plan.tasks) if (!this.done.has(task.id)) this.done.set(task.id, this.run(task));
    await Promise.all(this.done.values());
  }

  private async run(task: Task): Promise<boolean> {
    for (const id of needs(task)) {
      if (await this.done.get(id)) continue;
      this.tell({ type: "task-skipped", task: task.id, because: id });
      return false;
    }
    if (this.free === 0) await new Promise<void>((resolve) => this.queue.push(resolve));
    this.free -= 1;
    try {
      return await this.perform(task);
    } finally {
      this.free += 1;
      this.queue.shift()?.();
    }
  }

  private stopped(): boolean {
    return this.signal.aborted;
  }

  private async perform(task: Task): Promise<boolean> {
    const { failing = [], commandMs = 0, leak } = this.script;
    if (this.stopped()) {
      this.tell({ type: "task-skipped", task: task.id, because: "stopped" });
      return false;
    }
    this.tell({ type: "task-started", task: task.id });
    for (const { name } of task.commands) {
      this.tell({ type: "command-started", task: task.id, command: leak ? `${name} ${leak}` : name });
      if (commandMs > 0) await sleep(commandMs);
      if (this.stopped()) break;
    }
    const failed = failing.includes(task.id) || this.stopped();
    const seconds = (task.commands.length * commandMs) / 1000;
    this.tell({ type: "task-finished", task: task.id, verdict: failed ? "failed" : "passed", seconds });
    if (failed) this.failures.push(failureOf(task));
    return !failed;
  }
}

function failureOf(task: Task): FailureRecord {
  return {
    task: task.id,
    target: task.target,
    optional: false,
    message: `${task.commands[0]?.name ?? ""}: it ended with exit status 1`,
    log: `/home/user/.cache/wheelway/logs/spam/${task.id.replaceAll(":", "_")}.log`,
    again: `wheelway build . --only ${task.target ?? ""} --backend host`,
  };
}

function reportOf(failures: readonly FailureRecord[]): BuildReport {
  const passed = failures.length === 0;
  return {
    record: buildRecord({ verdict: passed ? "passed" : "failed", failures }),
    folder: passed ? "/home/user/spam/dist" : "/home/user/spam/dist.partial",
    manifestDigest: passed ? "0".repeat(64) : undefined,
    hints: [],
  };
}
