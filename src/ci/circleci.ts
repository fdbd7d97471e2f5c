/** CircleCI: jobs on its machines, a workspace for what they hand on, a context with the secrets of the one that publishes. */

import { places, tagPattern } from "./commands.ts";
import { buildJobs, lastJob, releaseJob, releaseTargets, type Job } from "./jobs.ts";
import { machineSetup } from "./machine-setup.ts";
import type { System, Workflow } from "./workflow.ts";
import { compactYaml, spaced } from "./yaml.ts";

/** Resource classes. */
const machines = {
  "linux-x86_64": "medium",
  "linux-aarch64": "arm.medium",
  "macos-arm64": "m4pro.medium",
  "windows-x86_64": "windows.medium",
} as const;

export const circleci: System = { machines, files: { ".circleci/config.yml": (workflow) => text(workflow) } };

const byHand = "<< pipeline.parameters.release >>";

function text(workflow: Workflow): string {
  const jobs = [...buildJobs(workflow), releaseJob(workflow)];
  const tag = tagPattern(workflow);
  const document = {
    version: 2.1,
    parameters: {
      release: {
        type: "boolean",
        default: false,
        description: "In a pipeline that is started by hand: release",
      },
      to: {
        type: "enum",
        enum: [...releaseTargets],
        default: releaseTargets[0],
        description: "How far a release goes",
      },
    },
    jobs: Object.fromEntries(jobs.map((job) => [job.key, jobOf(workflow, job)])) as object,
    workflows: {
      wheels: { when: { not: byHand }, jobs: buildJobs(workflow).map((job) => entry(job, { cached: true })) },
      release: {
        when: { or: [{ matching: { pattern: `${tag}.*$`, value: "<< pipeline.git.tag >>" } }, byHand] },
        jobs: releaseEntries(workflow, { filters: { tags: { only: `/${tag}.*/` } } }),
      },
    },
  };
  return spaced(compactYaml(document), Object.keys(document), "jobs");
}

/** The same jobs without any cache, and the one that publishes behind somebody's approval. A job of a tag needs a filter. */
function releaseEntries(workflow: Workflow, filters: object) {
  const requires = [lastJob(workflow)];
  return [
    ...buildJobs(workflow).map((job) => entry(job, filters)),
    { approve: { type: "approval", requires, ...filters } },
    { release: { requires: [...requires, "approve"], context: "pypi", ...filters } },
  ];
}

function entry({ key, needs, builds }: Job, { cached, ...more }: { cached?: true; filters?: object }) {
  const words = {
    ...(needs.length === 0 ? {} : { requires: [...needs] }),
    ...(cached === true && builds ? { cached } : {}),
    ...more,
  };
  return Object.keys(words).length === 0 ? key : { [key]: words };
}

function jobOf(workflow: Workflow, job: Job) {
  const { builds, takes, leaves, stage } = job;
  const keys = cacheKeys(workflow, job);
  const setup = machineSetup(workflow, job).map((command) => ({
    run: { name: "Prepare the machine", command },
  }));
  return {
    ...machine(workflow, job),
    ...(builds ? { parameters: { cached: { type: "boolean", default: false } } } : {}),
    environment: {
      WHEELWAY_CACHE_DIR: places.cache,
      ...(stage === "release" ? { TO: "<< pipeline.parameters.to >>" } : {}),
    },
    steps: [
      "checkout",
      ...(workflow.submodules ? [{ run: "git submodule update --init --recursive" }] : []),
      ...(takes.length === 0 ? [] : [{ attach_workspace: { at: "." } }]),
      ...setup,
      ...(builds ? [whenCached({ restore_cache: { keys: keys.restore } })] : []),
      ...job.steps.map(({ title: name, command }) => ({ run: { name, command } })),
      ...(builds ? [whenCached({ save_cache: { key: keys.save, paths: [places.cache] } })] : []),
      ...(leaves.length === 0
        ? []
        : [{ persist_to_workspace: { root: ".", paths: leaves.map(({ path }) => path) } }]),
      ...leaves.filter(({ name }) => name === "dist").map(({ path }) => ({ store_artifacts: { path } })),
    ],
  };
}

const whenCached = (step: object) => ({ when: { condition: "<< parameters.cached >>", steps: [step] } });

/** A branch reads what it and the main one have saved; no name of a branch holds a colon, so that none is the start of another. */
function cacheKeys({ branches }: Workflow, { key }: Job) {
  const of = (branch: string) => `wheelway-${key}:${branch}:`;
  const own = of("{{ .Branch }}");
  return { save: `${own}{{ .Revision }}`, restore: [own, ...branches.map(of)] };
}

function machine({ options }: Workflow, { runner }: Job) {
  const resource_class = machines[runner as keyof typeof machines];
  if (runner.startsWith("macos-")) return { macos: { xcode: "26.0.1" }, resource_class };
  if (runner.startsWith("windows-"))
    return {
      machine: { image: "windows-server-2022-gui:current" },
      resource_class,
      shell: "bash.exe -eo pipefail",
    };
  if (options.image !== undefined) return { docker: [{ image: options.image }], resource_class };
  return { machine: { image: "ubuntu-2404:current" }, resource_class };
}
