/**
 * `audit`: without the network, auditwheel, abi3audit and twine on every artifact of a folder, in one task. They only read:
 * no wheel is installed and nothing in it is run, so wheels for any system and architecture are judged on any machine.
 */

import type { Environment, InputRef, Task, TaskId } from "../plan/task.ts";
import type { System } from "../tags/platform.ts";
import { script } from "./commands.ts";
import { toolsTaskId } from "./tools.ts";

export const auditTaskId: TaskId = "audit";

/**
 * Output `audit`: one JSON file, whose shape pipeline/audit.ts knows.
 * @param artifacts a folder of wheels and sdists that were read safely before
 */
export function auditTask(environment: Environment, system: System, artifacts: InputRef): Task {
  return {
    id: auditTaskId,
    title: "ask auditwheel, abi3audit and twine",
    kind: "audit",
    environment,
    inputs: {
      tools: { from: "task", task: toolsTaskId(environment, "verify"), output: "tools" },
      artifacts,
    },
    commands: [script(system, "audit artifacts", "audit.py", ["{artifacts}", "{out}/audit.json"])],
    env: {},
    network: "none",
    secrets: [],
    caches: [],
    limits: { timeoutMs: 30 * 60_000, cpus: 1, memoryMiB: 0 },
    outputs: { audit: "{out}/audit.json" },
  };
}
