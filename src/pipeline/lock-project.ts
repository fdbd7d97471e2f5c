/** The use case `lock` behind the doors: chooses targets and a place to resolve in, and writes wheelway.lock. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { httpClient } from "../clients/http.ts";
import { knownInterpreters } from "../config/python-releases.ts";
import { selectTargets } from "../config/select.ts";
import { WheelwayError } from "../errors.ts";
import { describeChange } from "../lock/changes.ts";
import { formatLock, type Lock } from "../lock/lock.ts";
import { environmentFor } from "../plan/places.ts";
import type { Environment } from "../plan/task.ts";
import { Runner } from "../schedule/run-tasks.ts";
import { compareInterpreters, familyOf } from "../tags/interpreter.ts";
import type { Target } from "../tags/target.ts";
import { makeLeaves } from "./leaves.ts";
import { refreshLock } from "./lock.ts";
import { backendOptions, withBackend, type Opened } from "./open-backend.ts";
import { loadProject, type Project } from "./project.ts";
import { replaceFile } from "./remember.ts";
import type { ProjectRequest, Surroundings } from "./surroundings.ts";

export interface LockRequest extends ProjectRequest {
  /** What is taken anew even though it still fits; `undefined`: nothing. */
  readonly update: readonly string[] | "all" | undefined;
  /** Write nothing; a lock that would change is the error `lock-stale`. */
  readonly check: boolean;
}

export interface LockReport {
  /** Version of this shape. */
  readonly version: 1;
  /** Absolute path of wheelway.lock. */
  readonly path: string;
  readonly lock: Lock;
  /** One line each; empty where nothing changed. */
  readonly changes: readonly string[];
  readonly notes: readonly string[];
  readonly targets: readonly string[];
}

export async function lock(request: LockRequest, surroundings: Surroundings): Promise<LockReport> {
  const project = await loadProject(request.project);
  if (project.sdist !== undefined) {
    throw new WheelwayError("usage-invalid", {
      message: "an sdist has no lock of its own to refresh",
      next: "Run `wheelway lock` in the project's folder; the sdist then carries wheelway.lock.",
    });
  }
  const asked = request.backend ?? project.config.options.backend;
  return withBackend(asked, backendOptions(project), surroundings, (opened) =>
    lockWith(project, opened, request, surroundings),
  );
}

async function lockWith<Tree>(
  project: Project,
  opened: Opened<Tree>,
  request: LockRequest,
  { tell, signal, secrets }: Surroundings,
): Promise<LockReport> {
  const { backend } = opened;
  const scratch = await mkdtemp(join(tmpdir(), "wheelway-"));
  try {
    const targets = lockable(project, opened);
    const { home, environment } = await placeOf(project, opened, targets);
    const leaf = makeLeaves(project, scratch, backend);
    const runner = new Runner({ backend, leaf, secrets, events: tell, signal, failFast: false });
    const update = request.update ?? "none";
    const http = httpClient();
    const { lock, changes, notes } = await refreshLock({
      ...{ project, targets, update, environment, home, backend, runner, scratch, http, signal },
    });
    const path = join(project.home, "wheelway.lock");
    const lines = changes.map(describeChange);
    const changed = !project.locked || formatLock(lock) !== formatLock(project.lock);
    if (request.check && changed) throw staleLock(lines);
    if (changed) await replaceFile(path, formatLock(lock));
    return { version: 1, path, lock, changes: lines, notes, targets: targets.map(({ id }) => id) };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Every target of the configuration, whichever machine makes it; without one, what this machine makes. */
function lockable<Tree>({ config }: Project, { can }: Opened<Tree>): readonly Target[] {
  const platforms = config.options.platforms ?? can.platforms;
  const { targets } = selectTargets(config, { interpreters: knownInterpreters, platforms });
  if (targets.length > 0) return targets;
  throw new WheelwayError("target-impossible", {
    message: "there is no target to lock",
    next: "Look at `python`, `platforms` and `skip` in [tool.wheelway], and at requires-python.",
  });
}

/** Where uv runs: the newest CPython of this machine, or a native image of one of the targets. */
async function placeOf<Tree>(
  { config, lock }: Project,
  { backend, interpreters, can }: Opened<Tree>,
  targets: readonly Target[],
): Promise<{ home: Target; environment: Environment }> {
  const systems = new Set(can.platforms.map(({ system }) => system));
  const here = targets.filter(({ platform }) => systems.has(platform.system));
  const [newest] = interpreters
    .filter((interpreter) => familyOf(interpreter) === "cpython")
    .sort((a, b) => compareInterpreters(b, a));
  const [first] = here.length > 0 ? here : targets;
  if (backend.name === "host" && newest && first)
    return { home: first, environment: { kind: "host", interpreter: newest.name } };
  const images = { overrides: config.options.images, registry: config.options.registry, locked: {} };
  for (const home of here) {
    const environment = environmentFor({ config, backend: backend.name, images }, home);
    const answer =
      environment && familyOf(home.interpreter) === "cpython" && (await backend.supports(environment));
    if (environment && answer && answer.supported && !answer.emulated) return { home, environment };
  }
  throw new WheelwayError("tools-unavailable", {
    message: "there is no native CPython to resolve the requirements with",
    why: `wheelway.lock has ${lock.build.length} sets; uv runs with a CPython of this machine or of a target's image.`,
    next: "Use `--backend host` on a machine with a CPython.",
  });
}

function staleLock(changes: readonly string[]): WheelwayError {
  return new WheelwayError("lock-stale", {
    message: "wheelway.lock is not up to date",
    ...(changes.length > 0 ? { why: changes.join("\n") } : {}),
    next: "Run `wheelway lock` and commit wheelway.lock.",
  });
}
