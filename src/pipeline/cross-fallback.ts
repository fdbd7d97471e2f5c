/** Where a cross build fails, or gives what it must not give, the target is built without it, and the user is told why. */

import { join } from "node:path";
import { readdir } from "node:fs/promises";
import { compilesSources } from "../checks/native-sources.ts";
import type { Kinds } from "../plan/assign.ts";
import type { Compiling, Instead } from "../plan/crossing.ts";
import type { PlanInput } from "../plan/make-plan.ts";
import type { Plan } from "../plan/plan.ts";
import type { TaskId } from "../plan/task.ts";
import { environmentTaskId } from "../recipes/build-environment.ts";
import { wheelTaskId } from "../recipes/wheel.ts";
import type { Done } from "../schedule/run-tasks.ts";
import { familyOf } from "../tags/interpreter.ts";
import { kindOf, meetsTarget, type WheelName } from "../tags/wheel-name.ts";
import type { BuiltWheel } from "./learn.ts";
import { readArtifact } from "./verify-folder.ts";

export interface Fallback {
  readonly target: string;
  /** One line, for people and for the lock. */
  readonly why: string;
  readonly instead: Instead;
}

export interface CrossRun<Tree> {
  readonly plan: Plan;
  readonly results: ReadonlyMap<TaskId, Done<Tree>>;
  readonly built: readonly BuiltWheel[];
  /** Folder of the sdist on this side. */
  readonly sdist: string | undefined;
}

/** Targets whose cross build came to nothing and which can be built without it. */
export async function fallbacksOf<Tree>(run: CrossRun<Tree>): Promise<Fallback[]> {
  const crossed = run.plan.targets.filter(({ id, cross, builtBy }) => cross && (builtBy ?? id) === id);
  const found: Fallback[] = [];
  for (const { id: target, cross } of crossed) {
    const done = run.results.get(wheelTaskId(target));
    const instead = cross?.instead;
    const why =
      instead && done ? ((await whyNot(target, done, run)) ?? unmade(instead, done, run)) : undefined;
    if (instead && why !== undefined) found.push({ target, why, instead });
  }
  return found;
}

/** The same input, with these targets emulated, or compiled by the machine's own compiler. */
export function withFallbacks(
  input: Omit<PlanInput, "kinds">,
  fell: readonly Fallback[],
): Omit<PlanInput, "kinds"> {
  const fallen = new Map(fell.map((fallback) => [fallback.target, fallback]));
  const compiling = (target: Parameters<NonNullable<PlanInput["compiling"]>>[0]): Compiling => {
    const fallback = fallen.get(target.id);
    if (!fallback) return input.compiling?.(target) ?? { how: "own" };
    return { how: fallback.instead === "emulated" ? "emulated" : "own", why: fallback.why };
  };
  return { ...input, compiling };
}

/** What must be run anew once they are built in another way, and what was not run because of them. */
export function tasksOf<Tree>(fell: readonly Fallback[], results: ReadonlyMap<TaskId, Done<Tree>>): TaskId[] {
  const own = fell.flatMap(({ target }) => [environmentTaskId(target), wheelTaskId(target)]);
  const causes = own.flatMap((id) => {
    const done = results.get(id);
    return done?.state === "skipped" && isForCross(done.because) ? [done.because] : [];
  });
  const waited = [...results.values()].filter(
    (done) => done.state === "skipped" && [...own, ...causes].includes(done.because),
  );
  return [...own, ...waited.map(({ task }) => task.id)];
}

async function whyNot<Tree>(
  target: string,
  done: Done<Tree>,
  { plan, built, sdist }: CrossRun<Tree>,
): Promise<string | undefined> {
  if (done.state === "failed") return failed(done);
  if (done.state !== "passed") return undefined;
  const wheel = built.find((one) => one.target.id === target);
  if (!wheel) return undefined;
  if (kindOf(wheel.name) === "pure") {
    const expected = expectedKind(plan.kinds, wheel);
    if (expected === "pure" || (expected === undefined && !(await compiles(sdist)))) return undefined;
    return `it gave ${pureName(wheel.name)}, which has no machine code`;
  }
  const meets = meetsTarget(wheel.name, wheel.target);
  return meets === true ? undefined : meets.why;
}

/** Without a network, perhaps, there is no cross compiler, but the machine's own one. Emulation would take a network itself. */
function unmade<Tree>(
  instead: Instead,
  done: Done<Tree>,
  { results }: Pick<CrossRun<Tree>, "results">,
): string | undefined {
  if (instead !== "own-compiler" || done.state !== "skipped" || !isForCross(done.because)) return undefined;
  const cause = results.get(done.because);
  if (cause?.state === "impossible") return cause.error.message;
  return cause?.state === "failed" ? failed(cause) : `${done.because} failed`;
}

/** Tasks that a build without a cross compiler does not need. */
function isForCross(task: TaskId): boolean {
  return ["tools:cross:", "headers:", "rust-std:"].some((start) => task.startsWith(start));
}

function failed<Tree>(done: Extract<Done<Tree>, { state: "passed" | "failed" }>): string {
  const { failure } = done.outcome.result;
  if (!failure) return "it failed";
  const said = failure.tail.findLast((line) => /\berror\b|cannot cross-compile/i.test(line))?.trim() ?? "";
  // Folders of the machine say nothing to people, and the lock takes one line of printable text.
  const words = said.replaceAll(/(?:\/[\w.@+-]+){2,}\//g, "").replaceAll(/[\p{C}\\]/gu, " ");
  return [`${failure.command}: ${failure.message}`, words.slice(0, 160).trim()].filter(Boolean).join(": ");
}

function expectedKind(kinds: Kinds, { target }: BuiltWheel) {
  return kinds[familyOf(target.interpreter)]?.kind;
}

function pureName({ pythons, abis, platforms }: WheelName): string {
  return [pythons.join("."), abis.join("."), platforms.join(".")].join("-");
}

/** Before anything is known of a project, its sdist tells whether a pure wheel is one that should not be. */
async function compiles(folder: string | undefined): Promise<boolean> {
  if (folder === undefined) return false;
  const [file] = (await readdir(folder)).filter((name) => name.endsWith(".tar.gz"));
  if (file === undefined) return false;
  const sdist = await readArtifact(join(folder, file), file);
  return sdist.kind === "sdist" && compilesSources(sdist);
}
