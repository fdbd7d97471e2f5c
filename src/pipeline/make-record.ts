/** Puts together what is known of a finished run. */

import type { BuildRecord, EnvironmentRecord, FailureRecord, NetworkRecord } from "../artifacts/record.ts";
import type { Reproduction } from "../artifacts/reproduction.ts";
import { runChecks } from "../checks/checks.ts";
import type { Finding } from "../checks/finding.ts";
import type { Plan } from "../plan/plan.ts";
import type { Done } from "../schedule/run-tasks.ts";
import { parseTarget } from "../tags/target.ts";
import { version } from "../version.ts";
import type { Collection } from "./collect.ts";
import type { Project } from "./project.ts";

export interface RunFacts<Tree> {
  readonly project: Project;
  readonly plan: Plan;
  readonly results: ReadonlyMap<string, Done<Tree>>;
  readonly collection: Collection;
  readonly reproductions?: readonly Reproduction[];
  readonly failures: readonly FailureRecord[];
  /** Tool -> version, as installed. */
  readonly tools: Readonly<Record<string, string>>;
  /** The backend's description of itself. */
  readonly machine: string;
  readonly started: Date;
  readonly finished: Date;
}

export function makeRecord<Tree>(facts: RunFacts<Tree>): BuildRecord {
  const { plan, collection, project } = facts;
  const wheels = collection.artifacts.flatMap(({ artifact }) =>
    artifact.kind === "wheel" ? [artifact] : [],
  );
  const sdist = collection.artifacts
    .map(({ artifact }) => artifact)
    .find((artifact) => artifact.kind === "sdist");
  const findings = turnDown(
    runChecks({
      wheels,
      sdist,
      contract: plan.contract,
      ...(facts.reproductions === undefined ? {} : { reproductions: facts.reproductions }),
    }),
    project,
  );
  const failures = [...facts.failures, ...collection.unreadable];
  // What was never run proves nothing: all that is not optional must have passed.
  const undone = [...facts.results.values()].some(
    ({ state, task }) => state !== "passed" && task.optional !== true,
  );
  const failed =
    undone ||
    failures.some(({ optional }) => !optional) ||
    findings.some(({ severity }) => severity === "error");
  const first = sdist ?? wheels[0];
  return {
    project: {
      name: first?.metadata.name ?? project.config.project.name?.raw ?? "",
      version: first?.metadata.version ?? project.config.project.version ?? "",
    },
    verdict: failed ? "failed" : "passed",
    artifacts: collection.artifacts.map(({ record }) => record),
    contract: plan.contract,
    findings,
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

/** `[tool.wheelway.checks]` gives a code another level, with a reason that stands in the configuration. */
function turnDown(findings: readonly Finding[], project: Project): Finding[] {
  const { checks } = project.config.options;
  return findings.flatMap((finding) => {
    const level = checks[finding.code]?.level;
    if (level === undefined) return [finding];
    return level === "off" ? [] : [{ ...finding, severity: level === "info" ? "note" : level }];
  });
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
        task.kind === "wheel" && task.target !== undefined ? [[task.target, outcome.result.interpreter]] : [],
      ),
    ),
    network: done
      .filter(({ task }) => task.kind === "wheel" || task.kind === "sdist")
      .map(({ task, outcome }): NetworkRecord => ({ task: task.id, ...outcome.result.network })),
  };
}

function finishedTasks<Tree>({ results }: RunFacts<Tree>) {
  return [...results.values()].flatMap((done) =>
    done.state === "passed" || done.state === "failed" ? [done] : [],
  );
}
