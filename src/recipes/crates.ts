/** `crates`: with the network, the crates of the project's Cargo.lock, for builds without it. */

import type { Command, InputRef, Task, TaskId } from "../plan/task.ts";
import { sourceInput, unpackSource } from "./build-environment.ts";
import { script } from "./commands.ts";
import { placeInputs, sourceFolder, type Place, type RecipeContext } from "./context.ts";
import { pathWith, venvPath } from "./environments.ts";

export const cratesTaskId: TaskId = "crates";

/** Output `crates`: a vendor folder and the cargo configuration that names it. */
export function cratesTask(context: RecipeContext, place: Place): Task {
  const kind = context.fromSdist === undefined ? "sdist" : "wheel";
  return {
    id: cratesTaskId,
    title: "fetch the crates of Cargo.lock",
    kind: "environment",
    environment: place.environment,
    inputs: { ...placeInputs(place), ...sourceInput(context, kind) },
    commands: [
      unpackSource(kind),
      script(place.system, "cargo vendor", "crates.py", [
        "vendor",
        sourceFolder(context, kind),
        "{out}/crates",
      ]),
    ],
    env: {
      CARGO_HOME: "{work}/cargo",
      PATH: pathWith(place.system, ...rustPath(place), venvPath(place.system, "{tools}")),
    },
    network: "index",
    secrets: [],
    caches: [],
    limits: { timeoutMs: place.options.build.timeoutMs, cpus: 1, memoryMiB: 0 },
    outputs: { crates: "{out}/crates", requirements: "{out}/crates.lock" },
  };
}

/** The fetched crates as an input; nothing for a project without cargo. */
export function cratesInput(place: Place): Record<string, InputRef> {
  if (place.crates === undefined) return {};
  return { crates: { from: "task", task: place.crates, output: "crates" } };
}

/** Points cargo at the fetched crates, for the project in `source`. */
export function useCrates(place: Place, source: string): Command[] {
  if (place.crates === undefined) return [];
  const words = ["use", "{crates}", source, "{work}/cargo"];
  return [script(place.system, "use fetched crates", "crates.py", words)];
}

/** Fixed names for the folders that rustc writes into what it compiles. */
export const remapped = "--remap-path-prefix={work}=/wheelway --remap-path-prefix={crates}=/crates";

/** Environment of a build that uses the fetched crates: cargo's home is in the task's own folder, its network is off. */
export function cratesEnv(place: Place): Record<string, string> {
  if (place.crates === undefined) return {};
  return {
    CARGO_HOME: "{work}/cargo",
    CARGO_NET_OFFLINE: "true",
    // Lower in rank than a project's own target.*.rustflags, which it must not replace.
    CARGO_BUILD_RUSTFLAGS: remapped,
  };
}

/** Where `prepare` put a Rust toolchain inside an image. */
export function rustPath(place: Place): string[] {
  return place.environment.kind === "image" && place.options.prepare.rust !== undefined
    ? ["/opt/rust/bin"]
    : [];
}
