/** `headers:…`: the headers and build-time data of a target's interpreter, as the building one has them or derived from those. */

import type { Environment, InputRef, Task, TaskId } from "../plan/task.ts";
import type { Target } from "../tags/target.ts";
import type { Cross } from "./cross-env.ts";

export function deriveTaskId(target: string): TaskId {
  return `headers:${target}`;
}

export function derivedInput(task: TaskId): InputRef {
  return { from: "task", task, output: "target" };
}

/** Output `target`: what `targetFiles` of plan/crossing.ts names, below the interpreter's prefix. */
export function deriveTask(environment: Environment, { architecture, triple }: Cross, target: Target): Task {
  return {
    id: deriveTaskId(target.id),
    title: `take the headers for ${target.id} from this machine's`,
    kind: "environment",
    environment,
    inputs: {},
    commands: [
      {
        name: "take headers",
        argv: [
          ...["{python}", "-I", "{scripts}/derive_target.py", "--architecture", architecture],
          ...["--triple", triple, "--to", "{out}/target"],
        ],
      },
    ],
    env: {},
    network: "none",
    secrets: [],
    caches: [],
    limits: { timeoutMs: 5 * 60_000, cpus: 1, memoryMiB: 0 },
    outputs: { target: "{out}/target" },
  };
}
