/** Builds every artifact of a finished run once more, in other surroundings, and compares the bytes. */

import { basename } from "node:path";
import { memberOf, type Differences } from "../artifacts/archive-difference.ts";
import type { Cause, Reproduction, Varied } from "../artifacts/reproduction.ts";
import type { Backend } from "../backends/backend.ts";
import type { TaskSurroundings } from "../driver/protocol.ts";
import { rebuildTask } from "../plan/rebuild.ts";
import { variations, type Task, type Variation } from "../plan/task.ts";
import type { Done, Runner } from "../schedule/run-tasks.ts";
import type { Tell } from "./events.ts";
import { findCause } from "./reproduce-cause.ts";
import { bring, difference, fileIn, isSame, type Rebuilt } from "./reproduce-files.ts";
import type { Ran } from "./run-plan.ts";

export interface Reproducing<Tree> {
  readonly ran: Ran<Tree>;
  readonly runner: Runner<Tree>;
  readonly backend: Backend<Tree>;
  /** A folder for the files of the second builds. */
  readonly scratch: string;
  /** Folder for the logs of second builds that fail. */
  readonly logs: string;
  readonly tell: Tell;
}

/** For how many differing artifacts the cause is looked for by more builds: the others mostly have the same. */
const mostCauses = 2;

/** One verdict for each wheel and sdist that the run has built. */
export async function reproduce<Tree>(run: Reproducing<Tree>): Promise<Reproduction[]> {
  const built = run.ran.plan.tasks.filter((task) => run.ran.files.has(task.id));
  const tasks = built.map((task) => rebuildTask(task));
  run.tell({ type: "plan-ready", plan: { ...run.ran.plan, tasks: [...run.ran.plan.tasks, ...tasks] } });
  const results = await run.runner.run([...run.ran.plan.tasks, ...tasks]);
  const verdicts: Reproduction[] = [];
  for (const [index, task] of built.entries()) {
    const again = results.get(tasks[index]?.id ?? "");
    const verdict = again && (await judge(run, task, again, verdicts));
    if (verdict) verdicts.push(verdict);
  }
  return verdicts;
}

async function judge<Tree>(
  run: Reproducing<Tree>,
  task: Task,
  again: Done<Tree>,
  earlier: readonly Reproduction[],
): Promise<Reproduction | undefined> {
  const first = await firstOf(run, task);
  if (first === undefined) return undefined;
  const file = basename(first.path);
  const second = await bring(run, again);
  if ("failed" in second)
    return {
      file,
      outcome: "failed",
      ...compared(undefined, undefined),
      message: second.failed,
      log: second.log,
    };
  const tried = { file, ...compared(first.surroundings, second.surroundings) };
  if (await isSame(first.path, second.path)) return { ...tried, outcome: "same" };
  const { differences, content } = await difference(first, second);
  const suspects = [...(content?.looks ?? []), ...tried.varied].filter(isVariation);
  const attempt = async (name: string, vary: readonly Variation[]) => {
    const one = rebuildTask(task, vary, name);
    const done = (await run.runner.run([...run.ran.plan.tasks, one])).get(one.id);
    const rebuilt = done && (await bring(run, done));
    if (!rebuilt || "failed" in rebuilt) return undefined;
    return isSame(first.path, rebuilt.path);
  };
  const cause = likeEarlier(differences, earlier) ?? (await findCause([...new Set(suspects)], attempt));
  return { ...tried, outcome: "different", second: basename(second.path), differences, content, cause };
}

/** Siblings differ for the same reason: those builds are saved. */
function likeEarlier(
  differences: Differences | undefined,
  earlier: readonly Reproduction[],
): Cause | undefined {
  const sought = earlier.filter((one) => one.outcome === "different" && one.cause.kind !== "like");
  const place = placeOf(differences);
  const like = sought.find((one) => one.outcome === "different" && placeOf(one.differences) === place);
  if (like) return { kind: "like", file: like.file };
  return sought.length < mostCauses ? undefined : { kind: "unknown" };
}

/** `a/_speed.cpython-312-x86_64-linux-gnu.so` of one wheel is `a/_speed.cpython-313-…` of another. */
function placeOf(differences: Differences | undefined): string {
  const member = differences && memberOf(differences.first);
  return member === undefined ? "" : `${differences?.first.kind} ${member.replaceAll(/\d+/g, "0")}`;
}

/** What was really another one: both builds have said what they saw. */
function compared(
  first: TaskSurroundings | undefined,
  second: TaskSurroundings | undefined,
): { varied: Varied[]; unvaried: Varied[] } {
  if (!first || !second) return { varied: [], unvaried: [...variations, "clock"] };
  const varied: Varied[] = variations.filter((name) => first[name] !== second[name]);
  if (second.started > first.started) varied.push("clock");
  const all: readonly Varied[] = [...variations, "clock"];
  return { varied, unvaried: all.filter((name) => !varied.includes(name)) };
}

function isVariation(name: string): name is Variation {
  return variations.some((variation) => variation === name);
}

async function firstOf<Tree>({ ran }: Reproducing<Tree>, task: Task): Promise<Rebuilt | undefined> {
  const done = ran.results.get(task.id);
  const path = await fileIn(ran.files.get(task.id));
  if (path === undefined || done?.state !== "passed") return undefined;
  return { path, surroundings: done.outcome.result.surroundings };
}
