/** Runs a project's plan; where the kinds of its wheels are not known, learns them on the way and plans again. */

import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Backend } from "../backends/backend.ts";
import type { Kinds } from "../plan/assign.ts";
import { makePlan } from "../plan/make-plan.ts";
import { withNeeds, type Plan } from "../plan/plan.ts";
import type { Task, TaskId } from "../plan/task.ts";
import { sdistTask } from "../recipes/context.ts";
import { buildsSdist } from "../recipes/test-sdist.ts";
import { wheelTaskId } from "../recipes/wheel.ts";
import type { Done, Runner } from "../schedule/run-tasks.ts";
import { familyOf } from "../tags/interpreter.ts";
import { parseTarget } from "../tags/target.ts";
import { parseWheelName } from "../tags/wheel-name.ts";
import { fallbacksOf, tasksOf, withFallbacks, type Fallback } from "./cross-fallback.ts";
import type { Tell } from "./events.ts";
import { guessKind, type Guess } from "./guess-kinds.ts";
import { assumeKinds, learnKinds, type BuiltWheel } from "./learn.ts";
import type { Prepared } from "./prepare-plan.ts";

export interface Ran<Tree> {
  /** The last plan: complete, its contract exact. */
  readonly plan: Plan;
  readonly results: ReadonlyMap<TaskId, Done<Tree>>;
  /** What is known now; goes into the lock. `undefined` for families that could not be learned. */
  readonly learned: Kinds;
  /** Cross builds that came to nothing, so that the target was built without. */
  readonly fallbacks?: readonly Fallback[];
  /** Wheel and sdist tasks -> the folder on this side that holds their file. */
  readonly files: ReadonlyMap<TaskId, string>;
}

export interface RunPlace<Tree> {
  readonly backend: Backend<Tree>;
  readonly scratch: string;
  readonly tell: Tell;
  /** Called when all wheels and the sdist have ended, with those that are there: their tests may still run. */
  readonly whenBuilt?: (plan: Plan, files: Ran<Tree>["files"]) => Promise<void>;
}

export async function runPlan<Tree>(
  input: Prepared["input"],
  known: Kinds,
  runner: Runner<Tree>,
  { backend, scratch, tell, whenBuilt }: RunPlace<Tree>,
): Promise<Ran<Tree>> {
  const files = new Map<TaskId, string>();
  const fallbacks: Fallback[] = [];
  let built: Plan | undefined;
  const bring = (results: ReadonlyMap<TaskId, Done<Tree>>) =>
    bringFiles(results, files, runner, { backend, scratch });
  /** The wheels that the plan has by now, those of cross builds that failed in another way. */
  const build = async (kinds: Kinds): Promise<BuiltWheel[]> => {
    const plan = makePlan({ ...withFallbacks(input, fallbacks), kinds });
    if (plan.contract.mode === "exact") tell({ type: "plan-ready", plan });
    built = plan;
    const results = await runner.run(beforeTests(plan, files));
    const wheels = await bring(results);
    const fell = await fallbacksOf({ plan, results, built: wheels, sdist: files.get(sdistTask) });
    if (fell.length === 0) return wheels;
    fallbacks.push(...fell);
    runner.forget(tasksOf(fell, results));
    for (const { target } of fell) files.delete(wheelTaskId(target));
    for (const fallback of fell) tellFallback(tell, fallback);
    return build(kinds);
  };
  let kinds = known;
  let learned = known;
  const first = makePlan({ ...input, kinds });
  if (first.contract.mode === "learning") {
    tell({ type: "plan-ready", plan: first });
    // The sdist tells whether to build for all Pythons at once, or for one of them first.
    await bring(await runner.run(withNeeds(first.tasks, new Set([sdistTask]))));
    const guessed = await guess(input.targets, first, files.get(sdistTask));
    if (guessed === undefined) learned = { ...known, ...learnKinds(await build(kinds)) };
    kinds = assumeKinds(input.targets, learned, guessed);
    // An abi3 wheel may come from a newer interpreter only: all wheels first, then what they teach, then the tests.
    learned = { ...learned, ...learnKinds(await build(kinds)) };
    kinds = assumeKinds(input.targets, learned);
  } else if (first.targets.some(({ cross }) => cross?.instead)) {
    await build(kinds);
  }
  const plan = makePlan({ ...withFallbacks(input, fallbacks), kinds });
  if (built) runner.forget(staleTests(built, plan));
  tell({ type: "plan-ready", plan });
  const early = async () => {
    await bring(await runner.run(archivesOf(plan)));
    await whenBuilt?.(plan, files);
  };
  const results = await both(runner.run(plan.tasks), early());
  await bring(results);
  return { plan, results, learned, files, fallbacks };
}

