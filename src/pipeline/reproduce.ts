/** Builds every artifact of a finished run once more, in other surroundings, and compares the bytes. */

import { mkdir, readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { differencesOf, memberOf, type Differences } from "../artifacts/archive-difference.ts";
import { contentDifference, type ContentDifference } from "../artifacts/content-difference.ts";
import { memberContent } from "../artifacts/member-content.ts";
import type { Cause, Reproduction, Varied } from "../artifacts/reproduction.ts";
import { readSdist } from "../artifacts/sdist.ts";
import { sha256File } from "../artifacts/digest.ts";
import { readWheel } from "../artifacts/wheel.ts";
import type { Backend } from "../backends/backend.ts";
import type { TaskSurroundings } from "../driver/protocol.ts";
import { rebuildTask } from "../plan/rebuild.ts";
import { variations, type Task, type Variation } from "../plan/task.ts";
import type { Done, Runner } from "../schedule/run-tasks.ts";
import type { Tell } from "./events.ts";
import { findCause } from "./reproduce-cause.ts";
import type { Ran } from "./run-plan.ts";

export interface Reproducing<Tree> {
  readonly ran: Ran<Tree>;
  readonly runner: Runner<Tree>;
  readonly backend: Backend<Tree>;
  /** A folder for the files of the second builds. */
  readonly scratch: string;
  readonly tell: Tell;
}

/** A second build that ended well: its file, and what it ran in. */
export interface Rebuilt {
  readonly path: string;
  readonly surroundings: TaskSurroundings | undefined;
}

/** How many bytes of a differing member are looked at. */
const mostContent = 16 * 1024 * 1024;
/** For how many differing artifacts the cause is looked for by more builds: the others mostly have the same. */
const mostCauses = 2;

/** One verdict for each wheel and sdist that the run has built. */
export async function reproduce<Tree>(run: Reproducing<Tree>): Promise<Reproduction[]> {
  const built = run.ran.plan.tasks.filter((task) => run.ran.files.has(task.id));
  const tasks = built.map((task) => rebuildTask(task));
  run.tell({ type: "plan-ready", plan: { ...run.ran.plan, tasks: [...run.ran.plan.tasks, ...tasks] } });
  const results = await run.runner.run([...run.ran.plan.tasks, ...tasks]);
  const verdicts: Reproduction[] = [];
  let causes = 0;
  for (const [index, task] of built.entries()) {
    const again = results.get(tasks[index]?.id ?? "");
    const verdict = again && (await judge(run, task, again, () => causes++ < mostCauses));
    if (verdict) verdicts.push(verdict);
  }
  return verdicts;
}

async function judge<Tree>(
  run: Reproducing<Tree>,
  task: Task,
  again: Done<Tree>,
  lookForCause: () => boolean,
): Promise<Reproduction | undefined> {
  const first = await firstOf(run, task);
  if (first === undefined) return undefined;
  const file = basename(first.path);
  const second = await bring(run, again);
  if ("failed" in second)
    return { file, outcome: "failed", ...compared(undefined, undefined), message: second.failed };
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
  const cause: Cause = lookForCause()
    ? await findCause([...new Set(suspects)], attempt)
    : { kind: "unknown" };
  return { ...tried, outcome: "different", second: basename(second.path), differences, content, cause };
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

async function bring<Tree>(
  { backend, scratch }: Reproducing<Tree>,
  done: Done<Tree>,
): Promise<Rebuilt | { readonly failed: string }> {
  if (done.state === "impossible") return { failed: done.error.message };
  if (done.state === "skipped") return { failed: `it was not run: ${done.because}` };
  const { failure, surroundings } = done.outcome.result;
  const tree = done.outcome.outputs["wheel"] ?? done.outcome.outputs["sdist"];
  if (failure || tree === undefined)
    return { failed: failure ? `${failure.command}: ${failure.message}` : "it failed" };
  const folder = join(scratch, "again", encodeURIComponent(done.task.id));
  await mkdir(join(scratch, "again"), { recursive: true });
  await backend.exportTree(tree, folder);
  const path = await fileIn(folder);
  return path === undefined ? { failed: "it gave no file" } : { path, surroundings };
}

async function fileIn(folder: string | undefined): Promise<string | undefined> {
  if (folder === undefined) return undefined;
  const [file] = (await readdir(folder)).filter((name) => /\.(whl|tar\.gz)$/.test(name));
  return file === undefined ? undefined : join(folder, file);
}

async function isSame(first: string, second: string): Promise<boolean> {
  return basename(first) === basename(second) && (await sha256File(first)) === (await sha256File(second));
}

async function difference(
  first: Rebuilt,
  second: Rebuilt,
): Promise<{ differences: Differences | undefined; content: ContentDifference | undefined }> {
  if (basename(first.path) !== basename(second.path)) return { differences: undefined, content: undefined };
  const read = (path: string) => (path.endsWith(".whl") ? readWheel(path) : readSdist(path));
  const [one, two] = [await read(first.path), await read(second.path)];
  const differences = differencesOf(one, two);
  const member = differences.first.kind === "content" ? memberOf(differences.first) : undefined;
  if (member === undefined) return { differences, content: undefined };
  const contents = [
    await memberContent(one, member, mostContent),
    await memberContent(two, member, mostContent),
  ] as const;
  const nothing = { path: "", "host-name": "", started: 0 };
  const ran = { first: first.surroundings ?? nothing, second: second.surroundings ?? nothing };
  return { differences, content: contentDifference(...contents, ran) };
}
