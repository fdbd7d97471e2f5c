/** The use case `build --slice`: one slice of a plan, or the sdist that all slices are built from. */

import { readFile } from "node:fs/promises";
import { sdistFromFile, type GivenSdist } from "./slice-sdist.ts";
import type { SlicePlan } from "../artifacts/slice-schema.ts";
import { parseSlicePlan, slicePlanDigest } from "../artifacts/slice-schema.ts";
import { WheelwayError } from "../errors.ts";
import { makePlan } from "../plan/make-plan.ts";
import { withNeeds } from "../plan/plan.ts";
import { sdistSlice, type Slice } from "../plan/slices.ts";
import { sdistTask } from "../recipes/context.ts";
import { parseTarget } from "../tags/target.ts";
import { buildWith, type Part } from "./build.ts";
import type { BuildReport } from "./build-report.ts";
import { finishSlice } from "./finish-slice.ts";
import { backendOptions, withBackend, type Opened } from "./open-backend.ts";
import { loadProject, type Project } from "./project.ts";
import { bringFiles, type runPlan } from "./run-plan.ts";
import { identityOf, slicesOf } from "./slice-plan.ts";
import { positionOf } from "./slice-request.ts";
import type { BuildRequest, Surroundings } from "./surroundings.ts";

export interface SliceRequest extends BuildRequest {
  /** A name of the plan, `2/3`, or `sdist`. */
  readonly slice: string;
  /** Path of the plan; `undefined`: it is made anew, without times of earlier runs. */
  readonly plan: string | undefined;
  /** The sdist, or the folder of the slice that made it; not for that slice itself. */
  readonly sdist: string | undefined;
  /** Hex; the build stops at any other. */
  readonly sdistSha256: string | undefined;
}

export async function buildSlice(request: SliceRequest, surroundings: Surroundings): Promise<BuildReport> {
  const project = await loadProject(request.project);
  const asked = request.backend ?? project.config.options.backend;
  return withBackend(asked, backendOptions(project), surroundings, (opened) =>
    buildSliceWith(project, opened, request, surroundings),
  );
}

/** The same with a backend that is already open. Throws "slice-unknown", "slice-plan-invalid" and "slice-broken". */
export async function buildSliceWith<Tree>(
  project: Project,
  opened: Opened<Tree>,
  request: SliceRequest,
  surroundings: Surroundings,
): Promise<BuildReport> {
  const plan = await planFor(project, request, surroundings, opened.can);
  const digest = slicePlanDigest(plan);
  const asOf = { slice: request.slice, plan: digest };
  if (request.slice === sdistSlice)
    return buildWith(project, opened, kept(request), surroundings, sdistPart(asOf));
  const slice = findSlice(plan, request);
  const sdist = await sdistFromFile(request, digest);
  const part = wheelsPart(slice, sdist, digest);
  const only = [...slice.targets];
  return buildWith(narrowed(project, slice), opened, { ...kept(request), only }, surroundings, part);
}

/** What a slice has learned is not the whole: wheelway.lock stays as it is. */
function kept(request: SliceRequest): BuildRequest {
  return { ...request, keepLock: true };
}

function wheelsPart(slice: Slice, sdist: GivenSdist, plan: string): Part {
  return {
    input: (input) => ({
      ...input,
      fromSdist: { from: "file", path: sdist.path, sha256: sdist.sha256 },
      testsSdist: slice.testsSdist,
    }),
    finish: (run) => finishSlice(run, { slice: slice.name, plan, sdist }),
  };
}

/** The sdist alone: the same task as in a whole build. */
function sdistPart(asOf: { readonly slice: string; readonly plan: string }): Part {
  const run: typeof runPlan = async (input, kinds, runner, { backend, scratch, tell }) => {
    const whole = makePlan({ ...input, kinds });
    const plan = {
      ...whole,
      targets: [],
      tasks: withNeeds(whole.tasks, new Set([sdistTask])),
      contract: { mode: "exact" as const, artifacts: [{ kind: "sdist" as const, optional: false }] },
    };
    tell({ type: "plan-ready", plan });
    const results = await runner.run(plan.tasks);
    const files = new Map<string, string>();
    await bringFiles(results, files, runner, { backend, scratch });
    return { plan, results, learned: kinds, files };
  };
  return { input: (input) => input, run, finish: (ran) => finishSlice(ran, { ...asOf, sdist: undefined }) };
}