/** What the first comes to; neither goes on where the other has failed. */
async function both<T>(first: Promise<T>, second: Promise<unknown>): Promise<T> {
  await Promise.allSettled([first, second]);
  await second;
  return first;
}

/** The sdist and all wheels, with what they need. */
function archivesOf({ tasks }: Plan): readonly Task[] {
  const archives = tasks.filter(({ kind }) => kind === "wheel" || kind === "sdist");
  return withNeeds(tasks, new Set(archives.map(({ id }) => id)));
}

/** What is worth to be guessed from the sdist in this folder. */
async function guess(
  targets: Prepared["input"]["targets"],
  { targets: rows }: Plan,
  folder: string | undefined,
): Promise<Guess | undefined> {
  const guessed = await guessKind(folder);
  switch (guessed) {
    case "pure":
      // One pure wheel tells nothing of another family of interpreters.
      return new Set(targets.map(({ interpreter }) => familyOf(interpreter))).size === 1
        ? guessed
        : undefined;
    case "version":
      // A single target is built at once in any case; where it is cross-compiled, the sdist can be tested beside it.
      return targets.length > 1 || rows.some(({ cross }) => cross) ? guessed : undefined;
    case undefined:
      return undefined;
  }
}

function tellFallback(tell: Tell, { target, why, instead }: Fallback): void {
  tell({ type: "cross-failed", target, why, instead });
  const text =
    instead === "emulated"
      ? `${target} could not be cross-compiled and is emulated instead: ${why}`
      : `${target} could not be compiled for its older glibc and is built with this machine's own compiler instead: ${why}`;
  tell({ type: "note", severity: "warning", text });
}

/**
 * Wheels, and a test of the sdist that builds it, which takes as long as one, with what they need; all that there is while
 * nothing is known of a project. Where every wheel is there already, nothing is held back for it.
 */
function beforeTests(plan: Plan, built: ReadonlyMap<TaskId, string>): readonly Task[] {
  if (plan.contract.mode === "learning") return plan.tasks;
  const wheels = plan.tasks.filter((task) => task.kind === "wheel");
  const complete = wheels.every(({ id }) => built.has(id));
  const wanted = [...wheels, ...(complete ? [] : plan.tasks.filter(buildsSdist))];
  return withNeeds(plan.tasks, new Set(wanted.map(({ id }) => id)));
}

/** Tests that had another wheel than they have now, or waited for it, in vain perhaps. */
function staleTests(before: Plan, now: Plan): TaskId[] {
  const inputsOf = (plan: Plan, id: TaskId) =>
    JSON.stringify(plan.tasks.find((task) => task.id === id)?.inputs);
  return before.tasks
    .filter((task) => task.kind === "test" && inputsOf(now, task.id) !== inputsOf(before, task.id))
    .map(({ id }) => id);
}

/** Exports the files of finished wheel and sdist tasks, each once; answers with all wheels whose name can be read. */
export async function bringFiles<Tree>(
  results: ReadonlyMap<TaskId, Done<Tree>>,
  files: Map<TaskId, string>,
  runner: Runner<Tree>,
  { backend, scratch }: { readonly backend: Backend<Tree>; readonly scratch: string },
): Promise<BuiltWheel[]> {
  const built: BuiltWheel[] = [];
  for (const [id, done] of results) {
    const kind = done.task.kind;
    if (done.state !== "passed" || (kind !== "wheel" && kind !== "sdist")) continue;
    const tree = done.outcome.outputs[kind];
    const stored = runner.filesOf(id)?.[kind];
    const folder = files.get(id) ?? stored ?? join(scratch, "files", String(files.size));
    if (!files.has(id) && stored === undefined) {
      if (tree === undefined) continue;
      await mkdir(join(scratch, "files"), { recursive: true });
      await backend.exportTree(tree, folder);
    }
    files.set(id, folder);
    const target = done.task.target === undefined ? undefined : parseTarget(done.task.target);
    const [file] = (await readdir(folder)).filter((name) => name.endsWith(".whl"));
    const name = file === undefined ? undefined : parseWheelName(file);
    if (target && name && !("malformed" in name)) built.push({ target, name });
  }
  return built;
}
