/** Buildkite: agents of one's own by their queues, artifacts of the build, a block in front of the step that publishes. */

import { places, tagPattern } from "./commands.ts";
import { buildJobs, lastJob, releaseJob, releaseTargets, type Handed, type Job } from "./jobs.ts";
import type { System, Workflow } from "./workflow.ts";
import { runnerKinds, type RunnerKind } from "../plan/runners.ts";
import { compactYaml, spaced } from "./yaml.ts";

/** Queues have the names of the kinds. */
const machines = Object.fromEntries(runnerKinds.map((kind) => [kind, kind])) as Readonly<
  Record<RunnerKind, string>
>;

export const buildkite: System = {
  machines,
  files: { ".buildkite/pipeline.yml": (workflow) => text(workflow) },
};

function text(workflow: Workflow): string {
  const last = lastJob(workflow);
  const only = { if: isRelease(workflow) };
  const release = releaseJob(workflow, `"$\{TO:-${releaseTargets[0]}}"`);
  const document = {
    env: { WHEELWAY_CACHE_DIR: places.cache },
    steps: [
      ...buildJobs(workflow).map((job) => step(workflow, job)),
      {
        block: "Release?",
        key: "approve",
        ...only,
        depends_on: last,
        prompt: "Publish what was built and verified.",
      },
      {
        ...step(workflow, { ...release, needs: [last, "approve"] }),
        ...only,
        concurrency: 1,
        concurrency_group: "$BUILDKITE_PIPELINE_SLUG/release",
      },
    ],
  };
  return spaced(compactYaml(document), Object.keys(document));
}

/** A tag, or a build that somebody started for it: never one of a pull request. */
function isRelease(workflow: Workflow): string {
  const byHand = 'build.source == "ui" && build.env("RELEASE") == "yes"';
  return atRunTime(
    `build.pull_request.id == null && (build.tag =~ /${tagPattern(workflow)}/ || (${byHand}))`,
  );
}

function step({ options: { image } }: Workflow, { key, title, runner, needs, takes, steps, leaves }: Job) {
  return {
    label: title,
    key,
    ...(needs.length === 0 ? {} : { depends_on: [...needs] }),
    agents: { queue: machines[runner] },
    ...(image !== undefined && runner.startsWith("linux-") ? { image } : {}),
    command: [...takes.map(download), ...steps.map(({ command }) => command)].map(atRunTime),
    ...(leaves.length === 0 ? {} : { artifact_paths: leaves.map((one) => glob(one)) }),
  };
}

const glob = ({ path, kind }: Handed) => (kind === "file" ? path : `${path}/**/*`);

const download = (handed: Handed) => `buildkite-agent artifact download "${glob(handed)}" .`;

/** The agent fills in variables as text when it reads the file; doubled, they are left to the shell. */
function atRunTime(command: string): string {
  return command.replaceAll("$", "$$$$");
}
