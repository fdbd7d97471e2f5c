/** What is known of a run that has ended: its artifacts, verdicts and findings, before anything is written. */

import type { BuildRecord } from "../artifacts/record.ts";
import type { Reproduction } from "../artifacts/reproduction.ts";
import { ciRunOf } from "../clients/ci-run.ts";
import { collect, type Collection } from "./collect.ts";
import { compilationsOf } from "./compilations.ts";
import { componentsOf, type Components } from "./components.ts";
import { pastOf, rememberPast } from "./durations.ts";
import { failureLogs } from "./failure-logs.ts";
import { failuresOf } from "./failures.ts";
import type { Finish } from "./finish.ts";
import { installedTools } from "./installed-tools.ts";
import { makeRecord } from "./make-record.ts";

export interface Recorded {
  readonly record: BuildRecord;
  readonly collection: Collection;
  readonly components: Components;
}

/** @param givenSdist path of the sdist that was built from, where the run has not made it */
export async function recordRun<Tree>(run: Finish<Tree>, givenSdist: string | undefined): Promise<Recorded> {
  const { project, request, ran, backend, surroundings } = run;
  const collection = await collect(ran, givenSdist, run.look.read);
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
    audited: await run.look.audit(
      collection.artifacts.map(({ path, record: { sha256 } }) => ({ path, sha256 })),
    ),
    components,
    failures,
    tools: await installedTools(ran.results.values()),
    ci: ciRunOf(surroundings.env),
    machine: await backend.describe(),
    started: run.started,
    finished: surroundings.now(),
  });
  await rememberPast(surroundings.cacheDir, project.path, pastOf(ran.results.values()));
  const compilations = await compilationsOf(ran.results.values());
  return { record: { ...record, compilations }, collection, components };
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
