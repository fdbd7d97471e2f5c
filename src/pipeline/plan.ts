/** The use case `plan`: what would be built, where, and what must come out. Nothing is run. */

import type { SkippedTarget } from "../config/select.ts";
import { makePlan } from "../plan/make-plan.ts";
import type { Plan } from "../plan/plan.ts";
import { checkLock } from "./check-lock.ts";
import { readDurations } from "./durations.ts";
import { backendOptions, withBackend, type Opened } from "./open-backend.ts";
import { preparePlan } from "./prepare-plan.ts";
import { loadProject, type Project } from "./project.ts";
import type { ProjectRequest, Surroundings } from "./surroundings.ts";

export interface PlanReport {
  /** Version of this shape. */
  readonly version: 1;
  readonly project: { readonly name: string | undefined; readonly version: string | undefined };
  readonly plan: Plan;
  /** Targets that are left out, and why. */
  readonly skipped: readonly SkippedTarget[];
  /** Target -> seconds of its build and tests in earlier runs on this machine. */
  readonly expectedSeconds: Readonly<Record<string, number>>;
  readonly notes: readonly string[];
}

export async function plan(request: ProjectRequest, surroundings: Surroundings): Promise<PlanReport> {
  const project = await loadProject(request.project);
  const asked = request.backend ?? project.config.options.backend;
  return withBackend(asked, backendOptions(project), surroundings, (opened) =>
    planWith(project, opened, request, surroundings),
  );
}

export async function planWith<Tree>(
  project: Project,
  opened: Opened<Tree>,
  request: ProjectRequest,
  surroundings: Surroundings,
): Promise<PlanReport> {
  const { input, skipped, notes } = await preparePlan(project, request.only, opened, surroundings.tell);
  const containers = opened.backend.name === "dagger";
  checkLock(project, input.targets, { locked: request.locked, containers }, surroundings.tell);
  const made = makePlan({ ...input, kinds: project.lock.facts.kinds });
  const durations = await readDurations(surroundings.cacheDir, project.path);
  const expectedSeconds: Record<string, number> = {};
  for (const task of made.tasks) {
    const seconds = durations[task.id];
    if (task.target === undefined || seconds === undefined) continue;
    expectedSeconds[task.target] = (expectedSeconds[task.target] ?? 0) + seconds;
  }
  const { name, version } = project.config.project;
  return { version: 1, project: { name: name?.raw, version }, plan: made, skipped, expectedSeconds, notes };
}
