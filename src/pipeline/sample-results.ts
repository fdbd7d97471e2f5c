/** What a release takes out of the result store is not believed unseen: some of it is built again, and must give the same bytes. */

import { randomInt } from "node:crypto";
import { basename } from "node:path";
import { WheelwayError } from "../errors.ts";
import { rebuildTask } from "../plan/rebuild.ts";
import type { Task } from "../plan/task.ts";
import { bring, fileIn, isSame } from "./reproduce-files.ts";
import type { Reproducing } from "./reproduce.ts";

/** One in so many, and at least one. */
const share = 10;

/**
 * Which are looked at cannot be foreseen: whoever could put a result into the store would know the commit, too.
 * @param pick a whole number from 0 to below its argument
 */
export function sampleOf<Item>(items: readonly Item[], pick: (below: number) => number = randomInt): Item[] {
  const left = [...items];
  const count = Math.ceil(items.length / share);
  return Array.from({ length: count }, () => left.splice(pick(left.length), 1)).flat();
}

/** Throws "store-differs" where a second build gives other bytes, or fails. */
export async function sampleResults<Tree>(run: Reproducing<Tree>): Promise<void> {
  const { ran, runner, tell } = run;
  const reused = ran.plan.tasks.filter((task) => {
    const done = ran.results.get(task.id);
    return ran.files.has(task.id) && done?.state === "passed" && done.reused !== undefined;
  });
  const sample = sampleOf(reused);
  if (sample.length === 0) return;
  const again = sample.map((task) => rebuildTask(task, [], "sample"));
  const names = sample.map(({ id }) => id).join(", ");
  tell({
    type: "note",
    severity: "info",
    text: `${reused.length} artifacts are from the result store; built again to compare: ${names}`,
  });
  tell({ type: "plan-ready", plan: { ...ran.plan, tasks: [...ran.plan.tasks, ...again] } });
  const results = await runner.run([...ran.plan.tasks, ...again]);
  for (const [index, task] of sample.entries()) {
    const done = results.get(again[index]?.id ?? "");
    const first = await fileIn(ran.files.get(task.id));
    const second = done && (await bring(run, done));
    if (first === undefined || second === undefined) continue;
    if ("failed" in second) throw differs(task, `building it again failed: ${second.failed}`);
    if (!(await isSame(first, second.path)))
      throw differs(task, `${basename(first)} has other bytes when it is built again`);
  }
}

function differs({ id }: Task, why: string): WheelwayError {
  return new WheelwayError("store-differs", {
    message: `what the result store holds for ${id} is not what a build gives`,
    why: `${why}. Either the store was tampered with, or the build is not reproducible, or its requirements are not locked and the index has newer ones.`,
    next: "Release with everything built anew (WHEELWAY_REFRESH=1), look at `wheelway build --reproduce`, and lock the requirements (`wheelway lock`).",
  });
}
