/** The end of a build: record, verdict, dist/ or dist.partial/, and what the next run can know. */

import type { Backend } from "../backends/backend.ts";
import type { ArtifactRecord, BuildRecord } from "../artifacts/record.ts";
import type { Reproduction } from "../artifacts/reproduction.ts";
import { ciRunOf } from "../clients/ci-run.ts";
import { withDynamic, withKinds } from "../lock/facts.ts";
import type { Lock } from "../lock/lock.ts";
import { parseTarget } from "../tags/target.ts";
import type { AuditedFile } from "./audit.ts";
import type { Audited } from "./audit-answer.ts";
import type { BuildReport } from "./build-report.ts";
import { collect, type Collected, type Collection } from "./collect.ts";
import { componentsOf, type Components } from "./components.ts";
import { writeDist, writePartialDist } from "./dist-folder.ts";
import { makeDocuments } from "./documents.ts";
import { rememberDurations } from "./durations.ts";
import { failureLogs } from "./failure-logs.ts";
import { failuresOf } from "./failures.ts";
import { installedTools } from "./installed-tools.ts";
import { makeRecord } from "./make-record.ts";
import type { Project } from "./project.ts";
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
  /** Asks the field's own checkers. */
  readonly audit: (files: readonly AuditedFile[]) => Promise<Audited>;
  readonly backend: Backend<Tree>;
  readonly started: Date;
  readonly surroundings: Surroundings;
}

export async function finish<Tree>(run: Finish<Tree>): Promise<BuildReport> {
  const { project, request, ran, backend, surroundings } = run;
  const given = project.sdist === undefined ? undefined : project.path;
  const collection = await collect(ran, given);
  const failures = await failuresOf(ran.results.values(), {
    logs: failureLogs(surroundings, project),
    project: request.project,
    backend: backend.name,
  });
  const archives = collection.artifacts.map(({ artifact }) => artifact);
  const components = await componentsOf(
    archives.filter((one) => one.kind === "wheel"),
    archives.find((one) => one.kind === "sdist"),
  );
  const record = makeRecord({
    project,
    plan: ran.plan,
    results: ran.results,
    collection: withReproductions(collection, run.reproductions),
    reproductions: run.reproductions,
    audited: await run.audit(collection.artifacts.map(({ path, record: { sha256 } }) => ({ path, sha256 }))),
    components,
    failures,
    tools: await installedTools(ran.results.values()),
    ci: ciRunOf(surroundings.env),
    machine: await backend.describe(),
    started: run.started,
    finished: surroundings.now(),
  });
  await rememberDurations(surroundings.cacheDir, project.path, record.times.tasks);
  return write(run, record, collection, components);
}

/** Says of each artifact whether a second build gave its bytes; nothing where none came to its end. */
function withReproductions(collection: Collection, reproductions: readonly Reproduction[]): Collection {
  const artifacts = collection.artifacts.map((one) => {
    const tried = reproductions.find(({ file, outcome }) => file === one.record.file && outcome !== "failed");
    if (!tried) return one;
    const { varied, unvaried } = tried;
    const reproduction = { reproduced: tried.outcome === "same", varied, unvaried };
    return { ...one, record: { ...one.record, reproduction } };
  });
  return { ...collection, artifacts };
}

async function write<Tree>(
  run: Finish<Tree>,
  record: BuildRecord,
  collection: Collection,
  components: Components,
): Promise<BuildReport> {
  const { project, request, dist } = run;
  const sources = Object.fromEntries(collection.artifacts.map(({ path, record: { file } }) => [file, path]));
  if (record.verdict === "failed") {
    const good = collection.artifacts.filter((one) => isGood(one, run, record));
    const artifacts = good.map(({ record: artifact }) => artifact);
    const { folder } = await writePartialDist({ folder: dist, record: { ...record, artifacts }, sources });
    return { record, folder, manifestDigest: undefined, hints: [] };
  }
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

async function lockWithFacts<Tree>({ project, ran }: Finish<Tree>): Promise<Lock> {
  let lock = withKinds(project.lock, ran.learned);
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
