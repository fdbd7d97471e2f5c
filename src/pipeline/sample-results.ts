/** What a release takes out of the result store is not believed unseen: some of it is built again, and must give the same bytes. */

import { randomInt } from "node:crypto";
import { basename } from "node:path";
import { WheelwayError } from "../errors.ts";
import { rebuildTask } from "../plan/rebuild.ts";
import type { Task, TaskId } from "../plan/task.ts";
import type { Done } from "../schedule/run-tasks.ts";
import { bring, fileIn, isSame } from "./reproduce-files.ts";
import type { Reproducing } from "./reproduce.ts";

/** One wheel in so many, and at least one. */
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

/**
 * Throws "store-differs" where a second build gives other bytes, or fails; what the store holds is removed first, so that no
 * later release takes it.
 */
export async function sampleResults<Tree>(run: Reproducing<Tree>): Promise<void> {
  const { ran, runner, tell } = run;
  const reused = ran.plan.tasks.filter((task) => {
    const done = ran.results.get(task.id);
    return ran.files.has(task.id) && done?.state === "passed" && done.reused !== undefined;
  });
  // All wheels come from the sdist: a wrong one would go unseen whichever of them is looked at.
  const sdists = reused.filter(({ kind }) => kind === "sdist");
  const sample = [...sdists, ...sampleOf(reused.filter(({ kind }) => kind !== "sdist"))];
  if (sample.length === 0) return;
  // Without the compiler cache: whoever wrote the result may have written there, too.
  const again = sample.map((task) => rebuildTask(task, ["cache"], "sample"));
  const names = sample.map(({ id }) => id).join(", ");
  tell({
    type: "note",
    severity: "info",
    text: `${reused.length} artifacts are from the result store; built again to compare: ${names}`,
  });
  tell({ type: "plan-ready", plan: { ...ran.plan, tasks: [...ran.plan.tasks, ...again] } });
  const results = await runner.run([...ran.plan.tasks, ...again]);
  const wrong = new Map<TaskId, string>();
  for (const [index, task] of sample.entries()) {
    const why = await differenceOf(run, task, results.get(again[index]?.id ?? ""));
    if (why !== undefined) wrong.set(task.id, why);
  }
  for (const id of wrong.keys()) await runner.refuse(id);
  if (wrong.size > 0) throw differs(wrong);
}

/** Why the second build does not confirm what was taken; `undefined` where it does. */
async function differenceOf<Tree>(
  run: Reproducing<Tree>,
  { id }: Task,
  again: Done<Tree> | undefined,
): Promise<string | undefined> {
  const first = await fileIn(run.ran.files.get(id));
  if (first === undefined) return "it has no wheel and no sdist";
  const second = again && (await bring(run, again));
  if (second === undefined || "failed" in second)
    return `building it again failed: ${second?.failed ?? "it was not run"}`;
  const same = await isSame(first, second.path);
  return same ? undefined : `${basename(first)} has other bytes when it is built again`;
}

function differs(wrong: ReadonlyMap<TaskId, string>): WheelwayError {
  const all = [...wrong].map(([id, why]) => `${id}: ${why}.`).join("\n");
  return new WheelwayError("store-differs", {
    message: `what the result store holds for ${[...wrong.keys()].join(", ")} is not what a build gives`,
    why: `${all}\nEither the store was tampered with, or the build is not reproducible, or its requirements are not locked and the index has newer ones.`,
    next: "It is removed from the store. Release with everything built anew (WHEELWAY_REFRESH=1), look at `wheelway build --reproduce`, and lock the requirements (`wheelway lock`).",
  });
}
