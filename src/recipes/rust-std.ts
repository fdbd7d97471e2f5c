/** `rust-std:…`: with the network, Rust's standard library for another architecture, for the toolchain that is there. */

import { createHash } from "node:crypto";
import type { InputRef, Task, TaskId } from "../plan/task.ts";
import { rustDistribution } from "../services.ts";
import { script } from "./commands.ts";
import { placeInputs, type Place } from "./context.ts";
import { rustPath } from "./crates.ts";
import { rustTarget, type Cross } from "./cross-env.ts";
import { pathWith, venvPath } from "./environments.ts";

/** One a toolchain: the host's, or that of an image. */
export function rustStdTaskId({ environment, prepare }: Place, cross: Cross): TaskId {
  const name = `rust-std:${cross.architecture}`;
  if (environment.kind === "host") return name;
  const which = [environment.image, environment.platform, prepare ?? ""].join("\n");
  return `${name}:${createHash("sha256").update(which).digest("hex").slice(0, 8)}`;
}

/** The fetched library, as the wheel's task reads it: the input `rust-std`. */
export function rustStdInput(task: TaskId): InputRef {
  return { from: "task", task, output: "rust-std" };
}

/** Output `rust-std`: `lib/rustlib/TARGET`, or an empty folder where the toolchain has the target. */
export function rustStdTask(place: Place, cross: Cross): Task {
  return {
    id: rustStdTaskId(place, cross),
    title: `fetch Rust's standard library for ${cross.architecture}`,
    kind: "environment",
    environment: place.environment,
    inputs: placeInputs(place),
    commands: [
      script(place.system, "fetch standard library", "rust_std.py", [
        rustTarget(cross),
        rustDistribution,
        "{out}/rust-std",
      ]),
    ],
    env: { PATH: pathWith(place.system, ...rustPath(place), venvPath(place.system, "{tools}")) },
    network: "index",
    secrets: [],
    caches: [],
    limits: { timeoutMs: 20 * 60_000, cpus: 1, memoryMiB: 0 },
    outputs: { "rust-std": "{out}/rust-std" },
  };
}
