/** Executes a task's container and reads what came of it; a failure is never taken from the engine's cache. */

import type { Container } from "@dagger.io/dagger";
import type { TaskResult } from "../driver/protocol.ts";
import { WheelwayError } from "../errors.ts";
import type { Task } from "../plan/task.ts";
import { readOnce } from "./dagger-ask-once.ts";
import { execute, places, type PreparedTask } from "./dagger-container.ts";
import { engineError, isExecError, wordsOf } from "./dagger-errors.ts";
import type { DaggerTree } from "./dagger-trees.ts";

export interface Ran {
  readonly container: Container;
  readonly result: TaskResult;
  readonly log: () => Promise<string>;
  /** The engine has not run it now. */
  readonly remembered: boolean;
}

/**
 * The engine remembers every execution that ended well, and the driver ends well also where the task failed. So that a
 * lost network or a flaky test is not the answer for ever, a remembered failure is run again under the next number; the
 * numbers are counted from the start each time, so that what passed in the end is found again.
 */
export async function runUntilNew(prepared: PreparedTask, jobs: number, number: () => string): Promise<Ran> {
  for (let attempt = 0; ; attempt++) {
    const run = number();
    const ran = await runOnce(execute(prepared, { run, jobs }, attempt));
    if (ran.result.verdict === "passed" || ran.run === run) return { ...ran, remembered: ran.run !== run };
  }
}

async function runOnce(container: Container): Promise<Omit<Ran, "remembered"> & { readonly run: string }> {
  const executed = await synced(container);
  const folder = executed.directory(places.result);
  const [result, run] = await Promise.all([
    folder.file("result.json").contents(),
    folder.file("run").contents(),
  ]);
  return {
    container: executed,
    result: JSON.parse(result) as TaskResult,
    run,
    log: readOnce(() => folder.file("log").contents()),
  };
}

async function synced(container: Container): Promise<Container> {
  try {
    return await container.sync();
  } catch (error) {
    if (!isExecError(error)) throw error;
    const why = wordsOf(error);
    if (/no space left on device/i.test(why)) throw engineError(error, "the driver");
    if (/exec format error/i.test(why)) {
      throw new WheelwayError("emulation-missing", {
        message: "the engine cannot run this architecture any more",
        why,
        next: "Register its emulator again (`wheelway doctor` says how) and run the same command again.",
        cause: error,
      });
    }
    throw new WheelwayError("internal", {
      message: "the driver ended without a result",
      why: why.split("\n").slice(-30).join("\n"),
      next: "See that the engine's machine has memory enough; else report this as a bug, with the lines above.",
      cause: error,
    });
  }
}

/** Output name -> its tree. `/` is the container's whole root file system, without what was mounted. */
export async function collectOutputs(
  container: Container,
  task: Task,
  result: TaskResult,
): Promise<Record<string, DaggerTree>> {
  const entries = Object.entries(task.outputs).map(async ([name, path]): Promise<[string, DaggerTree]> => {
    if (path === "/") return [name, { kind: "folder", folder: await container.rootfs().sync() }];
    const inside = path.replace(/^\{out\}/, places.out);
    const files = result.outputs[name];
    if (files?.length === 1 && files[0]?.path === "")
      return [
        name,
        { kind: "file", name: inside.split("/").pop() ?? name, file: await container.file(inside).sync() },
      ];
    return [name, { kind: "folder", folder: await container.directory(inside).sync() }];
  });
  return Object.fromEntries(await Promise.all(entries));
}
