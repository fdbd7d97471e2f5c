/** The end of a build: record, verdict, dist/ or dist.partial/, and what the next run can know. */

import type { Backend } from "../backends/backend.ts";
import type { ArtifactRecord, BuildRecord } from "../artifacts/record.ts";
import type { Reproduction } from "../artifacts/reproduction.ts";
import { withDynamic, withEmulated, withKinds } from "../lock/facts.ts";
import type { Lock } from "../lock/lock.ts";
import { wheelTaskId } from "../recipes/wheel.ts";
import { parseTarget } from "../tags/target.ts";
import type { BuildReport } from "./build-report.ts";
import type { Collected, Collection } from "./collect.ts";
import { writeDist, writePartialDist } from "./dist-folder.ts";
import type { EarlyLook } from "./early-look.ts";
import { makeDocuments } from "./documents.ts";
import type { Project } from "./project.ts";
import { recordRun, type Recorded } from "./record-run.ts";
import { rememberFacts } from "./remember.ts";
import type { Ran } from "./run-plan.ts";
import type { BuildRequest, Surroundings } from "./surroundings.ts";

export interface Finish<Tree> {
  readonly project: Project;
  readonly request: BuildRequest;
  /** Absolute path of the folder to be replaced. */
  readonly dist: string;
  readonly ran: Ran<Tree>;
  /** What second builds gave, where they were asked for. */
  readonly reproductions: readonly Reproduction[];
  /** Reads the artifacts, and asks the field's own checkers. */
  readonly look: Pick<EarlyLook, "read" | "audit">;
  readonly backend: Backend<Tree>;
  readonly started: Date;
  readonly surroundings: Surroundings;
}

export async function finish<Tree>(run: Finish<Tree>): Promise<BuildReport> {
  const { project } = run;
  const recorded = await recordRun(run, project.sdist === undefined ? undefined : project.path);
  return write(run, recorded);
}

async function write<Tree>(
  run: Finish<Tree>,
  { record, collection, components }: Recorded,
): Promise<BuildReport> {
  const { project, request, dist } = run;
  const sources = sourcesOf(collection);
  if (record.verdict === "failed") return writeFailed(run, record, collection);
  const { texts, records } = await makeDocuments(project, record, collection, components);
  const { folder, manifestDigest, aside } = await writeDist({
    folder: dist,
    record: { ...record, documents: records },
    documents: texts,
    sources,
    force: request.force,
  });
  const hints = aside === undefined ? [] : [`what was in ${folder} is now in ${aside}`];
  const learned =
    !request.locked && request.keepLock !== true && (await rememberFacts(project, await lockWithFacts(run)));
  if (learned) hints.push("wheelway.lock now holds what this build has taught: commit it");
  return { record, folder, manifestDigest, hints };
}

/** What is good of a run that failed, in dist.partial/. */
export async function writeFailed<Tree>(
  run: Finish<Tree>,
  record: BuildRecord,
  collection: Collection,
): Promise<BuildReport> {
  const good = collection.artifacts.filter((one) => isGood(one, run, record));
  const artifacts = good.map(({ record: artifact }) => artifact);
  const sources = sourcesOf(collection);
  const { folder } = await writePartialDist({ folder: run.dist, record: { ...record, artifacts }, sources });
  return { record, folder, manifestDigest: undefined, hints: [] };
}

/** File name -> path. */
export function sourcesOf({ artifacts }: Collection): Readonly<Record<string, string>> {
  return Object.fromEntries(artifacts.map(({ path, record: { file } }) => [file, path]));
}

/** Good is what was built, passed all its tests that count, and has no finding against it. */
function isGood<Tree>(
  { record: artifact, tasks }: Collected,
  { ran }: Finish<Tree>,
  record: BuildRecord,
): boolean {
  const accused = (finding: BuildRecord["findings"][number], { file }: ArtifactRecord) =>
    finding.severity === "error" && finding.artifact === file;
  if (record.findings.some((finding) => accused(finding, artifact))) return false;
  return tasks.every((id) => {
    const done = ran.results.get(id);
    return done?.state === "passed" || done?.task.optional === true;
  });
}

/** Only what then came out by emulation: a project that is broken needs no emulation, but a repair. */
function withCrossFacts<Tree>(lock: Lock, { plan, results, fallbacks = [] }: Ran<Tree>): Lock {
  const platformOf = (id: string) => parseTarget(id)?.platform.name ?? id;
  const passed = (id: string) => results.get(wheelTaskId(id))?.state === "passed";
  const emulated = fallbacks.filter(({ target, instead }) => instead === "emulated" && passed(target));
  const crossed = plan.targets.filter(({ id, cross, emulated }) => cross && emulated && passed(id));
  return withEmulated(
    lock,
    Object.fromEntries(emulated.map(({ target, why }) => [platformOf(target), why])),
    crossed.map(({ id }) => platformOf(id)),
  );
}

async function lockWithFacts<Tree>({ project, ran }: Finish<Tree>): Promise<Lock> {
  let lock = withCrossFacts(withKinds(project.lock, ran.learned), ran);
  for (const done of ran.results.values()) {
    if (done.state !== "passed" || done.task.kind !== "environment" || !done.task.outputs["dynamic"])
      continue;
    const { target } = done.task;
    const system = target === undefined ? "linux" : (parseTarget(target)?.platform.system ?? "linux");
    const asked = dynamicRequirements(await done.outcome.log());
    lock = withDynamic(lock, system, target === undefined ? "sdist" : "wheel", asked);
  }
  return lock;
}

/** The line that requires.py prints; the file itself stays inside the backend. */
function dynamicRequirements(log: string): string[] {
  const line = /^dynamic requirements: (.+)$/m.exec(log)?.[1] ?? "none";
  return line === "none" ? [] : line.split(" | ");
}
