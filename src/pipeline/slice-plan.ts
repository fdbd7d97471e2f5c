/** The use case `plan --slices`: which CI job builds what. Nothing is run. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { canonicalJson } from "../artifacts/canonical-json.ts";
import { sha256Text } from "../artifacts/digest.ts";
import { parseSlicePlan, type SlicePlan } from "../artifacts/slice-schema.ts";
import type { Config } from "../config/config.ts";
import { knownInterpreters } from "../config/python-releases.ts";
import { selectTargets, type CanMake } from "../config/select.ts";
import { WheelwayError } from "../errors.ts";
import { expectedTime, knownTimes } from "../plan/expected-time.ts";
import { makingOn, type RunnerKind } from "../plan/runners.ts";
import { makeSlices, type SlicesProblem } from "../plan/slices.ts";
import type { Target } from "../tags/target.ts";
import { version } from "../version.ts";
import { expectedCrosses } from "./cross-targets.ts";
import { readDurations, type Durations } from "./durations.ts";
import { backendOptions, withBackend } from "./open-backend.ts";
import { loadProject, type Project } from "./project.ts";
import type { ProjectRequest, Surroundings } from "./surroundings.ts";

export type { SlicePlan };

export interface SlicesRequest extends ProjectRequest {
  /** `undefined`: one slice for each kind of machine. */
  readonly count: number | undefined;
  /** Kinds of machines that there are; `undefined`: all. */
  readonly runners: readonly RunnerKind[] | undefined;
}

export async function planSlices(request: SlicesRequest, surroundings: Surroundings): Promise<SlicePlan> {
  const project = await loadProject(request.project);
  const durations = await readDurations(surroundings.cacheDir, project.path);
  return slicesOf(project, request, surroundings, durations);
}

/**
 * With no durations the plan is the same on every machine, so far as the configuration names Pythons and platforms. `here` is
 * what the backend makes, where one is open already.
 */
export async function slicesOf(
  project: Project,
  request: SlicesRequest,
  surroundings: Surroundings,
  durations: Durations,
  here?: CanMake,
): Promise<SlicePlan> {
  const targets = await allTargets(project, request, surroundings, here);
  const known = knownTimes(durations);
  const crosses = expectedCrosses({ config: project.config, facts: project.lock.facts });
  const slices = makeSlices({
    targets,
    kinds: project.lock.facts.kinds,
    count: request.count,
    runners: request.runners,
    fallback: project.config.options.pureFallback !== undefined,
    seconds: (target, runner, builds) => {
      const { build, test } = expectedTime(target, makingOn(target, runner, crosses), builds, known);
      return build + test;
    },
  });
  if ("problem" in slices) throw problemOf(slices, request.count);
  const [first, ...others] = slices;
  if (!first) throw new TypeError("a plan has at least one slice");
  const data = [first, ...others].map((slice) => ({ ...slice, targets: [...slice.targets] }));
  const plan = { ...(await identityOf(project)), slices: data };
  const read = parseSlicePlan(JSON.stringify(plan));
  if ("malformed" in read) throw new TypeError(`the plan of slices is malformed: ${read.malformed}`);
  return read;
}

/** Every target of the project, whichever machine makes it. */
export async function allTargets(
  project: Project,
  request: SlicesRequest,
  surroundings: Surroundings,
  opened?: CanMake,
): Promise<readonly Target[]> {
  const { config } = project;
  const { python, platforms } = config.options;
  const asked = request.backend ?? config.options.backend;
  const here: CanMake =
    python && platforms
      ? { interpreters: knownInterpreters, platforms }
      : (opened ??
        (await withBackend(asked, backendOptions(project), surroundings, ({ can }) => Promise.resolve(can))));
  const can: CanMake = {
    interpreters: python ? [...knownInterpreters, ...python] : here.interpreters,
    platforms: [...(platforms ?? here.byDefault ?? here.platforms), ...overridden(config)],
    ...(platforms ? {} : { byDefault: here.byDefault ?? here.platforms }),
  };
  const { targets } = selectTargets(config, can, request.only);
  if (targets.length > 0) return targets;
  throw new WheelwayError("target-impossible", {
    message: "no target is left to build",
    next: "`python` and `platforms` in [tool.wheelway] say what is wanted.",
  });
}

/** An override may name a platform of its own. */
function overridden({ overrides }: Config) {
  return overrides.flatMap(({ platform }) => platform ?? []);
}

/** What must be the same in every job. */
export async function identityOf(project: Project): Promise<Omit<SlicePlan, "slices">> {
  const { config, checkout, locked, sdist, home } = project;
  const { name, version: declared } = config.project;
  const lock = locked && !sdist ? await readFile(join(home, "wheelway.lock"), "utf8") : undefined;
  return {
    version: 1,
    wheelway: version,
    project: { name: name?.normalized ?? "", ...(declared === undefined ? {} : { version: declared }) },
    ...(checkout === undefined ? {} : { commit: checkout.commit }),
    ...(lock === undefined ? {} : { lock: sha256Text(lock) }),
    configuration: sha256Text(canonicalJson(config.raw)),
  };
}

function problemOf(problem: SlicesProblem, count: number | undefined): WheelwayError {
  switch (problem.problem) {
    case "no-runner":
      return new WheelwayError("slice-unknown", {
        message: `${problem.targets.length} targets fit none of the kinds of machines`,
        why: problem.targets.join("\n"),
        next: "Name more of them by --runners, or leave the targets out with `skip` or `--only`.",
      });
    case "too-few":
      return new WheelwayError("slice-unknown", {
        message: `${problem.needed.length} slices at least are needed, not ${count ?? 0}`,
        why: `The targets need these kinds of machines: ${problem.needed.join(", ")}.`,
        next: `Ask for --slices ${problem.needed.length}, or leave targets out with \`skip\` or \`--only\`.`,
      });
    case "too-many":
      return new WheelwayError("slice-unknown", {
        message: `${problem.most} slices at most can be made, not ${count ?? 0}`,
        why: problem.learning
          ? "Whether one wheel serves several Pythons is not known yet: all of one platform stay together."
          : "A wheel and the targets that it serves stay together.",
        next: problem.learning
          ? `Ask for --slices ${problem.most}, or build once and commit wheelway.lock, which keeps what was learned.`
          : `Ask for --slices ${problem.most}.`,
      });
  }
}
