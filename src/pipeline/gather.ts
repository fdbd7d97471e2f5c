/** The use case `gather`: what slices have built becomes one verified dist/, as if one run had built it all. */

import { join, resolve } from "node:path";
import { slicePlanDigest, type SlicePlan } from "../artifacts/slice-schema.ts";
import { sliceProblems, type ReadSlice, type SliceProblem } from "../artifacts/slice-problems.ts";
import { optionsFor } from "../config/options.ts";
import { WheelwayError } from "../errors.ts";
import { pureFallbackId } from "../recipes/pure-fallback.ts";
import { parseTarget } from "../tags/target.ts";
import { audit, type AuditedFile } from "./audit.ts";
import type { Audited } from "./audit-answer.ts";
import type { BuildReport } from "./build-report.ts";
import { checkIdentity, readSlicePlan } from "./build-slice.ts";
import { componentsOf } from "./components.ts";
import { checkDist, writeDist } from "./dist-folder.ts";
import { makeDocuments } from "./documents.ts";
import { rememberDurations } from "./durations.ts";
import { collectSlices, gatherRecord } from "./gather-record.ts";
import { loadProject, type Project } from "./project.ts";
import { readSlices, type NoSlice } from "./read-slices.ts";
import { refuseStopped } from "./stopped.ts";
import type { Surroundings } from "./surroundings.ts";

export interface GatherRequest {
  /** Folders of slices, or folders that hold them. */
  readonly folders: readonly string[];
  /** Path of the plan of slices. */
  readonly plan: string;
  readonly project: string;
  /** Folder that is replaced; `undefined`: `dist` beside the project. */
  readonly to: string | undefined;
  readonly force: boolean;
  /** Let auditwheel, abi3audit and twine look at the set. */
  readonly tools: boolean;
}

/** Throws "slice-broken" with every slice that has to be run again, "slice-plan-invalid", "artifacts-not-found". */
export async function gather(request: GatherRequest, surroundings: Surroundings): Promise<BuildReport> {
  return gatherWith(await loadProject(request.project), request, surroundings);
}

/** The same with a project that is loaded already; `auditing` lets the field's own checkers look at the set. */
export async function gatherWith(
  project: Project,
  request: GatherRequest,
  surroundings: Surroundings,
  auditing: (files: readonly AuditedFile[]) => Promise<Audited> = (files) => audit(files, surroundings),
): Promise<BuildReport> {
  const { signal, now, cacheDir } = surroundings;
  const started = now();
  const plan = await readSlicePlan(request.plan);
  await checkIdentity(plan, project, request.plan);
  const dist = resolve(request.to ?? join(project.home, "dist"));
  await checkDist(dist, request.force);
  const { slices, others } = await readSlices(request.folders);
  refuseBroken(plan, slices, others, optionalIn(project));
  refuseStopped(signal);

  const collection = await collectSlices(slices, signal);
  const files = collection.artifacts.map(({ path, record: { sha256 } }) => ({ path, sha256 }));
  const archives = collection.artifacts.map(({ artifact }) => artifact);
  const components = await componentsOf(
    archives.filter((one) => one.kind === "wheel"),
    archives.find((one) => one.kind === "sdist"),
  );
  const audited = request.tools ? await auditing(files) : { audits: [], notRun: [] };
  refuseStopped(signal);
  const facts = { project, plan, slices, collection, components, audited, env: surroundings.env };
  const record = gatherRecord({ ...facts, started, finished: now() });
  if (record.verdict === "failed")
    return { record, folder: dist, manifestDigest: undefined, hints: [unchanged(dist)] };
  const { texts, records } = await makeDocuments(project, record, collection, components);
  const written = await writeDist({
    folder: dist,
    record: { ...record, documents: records },
    documents: texts,
    sources: Object.fromEntries(collection.artifacts.map(({ path, record: { file } }) => [file, path])),
    force: request.force,
  });
  // The next plan of slices is balanced by what this one took.
  await rememberDurations(cacheDir, project.path, record.times.tasks);
  const { folder, manifestDigest, aside } = written;
  return {
    record,
    folder,
    manifestDigest,
    hints: aside === undefined ? [] : [`what was in ${folder} is now in ${aside}`],
  };
}

function unchanged(dist: string): string {
  return `${dist} is as it was: nothing was gathered`;
}

function optionalIn({ config }: Project): (id: string) => boolean {
  return (id) => {
    const target = parseTarget(id);
    return target !== undefined && optionsFor(config, target).optional;
  };
}

function refuseBroken(
  plan: SlicePlan,
  slices: readonly ReadSlice[],
  others: readonly NoSlice[],
  optional: (target: string) => boolean,
): void {
  const digest = slicePlanDigest(plan);
  const problems = sliceProblems({ plan, digest, slices, optional, fallback: pureFallbackId });
  if (problems.length === 0 && others.length === 0) return;
  const jobs = new Map(slices.map(({ partial }) => [partial.slice, partial.job]));
  const again = [...new Set(problems.flatMap(({ slice }) => slice ?? []))];
  const lines = [
    ...problems.map((problem) => line(problem, jobs.get(problem.slice ?? ""))),
    ...others.map(({ folder, why }) => `foreign: ${folder}: ${why}`),
  ];
  throw new WheelwayError("slice-broken", {
    message:
      again.length === 0
        ? "what was given is not the slices of the plan alone"
        : `${again.length} of ${plan.slices.length + 1} slices are not whole: ${again.join(", ")}`,
    why: lines.join("\n"),
    next:
      again.length === 0
        ? "Take away what no slice has built, and gather again."
        : `Run the jobs of these slices again, each into an empty folder, and gather again: ${again.join(", ")}. The other slices stay.`,
  });
}

function line({ fault, slice, message }: SliceProblem, job: string | undefined): string {
  const where = [slice, job === undefined ? undefined : `(${job})`].filter(Boolean).join(" ");
  return `${fault.replace("-", " ")}: ${where === "" ? "" : `${where}: `}${message}`;
}
