/** The use case `sdist` of the Dagger module: the one sdist that every wheel is built from, and nothing else. */

import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WheelwayError } from "../errors.ts";
import { makePlan } from "../plan/make-plan.ts";
import { withNeeds } from "../plan/plan.ts";
import { sdistTask } from "../recipes/context.ts";
import { Runner, type Done } from "../schedule/run-tasks.ts";
import { makeLeaves } from "./leaves.ts";
import type { Opened } from "./open-backend.ts";
import { preparePlan } from "./prepare-plan.ts";
import type { Project } from "./project.ts";
import type { Surroundings } from "./surroundings.ts";

/** Path of the file below `to`, which does not exist yet. Throws `sdist-failed`. */
export async function buildSdistWith<Tree>(
  project: Project,
  opened: Opened<Tree>,
  to: string,
  { tell, signal, secrets }: Surroundings,
): Promise<string> {
  if (project.sdist !== undefined) return project.path;
  const { backend } = opened;
  const { input } = await preparePlan(project, undefined, opened, tell);
  const plan = makePlan({ ...input, kinds: project.lock.facts.kinds });
  const scratch = await mkdtemp(join(tmpdir(), "wheelway-"));
  try {
    const leaf = makeLeaves(project, scratch, backend);
    const runner = new Runner({ backend, leaf, secrets, events: tell, signal, failFast: true });
    const results = await runner.run(withNeeds(plan.tasks, new Set([sdistTask])));
    const done = results.get(sdistTask);
    const tree = done?.state === "passed" ? done.outcome.outputs["sdist"] : undefined;
    if (tree === undefined) throw failureOf([...results.values()]);
    await backend.exportTree(tree, to);
    const [file] = (await readdir(to)).filter((name) => name.endsWith(".tar.gz"));
    if (file === undefined) throw new TypeError("the task sdist gave no sdist");
    return join(to, file);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** What the machine lacks, else the task that failed, with the end of its log. */
function failureOf<Tree>(results: readonly Done<Tree>[]): WheelwayError {
  const [lacking] = results.flatMap((done) => (done.state === "impossible" ? [done.error] : []));
  if (lacking) return lacking;
  const [failed] = results.flatMap((done) => (done.state === "failed" ? [done] : []));
  const failure = failed?.outcome.result.failure;
  return new WheelwayError("sdist-failed", {
    message: `the sdist cannot be built: ${failed?.task.id ?? "a task before it"} failed`,
    why: failure === undefined ? "It says no more." : [failure.message, ...failure.tail].join("\n"),
    next: "Mend what the lines above say, and call it again.",
  });
}
