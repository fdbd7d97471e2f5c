/** Installs a release from an index into a fresh environment of this machine, and runs its smoke tests. */

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { InputRef } from "../plan/task.ts";
import { installTask, installTaskId, type Installation } from "../recipes/install.ts";
import { toolsTask } from "../recipes/tools.ts";
import { Runner, type Done } from "../schedule/run-tasks.ts";
import { compareInterpreters, familyOf, type Interpreter } from "../tags/interpreter.ts";
import { parseWheelName } from "../tags/wheel-name.ts";
import { withBackend } from "./open-backend.ts";
import type { Surroundings } from "./surroundings.ts";

export interface TriedInstall {
  readonly ok: boolean;
  /** Why not: the end of the log. */
  readonly why: string;
}

/** @param files names of the release's files: an interpreter is chosen that one of them serves */
export async function tryInstall(
  what: Installation,
  files: readonly string[],
  surroundings: Surroundings,
): Promise<TriedInstall> {
  return withBackend(
    "host",
    { caBundle: undefined },
    surroundings,
    async ({ backend, interpreters, can }) => {
      const interpreter = choose(interpreters, files);
      if (!interpreter) return { ok: false, why: "this machine has no CPython 3 to install it into" };
      const environment = { kind: "host", interpreter: interpreter.name } as const;
      const system = can.platforms[0]?.system ?? "linux";
      const scratch = await mkdtemp(join(tmpdir(), "wheelway-"));
      try {
        const leaf = async (input: Exclude<InputRef, { from: "task" }>) => {
          if (input.from !== "text") throw new TypeError(`an installation reads no ${input.from}`);
          await writeFile(join(scratch, input.name), input.text);
          return backend.importPath(join(scratch, input.name));
        };
        const { secrets, tell: events, signal } = surroundings;
        const runner = new Runner({ backend, leaf, secrets, events, signal, failFast: true });
        const done = await runner.run([
          toolsTask(environment, "build"),
          installTask(environment, system, what),
        ]);
        return verdict([...done.values()]);
      } finally {
        await rm(scratch, { recursive: true, force: true });
      }
    },
  );
}

/** The newest that has a wheel of its own; without one the newest, which builds from the sdist. */
function choose(interpreters: readonly Interpreter[], files: readonly string[]): Interpreter | undefined {
  const all = interpreters
    .filter((one) => familyOf(one) === "cpython" && one.major === 3)
    .sort((a, b) => compareInterpreters(b, a));
  const tags = files.flatMap((file) => {
    const name = parseWheelName(file);
    return "malformed" in name ? [] : name.pythons;
  });
  const serves = ({ name }: Interpreter) => tags.includes(name) || tags.includes("py3");
  return all.find(serves) ?? all[0];
}

function verdict<Tree>(done: readonly Done<Tree>[]): TriedInstall {
  if (done.some(({ task, state }) => task.id === installTaskId && state === "passed"))
    return { ok: true, why: "" };
  const lacking = done.find((one) => one.state === "impossible");
  if (lacking?.state === "impossible") return { ok: false, why: lacking.error.message };
  const failed = done.find((one) => one.state === "failed");
  const failure = failed?.state === "failed" ? failed.outcome.result.failure : undefined;
  return {
    ok: false,
    why: failure ? [failure.message, ...failure.tail.slice(-8)].join("\n") : "it was stopped",
  };
}
