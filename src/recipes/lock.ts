/** `lock`: with the network, every set of build requirements resolved by uv, for all platforms from any machine. */

import type { Resolution } from "../lock/resolve.ts";
import type { Environment, Task, TaskId } from "../plan/task.ts";
import type { System } from "../tags/platform.ts";
import { script, uv, uvEnv } from "./commands.ts";

export const lockTaskId: TaskId = "lock";

/** Output `sets`: a folder with one requirements file (`{id}.txt`) a resolution. `tools` has the set "build". */
export function lockTask(
  environment: Environment,
  system: System,
  tools: TaskId,
  resolutions: readonly Resolution[],
): Task {
  const questions = resolutions.map(({ id, requires, dynamic, options, preferences }) => ({
    id,
    requires: [...requires, ...dynamic],
    options,
    preferences,
  }));
  return {
    id: lockTaskId,
    title: `resolve the build requirements of ${resolutions.length} sets`,
    kind: "lock",
    environment,
    inputs: {
      tools: { from: "task", task: tools, output: "tools" },
      resolutions: { from: "text", name: "resolutions.json", text: JSON.stringify(questions) },
    },
    commands: [
      script(system, "resolve build requirements", "resolve.py", [
        "--uv",
        uv(system),
        "{resolutions}",
        "{out}/sets",
      ]),
    ],
    env: uvEnv,
    network: "index",
    secrets: [],
    caches: ["uv"],
    limits: { timeoutMs: 20 * 60_000, cpus: 1, memoryMiB: 0 },
    outputs: { sets: "{out}/sets" },
  };
}