/** Read from the file, or made anew; it must be of this checkout. */
export async function planFor(
  project: Project,
  request: Pick<SliceRequest, "plan" | "slice" | "project" | "only" | "backend" | "locked">,
  surroundings: Surroundings,
  here: Opened<unknown>["can"],
): Promise<SlicePlan> {
  if (request.plan === undefined) {
    const count = positionOf(request.slice)?.of;
    return slicesOf(project, { ...request, count, runners: undefined }, surroundings, {}, here);
  }
  const plan = await readSlicePlan(request.plan);
  await checkIdentity(plan, project, request.plan);
  return plan;
}

export async function readSlicePlan(path: string): Promise<SlicePlan> {
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw invalid(path, "it cannot be read", cause);
  });
  const plan = parseSlicePlan(text);
  if ("malformed" in plan) throw invalid(path, plan.malformed);
  return plan;
}

function invalid(path: string, why: string, cause?: unknown): WheelwayError {
  return new WheelwayError("slice-plan-invalid", {
    message: `${path} is no plan of slices`,
    why,
    next: "Write it with `wheelway plan --slices auto --json > slices.json`.",
    cause,
  });
}

/** Throws "slice-plan-invalid" where the plan was made for something else than what is checked out here. */
export async function checkIdentity(plan: SlicePlan, project: Project, path: string): Promise<void> {
  const own = await identityOf(project);
  const parts = ["wheelway", "commit", "lock", "configuration"] as const;
  const names = {
    wheelway: "version of Wheelway",
    commit: "commit",
    lock: "wheelway.lock",
    configuration: "configuration",
  };
  const other = parts.filter((part) => own[part] !== plan[part]);
  if (other.length === 0 && own.project.name === plan.project.name) return;
  throw new WheelwayError("slice-plan-invalid", {
    message: `${path} was made for another ${other.map((part) => names[part]).join(", ") || "project"}`,
    why: other
      .map((part) => `${names[part]}: ${plan[part] ?? "none"} in the plan, ${own[part] ?? "none"} here`)
      .join("\n"),
    next: "Check out the commit of the plan in every job, with the same Wheelway; or make the plan and all slices anew.",
  });
}

function findSlice({ slices }: SlicePlan, { slice: name, plan }: SliceRequest): Slice {
  const position = positionOf(name);
  const found = slices.find((slice, index) =>
    position ? index + 1 === position.at && slices.length === position.of : slice.name === name,
  );
  if (found) return found;
  throw new WheelwayError("slice-unknown", {
    message: `there is no slice ${name}`,
    why: `The plan has ${slices.length}: ${slices.map((slice) => slice.name).join(", ")}, and before them ${sdistSlice}.`,
    next: plan === undefined ? "Give the plan that names it: --plan slices.json" : "Name one of them.",
  });
}

/** The targets of the slice are all that there is, whatever this machine would take by itself. */
function narrowed(project: Project, slice: Slice): Project {
  const targets = slice.targets.flatMap((id) => parseTarget(id) ?? []);
  if (targets.length < slice.targets.length)
    throw new WheelwayError("slice-plan-invalid", {
      message: `the slice ${slice.name} has targets that this Wheelway does not know`,
      why: slice.targets.filter((id) => parseTarget(id) === undefined).join(", "),
      next: "Make the plan with this version of Wheelway.",
    });
  const unique = <T extends { readonly name: string }>(all: readonly T[]) => [
    ...new Map(all.map((one) => [one.name, one])).values(),
  ];
  const options = {
    ...project.config.options,
    python: unique(targets.map(({ interpreter }) => interpreter)),
    platforms: unique(targets.map(({ platform }) => platform)),
    pureFallback: slice.fallback ? project.config.options.pureFallback : undefined,
  };
  return { ...project, config: { ...project.config, options } };
}
