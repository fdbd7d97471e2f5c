/** The use case `lock`: brings wheelway.lock up to date for every target, from any machine. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Backend, Outcome } from "../backends/backend.ts";
import type { Http } from "../clients/http.ts";
import { optionsFor } from "../config/options.ts";
import { changesBetween, type Change } from "../lock/changes.ts";
import { withDynamic } from "../lock/facts.ts";
import type { Lock } from "../lock/lock.ts";
import { withResolved, type Resolved } from "../lock/merge.ts";
import { readRequirements } from "../lock/requirements-file.ts";
import { resolutionsFor, type Resolution, type Update } from "../lock/resolve.ts";
import { lockedTools } from "../lock/tools.ts";
import { planUpdate } from "../lock/update.ts";
import { wantedOf } from "../lock/wanted.ts";
import type { Environment, Task, TaskId } from "../plan/task.ts";
import { askTask } from "../recipes/ask.ts";
import { lockTask } from "../recipes/lock.ts";
import { toolsTask } from "../recipes/tools.ts";
import type { Runner } from "../schedule/run-tasks.ts";
import type { Target } from "../tags/target.ts";
import { lastWords, passed } from "./lock-failures.ts";
import { lockImages } from "./lock-images.ts";
import { stagedAt, type Project } from "./project.ts";

export interface RefreshRequest<Tree> {
  /** A folder: an sdist has no lock of its own to refresh. */
  readonly project: Project;
  /** Every target that is to be locked, of whatever system; at least one. */
  readonly targets: readonly Target[];
  /** What is taken anew even though it still fits: see `planUpdate`. */
  readonly update: Update;
  /** A CPython from `oldestToolPython` on: uv runs there, and the build back end is asked there. */
  readonly environment: Environment;
  /** A target of that environment's system; the back end is asked with its options. */
  readonly home: Target;
  readonly backend: Backend<Tree>;
  /** Its leaves know the project's folder. */
  readonly runner: Runner<Tree>;
  /** A folder for this run. */
  readonly scratch: string;
  readonly http: Http;
  readonly signal: AbortSignal;
}

export interface Refreshed {
  readonly lock: Lock;
  readonly changes: readonly Change[];
  /** What could not be locked or learned, one sentence each. */
  readonly notes: readonly string[];
}

/**
 * Versions that still fit are kept. Throws `lock-unresolvable` where uv finds no solution, `tools-unavailable` without
 * uv, and `usage-invalid` for a name in `update` that the lock does not hold.
 */
export async function refreshLock<Tree>(request: RefreshRequest<Tree>): Promise<Refreshed> {
  const { project, targets, http, signal } = request;
  const { start, packages } = planUpdate(project.lock, request.update);
  const wanted = wantedOf(project.config, targets, true);
  const tools = toolsTask(request.environment, "build");
  await passed((await request.runner.run([tools])).get(tools.id));
  const asked = await askBackEnd(request, start, tools);
  const [resolved, { images, notes }] = await Promise.all([
    resolve(request, tools, resolutionsFor(wanted, asked.lock, packages)),
    lockImages(wanted.images, start.images, http, signal),
  ]);
  const sets = withResolved(asked.lock, wanted, resolved);
  const lock: Lock = { ...sets, images, tools: lockedTools };
  return { lock, changes: changesBetween(project.lock, lock), notes: [...asked.notes, ...notes] };
}

/** One task for all sets. */
async function resolve<Tree>(
  request: RefreshRequest<Tree>,
  tools: Task,
  resolutions: readonly Resolution[],
): Promise<(Resolution & Resolved)[]> {
  const { system } = request.home.platform;
  const task = lockTask(request.environment, system, tools.id, resolutions);
  const outcome = await passed((await request.runner.run([tools, task])).get(task.id));
  const folder = await bring(request, outcome, "sets");
  return Promise.all(
    resolutions.map(async (one) => {
      const text = await readFile(join(folder, `${one.id}.txt`), "utf8");
      return { ...one, ...readRequirements(text) };
    }),
  );
}

/** What the back end asks for on this system. A hook that fails is told: the first build then learns it. */
async function askBackEnd<Tree>(
  request: RefreshRequest<Tree>,
  lock: Lock,
  tools: Task,
): Promise<{ readonly lock: Lock; readonly notes: readonly string[] }> {
  const { project, home, environment, runner } = request;
  const { config } = project;
  const { subfolder } = stagedAt(project);
  const context = { config, subfolder, fromSdist: undefined, epoch: 0, lockedRequirements: () => undefined };
  const place = {
    environment,
    system: home.platform.system,
    architecture: home.platform.architecture,
    tools: tools.id,
    prepare: undefined,
    crates: undefined,
    options: optionsFor(config, home),
  };
  const task = askTask(context, place);
  const done = (await runner.run([tools, task])).get(task.id);
  if (done?.state === "failed") return { lock, notes: [notAsked(done.outcome)] };
  const folder = await bring(request, await passed(done), "asked");
  const lines = async (kind: "sdist" | "wheel") =>
    (await readFile(join(folder, `${kind}.txt`), "utf8")).split("\n").filter(Boolean);
  const withSdist = withDynamic(lock, place.system, "sdist", await lines("sdist"));
  return { lock: withDynamic(withSdist, place.system, "wheel", await lines("wheel")), notes: [] };
}

function notAsked<Tree>(outcome: Outcome<Tree>): string {
  const what = outcome.result.failure?.command ?? outcome.result.id;
  return `what the build back end asks for is not known until the first build (${what}: ${lastWords(outcome)})`;
}

async function bring<Tree>(
  { backend, scratch }: RefreshRequest<Tree>,
  outcome: Outcome<Tree>,
  name: TaskId,
): Promise<string> {
  const tree = outcome.outputs[name];
  if (tree === undefined) throw new TypeError(`${outcome.result.id} has no output "${name}"`);
  const folder = join(scratch, name);
  await backend.exportTree(tree, folder);
  return folder;
}
