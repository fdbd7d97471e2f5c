/** The use case `build`: every artifact of a project, tested and verified, into dist/ or, where something failed, not. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { auditWith } from "./audit.ts";
import { checkLock } from "./check-lock.ts";
import type { BuildReport } from "./build-report.ts";
import { checkDist } from "./dist-folder.ts";
import { readPast } from "./durations.ts";
import { EarlyLook } from "./early-look.ts";
import { failureLogs } from "./failure-logs.ts";
import { finish, type Finish } from "./finish.ts";
import { makeLeaves } from "./leaves.ts";
import { backendOptions, withBackend, type Opened } from "./open-backend.ts";
import { preparePlan, type Prepared } from "./prepare-plan.ts";
import { loadProject, type Project } from "./project.ts";
import { reproduce } from "./reproduce.ts";
import { openStore } from "./result-store.ts";
import { runPlan, type Ran } from "./run-plan.ts";
import type { BuildRequest, Surroundings } from "./surroundings.ts";
import { refuseStopped } from "./stopped.ts";
import { sampleResults } from "./sample-results.ts";
import { stagedTree } from "./staged-tree.ts";
import { Runner, turnsOf } from "../schedule/run-tasks.ts";

export async function build(request: BuildRequest, surroundings: Surroundings): Promise<BuildReport> {
  const project = await loadProject(request.project);
  const asked = request.backend ?? project.config.options.backend;
  return withBackend(
    asked,
    { ...backendOptions(project), forRelease: request.forRelease === true },
    surroundings,
    (opened) => buildWith(project, opened, request, surroundings),
  );
}

/** How a part of a build (a slice of its plan) differs from the whole. */
export interface Part {
  readonly input: (input: Prepared["input"]) => Prepared["input"];
  /** In the place of `runPlan`. */
  readonly run?: typeof runPlan;
  readonly finish: <Tree>(run: Finish<Tree>) => Promise<BuildReport>;
}

/** The same with a backend that is already open: what the Dagger module calls. */
export async function buildWith<Tree>(
  project: Project,
  opened: Opened<Tree>,
  request: BuildRequest,
  surroundings: Surroundings,
  part?: Part,
): Promise<BuildReport> {
  const { tell, signal, secrets } = surroundings;
  const started = surroundings.now();
  const { backend } = opened;
  const dist = resolve(request.dist ?? join(project.home, "dist"));
  await checkDist(dist, request.force);
  const input = await inputOf(project, opened, request, { tell, part });
  const scratch = await mkdtemp(join(tmpdir(), "wheelway-"));
  try {
    const staged = stagedTree(project, join(scratch, "project"));
    const leaf = makeLeaves(project, scratch, backend, staged);
    const store = openStore(backend, request, surroundings, { staged, scratch });
    const reuse = store?.reuse;
    const turns = turnsOf(backend, await readPast(surroundings.cacheDir, project.path));
    const { failFast } = request;
    const runner = new Runner({ backend, leaf, secrets, events: tell, signal, failFast, reuse, turns });
    const auditing = { images: input.images, reuse, turns };
    const look = new EarlyLook((files) => auditWith(opened, files, surroundings, auditing));
    const run = part?.run ?? runPlan;
    const ran: Ran<Tree> = await run(input, project.lock.facts.kinds, runner, {
      ...{ backend, scratch, tell },
      // A slice is audited with the sdist that it was given.
      ...(part || project.sdist ? {} : { whenBuilt: (plan, files) => look.begin(plan, files) }),
    });
    refuseStopped(signal);
    const reproducing = { ran, runner, backend, scratch, tell, logs: failureLogs(surroundings, project) };
    if (request.forRelease) await sampleResults(reproducing);
    const reproductions = request.reproduce === true ? await reproduce(reproducing) : [];
    refuseStopped(signal);
    const report = await (part?.finish ?? finish)({
      ...{ project, request, dist, ran, reproductions },
      ...{ look, backend, started, surroundings },
    });
    await store?.close();
    return report;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** What the plan is made of; tells its notes, and throws where the lock does not fit. */
async function inputOf<Tree>(
  project: Project,
  opened: Opened<Tree>,
  { only, locked }: BuildRequest,
  { tell, part }: { readonly tell: Surroundings["tell"]; readonly part: Part | undefined },
): Promise<Prepared["input"]> {
  const { input: whole, notes } = await preparePlan(project, only, opened, tell);
  const input = part ? part.input(whole) : whole;
  for (const text of notes) tell({ type: "note", severity: "info", text });
  checkLock(project, input.targets, { locked, containers: opened.backend.name === "dagger" }, tell);
  return input;
}
