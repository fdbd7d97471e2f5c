/** The use case `test`: the artifacts of an existing folder, tested where they will be installed. Nothing is built. */

import { copyFile, mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { ciRunOf } from "../clients/ci-run.ts";
import { WheelwayError } from "../errors.ts";
import { makeTestPlan, wheelFor, type GivenWheel } from "../plan/make-test-plan.ts";
import type { InputRef } from "../plan/task.ts";
import { sha256File } from "../artifacts/digest.ts";
import { wheelTaskId } from "../recipes/wheel.ts";
import { Runner } from "../schedule/run-tasks.ts";
import type { Target } from "../tags/target.ts";
import { parseWheelName } from "../tags/wheel-name.ts";
import type { BuildReport } from "./build-report.ts";
import { collect } from "./collect.ts";
import { readPast } from "./durations.ts";
import { failuresOf } from "./failures.ts";
import { installedTools } from "./installed-tools.ts";
import { makeLeaves } from "./leaves.ts";
import { makeRecord } from "./make-record.ts";
import { backendOptions, withBackend, type Opened } from "./open-backend.ts";
import { preparePlan } from "./prepare-plan.ts";
import { loadProject, type Project } from "./project.ts";
import { refuseStopped } from "./stopped.ts";
import { failureLogs } from "./failure-logs.ts";
import type { ProjectRequest, Surroundings } from "./surroundings.ts";

export interface TestRequest extends ProjectRequest {
  /** Folder of wheels and perhaps an sdist. */
  readonly dist: string;
}

export async function test(request: TestRequest, surroundings: Surroundings): Promise<BuildReport> {
  const project = await loadProject(request.project);
  const asked = request.backend ?? project.config.options.backend;
  return withBackend(asked, backendOptions(project), surroundings, (opened) =>
    testWith(project, opened, request, surroundings),
  );
}

export async function testWith<Tree>(
  project: Project,
  opened: Opened<Tree>,
  request: TestRequest,
  surroundings: Surroundings,
): Promise<BuildReport> {
  const { tell, signal, secrets } = surroundings;
  const started = surroundings.now();
  const { backend } = opened;
  const dist = resolve(request.dist);
  const scratch = await mkdtemp(join(tmpdir(), "wheelway-"));
  try {
    const given = await readDist(dist, scratch);
    const { input } = await preparePlan(project, request.only, opened, tell);
    const fromSdist = given.sdist === undefined ? undefined : await fileInput(given.sdist);
    const plan = makeTestPlan({ ...input, fromSdist, wheels: given.wheels });
    tell({ type: "plan-ready", plan });
    const leaf = makeLeaves(project, scratch, backend);
    const past = await readPast(surroundings.cacheDir, project.path);
    const runner = new Runner({ backend, leaf, secrets, events: tell, signal, failFast: false, past });
    const results = await runner.run(plan.tasks);
    refuseStopped(signal);
    const files = filesOf(given, input.targets);
    const collection = await collect({ plan, results, learned: {}, files }, given.sdist);
    const failures = await failuresOf(results.values(), {
      logs: failureLogs(surroundings, project),
      project: request.project,
      backend: backend.name,
    });
    const tools = await installedTools(results.values());
    const machine = await backend.describe();
    const finished = surroundings.now();
    const record = makeRecord({
      project,
      plan,
      results,
      collection,
      failures,
      tools,
      ci: ciRunOf(surroundings.env),
      machine,
      started,
      finished,
    });
    return { record, folder: dist, manifestDigest: undefined, hints: [] };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Each target's wheel, as if its task had made it. */
function filesOf({ wheels, folders }: GivenDist, targets: readonly Target[]): ReadonlyMap<string, string> {
  const entries = targets.flatMap((target) => {
    const wheel = wheelFor(wheels, target);
    const folder = wheel && folders.get(wheel);
    return folder === undefined ? [] : [[wheelTaskId(target.id), folder] as const];
  });
  return new Map(entries);
}

interface GivenDist {
  readonly wheels: readonly GivenWheel[];
  /** A folder of its own for each wheel, as the output of a task would be. */
  readonly folders: ReadonlyMap<GivenWheel, string>;
  readonly sdist: string | undefined;
}

async function readDist(dist: string, scratch: string): Promise<GivenDist> {
  const names = await readdir(dist).catch((cause: unknown) => {
    throw new WheelwayError("project-not-found", {
      message: `there is no folder ${dist}`,
      next: "Give the folder that holds the wheels, or run `wheelway build` first.",
      cause,
    });
  });
  const folders = new Map<GivenWheel, string>();
  for (const file of names.filter((name) => name.endsWith(".whl")).sort()) {
    const name = parseWheelName(file);
    if ("malformed" in name) continue;
    const folder = join(scratch, "given", String(folders.size));
    await mkdir(folder, { recursive: true });
    await copyFile(join(dist, file), join(folder, file));
    folders.set({ name, input: await fileInput(join(folder, file)) }, folder);
  }
  const sdist = names.find((name) => name.endsWith(".tar.gz"));
  if (folders.size === 0 && sdist === undefined) {
    throw new WheelwayError("project-not-found", {
      message: `${dist} holds no wheel and no sdist`,
      next: "Give the folder that holds the artifacts, or run `wheelway build` first.",
    });
  }
  return { wheels: [...folders.keys()], folders, sdist: sdist === undefined ? undefined : join(dist, sdist) };
}

async function fileInput(path: string): Promise<InputRef> {
  return { from: "file", path, sha256: await sha256File(path) };
}
