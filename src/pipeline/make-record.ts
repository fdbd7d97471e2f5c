/** Puts together what is known of a finished run. */

import type {
  BuildRecord,
  CiRecord,
  EnvironmentRecord,
  FailureRecord,
  NetworkRecord,
} from "../artifacts/record.ts";
import type { Reproduction } from "../artifacts/reproduction.ts";
import type { CheckInput } from "../checks/check.ts";
import type { CiRun } from "../clients/ci-run.ts";
import type { Plan } from "../plan/plan.ts";
import type { Done } from "../schedule/run-tasks.ts";
import { parseTarget } from "../tags/target.ts";
import { version } from "../version.ts";
import type { Audited } from "./audit-answer.ts";
import type { Collection } from "./collect.ts";
import type { Components } from "./components.ts";
import type { Project } from "./project.ts";
import { verifyArtifacts } from "./verify-artifacts.ts";

export interface RunFacts<Tree> {
  readonly project: Project;
  readonly plan: Plan;
  readonly results: ReadonlyMap<string, Done<Tree>>;
  readonly collection: Collection;
  /** What the field's own checkers said, where they could run. */
  readonly audited?: Audited;
  readonly reproductions?: readonly Reproduction[];
  readonly components?: Components;
  readonly failures: readonly FailureRecord[];
  /** Tool -> version, as installed. */
  readonly tools: Readonly<Record<string, string>>;
  /** Which CI runs this; `undefined` on a laptop. */
  readonly ci: CiRun | undefined;
  /** The backend's description of itself. */
  readonly machine: string;
  readonly started: Date;
  readonly finished: Date;
}

export function makeRecord<Tree>(facts: RunFacts<Tree>): BuildRecord {
  const { plan, collection, project } = facts;
  const input = checkInput(facts);
  const { findings, turnedDown } = verifyArtifacts(input, project.config.options.checks);
  const { failures } = facts;
  // What was never run proves nothing: all that is not optional must have passed.
  const undone = [...facts.results.values()].some(
    ({ state, task }) => state !== "passed" && task.optional !== true,
  );
  const failed =
    undone ||
    failures.some(({ optional }) => !optional) ||
    findings.some(({ severity }) => severity === "error");
  const first = input.sdist ?? input.wheels[0];
  return {
    project: {
      name: first?.metadata.name ?? project.config.project.name?.raw ?? "",
      version: first?.metadata.version ?? project.config.project.version ?? "",
    },
    verdict: failed ? "failed" : "passed",
    artifacts: collection.artifacts.map(({ record }) => record),
    contract: plan.contract,
    findings,
    turnedDown,
    notRun: facts.audited?.notRun ?? [],
    failures,
    environment: environmentRecord(facts),
    times: {
      started: facts.started.toISOString(),
      finished: facts.finished.toISOString(),
      tasks: Object.fromEntries(
        finishedTasks(facts).map(({ task, outcome }) => [task.id, outcome.result.seconds]),
      ),
    },
  };
}

/** What `verify` judges, as far as a build knows it: it stays at home, and nothing is asked of an index. */
function checkInput<Tree>(facts: RunFacts<Tree>): CheckInput {
  const { plan, collection, audited, reproductions, components } = facts;
  const read = collection.artifacts.map(({ artifact }) => artifact);
  return {
    wheels: read.filter((artifact) => artifact.kind === "wheel"),
    sdist: read.find((artifact) => artifact.kind === "sdist"),
    contract: plan.contract,
    files: [...collection.artifacts.map(({ record }) => record), ...collection.refused],
    refused: collection.refused,
    forRelease: false,
    ...(audited ? { audits: audited.audits } : {}),
    ...(reproductions === undefined ? {} : { reproductions }),
    ...(components === undefined ? {} : { components }),
  };
}

function environmentRecord<Tree>(facts: RunFacts<Tree>): EnvironmentRecord {
  const { project, plan, machine } = facts;
  const done = finishedTasks(facts);
  return {
    wheelway: version,
    backend: plan.backend,
    machine,
    commit: project.checkout?.commit,
    dirty: project.checkout?.dirty,
    ci: ciRecord(facts.ci),
    sourceDateEpoch: project.epoch,
    images: Object.fromEntries(
      plan.targets.flatMap(({ id, image }) => {
        const platform = parseTarget(id)?.platform.name;
        return image === undefined || platform === undefined ? [] : [[platform, image]];
      }),
    ),
    tools: facts.tools,
    interpreters: Object.fromEntries(
      done.flatMap(({ task, outcome }) =>
        task.kind === "wheel" && task.target !== undefined
          ? [[task.target, outcome.result.interpreter + compiledFor(plan, task.target)]]
          : [],
      ),
    ),
    network: done
      .filter(({ task }) => task.kind === "wheel" || task.kind === "sdist")
      .map(({ task, outcome }): NetworkRecord => ({ task: task.id, ...outcome.result.network })),
  };
}

export function ciRecord(run: CiRun | undefined): CiRecord | undefined {
  if (run === undefined) return undefined;
  const { system, event, fork, commit, ref, runUrl, actor } = run;
  return { system, event, fork, commit, ref, runUrl, actor };
}

/** How a wheel was compiled that was not compiled on its own platform, or why it was not. */
function compiledFor({ targets }: Plan, target: string): string {
  const { cross, whyEmulated, whyOwnCompiler } = targets.find(({ id }) => id === target) ?? {};
  if (cross)
    return `; cross-compiled with ${cross.compiler} for glibc ${cross.glibc}, headers ${cross.files}`;
  if (whyOwnCompiler !== undefined) return `; compiled by the machine's own compiler: ${whyOwnCompiler}`;
  return whyEmulated === undefined ? "" : `; emulated, not cross-compiled: ${whyEmulated}`;
}

function finishedTasks<Tree>({ results }: RunFacts<Tree>) {
  return [...results.values()].flatMap((done) =>
    done.state === "passed" || done.state === "failed" ? [done] : [],
  );
}
