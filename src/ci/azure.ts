/** Azure Pipelines: Microsoft's machines, artifacts of the pipeline, an environment that holds the job that publishes. */

import { ownFolder, places, tagGlob } from "./commands.ts";
import { buildJobs, releaseJob, releaseSecrets, releaseTargets, type Handed, type Job } from "./jobs.ts";
import { machineSetup } from "./machine-setup.ts";
import type { System, Workflow } from "./workflow.ts";
import { compactYaml, spaced } from "./yaml.ts";

/** Images of the agents. */
const machines = {
  "linux-x86_64": "ubuntu-24.04",
  "macos-x86_64": "macos-15",
  "windows-x86_64": "windows-2025",
} as const;

export const azure: System = { machines, files: { "azure-pipelines.yml": (workflow) => text(workflow) } };

function text(workflow: Workflow): string {
  const { branches, nightlyAt } = workflow;
  const document = {
    trigger: { branches: { include: [...branches] }, tags: { include: [tagGlob(workflow)] } },
    pr: { branches: { include: [...branches] } },
    schedules: [
      {
        cron: `${nightlyAt % 60} ${Math.floor(nightlyAt / 60)} * * *`,
        displayName: "Every night",
        branches: { include: [...branches] },
        always: "true",
      },
    ],
    parameters: [
      choice("release", "In a run that is started by hand: release what was built", ["no", "yes"]),
      choice("to", "How far a release goes", releaseTargets),
    ],
    variables: { WHEELWAY_CACHE_DIR: places.cache },
    stages: [
      {
        stage: "build",
        displayName: "Build and verify",
        jobs: buildJobs(workflow).map((job) => jobOf(workflow, job)),
      },
      {
        stage: "release",
        displayName: "Release",
        dependsOn: "build",
        condition: `and(succeeded(), ${isRelease(workflow)})`,
        jobs: [deployment(workflow, releaseJob(workflow))],
      },
    ],
  };
  return spaced(compactYaml(document), Object.keys(document));
}

/** The first is what is taken where nobody chooses. */
function choice(name: string, displayName: string, values: readonly [string, ...string[]]) {
  return { name, displayName, type: "string", default: values[0], values: [...values] };
}

/** A tag, or a run that somebody started for it; an input is one of a list, and never stands in a command. */
function isRelease(workflow: Workflow): string {
  const start = `refs/tags/${tagGlob(workflow).split("*")[0] ?? ""}`;
  return `or(startsWith(variables['Build.SourceBranch'], '${start}'), eq('\${{ parameters.release }}', 'true'))`;
}

function jobOf(workflow: Workflow, job: Job) {
  return {
    job: identifier(job.key),
    displayName: job.title,
    ...(job.needs.length === 0 ? {} : { dependsOn: job.needs.map(identifier) }),
    ...machine(workflow, job),
    steps: [
      checkout(workflow),
      ...job.takes.map(download),
      ...machineSetup(workflow, job).map((bash) => ({ bash, displayName: "Prepare the machine" })),
      ...cache(workflow, job),
      ...job.steps.map(({ title, command }) => ({ bash: command, displayName: title })),
      ...job.leaves.map(({ name, path }) => ({ publish: path, artifact: name })),
    ],
  };
}

/** Jobs with an environment check nothing out by themselves. The secrets stand in a group of variables that it alone uses. */
function deployment(workflow: Workflow, job: Job) {
  const secrets = releaseSecrets(workflow).map((name) => [name, `$(${name})`]);
  const env = { TO: "${{ parameters.to }}", ...(Object.fromEntries(secrets) as object) };
  const steps = [
    checkout({ ...workflow, history: true }),
    ...job.takes.map(download),
    ...job.steps.map(({ title, command }) => ({ bash: command, displayName: title, env })),
  ];
  return {
    deployment: job.key,
    displayName: job.title,
    environment: "pypi",
    variables: [{ group: "pypi" }],
    ...machine(workflow, job),
    strategy: { runOnce: { deploy: { steps } } },
  };
}

function checkout({ history, submodules }: Workflow) {
  return {
    checkout: "self",
    fetchDepth: history ? "0" : "1",
    ...(history ? { fetchTags: "true" } : {}),
    ...(submodules ? { submodules: "recursive" } : {}),
  };
}

/** A file comes into the folder that is named, a folder's content as well. */
function download({ name, path, kind }: Handed) {
  const targetPath = kind === "file" ? ownFolder : path;
  return {
    task: "DownloadPipelineArtifact@2",
    displayName: `Take ${name}`,
    inputs: { artifactName: name, targetPath: `$(Build.SourcesDirectory)/${targetPath}` },
  };
}

/** Azure lets no branch read what a pull request has saved; what is released takes none. */
function cache(workflow: Workflow, { key, builds }: Job) {
  if (!builds) return [];
  return [
    {
      task: "Cache@2",
      displayName: "Cache",
      condition: `and(succeeded(), not(${isRelease(workflow)}))`,
      inputs: {
        key: `"wheelway" | "${key}" | "$(Build.SourceVersion)"`,
        restoreKeys: `"wheelway" | "${key}"`,
        path: places.cache,
      },
    },
  ];
}

function machine({ options: { image } }: Workflow, { runner }: Job) {
  return {
    pool: { vmImage: machines[runner as keyof typeof machines] },
    ...(image !== undefined && runner.startsWith("linux-") ? { container: image } : {}),
  };
}

/** What Azure takes for the name of a job. */
function identifier(key: string): string {
  return key.replace(/\W/g, "_");
}
