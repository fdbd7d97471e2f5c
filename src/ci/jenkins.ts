/** Jenkins: a declarative pipeline for agents of one's own by their labels; strings in single quotes, so that Groovy fills nothing in. */

import { runnerKinds, type RunnerKind } from "../plan/runners.ts";
import { places, tagGlob } from "./commands.ts";
import { buildJobs, releaseJob, releaseSecrets, releaseTargets, type Handed, type Job } from "./jobs.ts";
import type { System, Workflow } from "./workflow.ts";

/** Labels have the names of the kinds. */
const machines = Object.fromEntries(runnerKinds.map((kind) => [kind, kind])) as Readonly<
  Record<RunnerKind, string>
>;

export const jenkins: System = {
  machines,
  comment: "//",
  files: { Jenkinsfile: (workflow) => text(workflow) },
};

type Lines = readonly string[];

function text(workflow: Workflow): string {
  const { nightlyAt } = workflow;
  const hour = Math.floor(nightlyAt / 60);
  const lines = block("pipeline", [
    "agent none",
    ...block("options", ["disableConcurrentBuilds()"]),
    ...block("triggers", [`cron(env.BRANCH_IS_PRIMARY ? '${nightlyAt % 60} ${hour} * * *' : '')`]),
    ...block("parameters", [
      "booleanParam(name: 'RELEASE', defaultValue: false, description: 'Release what is built')",
      `choice(name: 'TO', choices: [${releaseTargets.map(quoted).join(", ")}], description: 'How far a release goes')`,
    ]),
    // Where nothing is built, nothing of an earlier build is read: the next build's cleaning takes it away.
    ...block("environment", [`WHEELWAY_CACHE_DIR = ${quoted(places.fresh)}`]),
    ...block("stages", [
      ...stages(workflow),
      ...stage(workflow, releaseJob(workflow), releaseSettings(workflow)),
    ]),
  ]);
  return `${lines.join("\n")}\n`;
}

/** Slices stand side by side, below one stage. */
function stages(workflow: Workflow): Lines {
  const jobs = buildJobs(workflow);
  const of = (wanted: Job["stage"]) =>
    jobs.filter((job) => job.stage === wanted).flatMap((job) => stage(workflow, job));
  const build = of("build");
  return [
    ...of("plan"),
    ...(jobs.length === 1 ? build : block("stage('Build and test')", block("parallel", build))),
    ...of("gather"),
  ];
}

function stage(workflow: Workflow, job: Job, settings: Lines = []): Lines {
  const shell = job.runner.startsWith("windows-") ? "bat" : "sh";
  const { takes, leaves, builds } = job;
  return block(`stage(${quoted(job.title)})`, [
    ...settings,
    ...agent(workflow, job),
    ...(builds ? block("environment", [`WHEELWAY_CACHE_DIR = ${quoted(places.cache)}`]) : []),
    ...block("steps", [
      // Workspaces outlive builds.
      `${shell} 'git clean -ffdx -e ${places.cache}'`,
      ...takes.map(({ name }) => `unstash ${quoted(name)}`),
      ...job.steps.map(({ command }) => `${shell} ${quoted(command)}`),
      ...leaves.map((one) => `stash name: ${quoted(one.name)}, includes: ${quoted(glob(one))}`),
      ...leaves.filter(({ name }) => name === "dist").map((one) => `archiveArtifacts ${quoted(glob(one))}`),
    ]),
  ]);
}

/** It waits for a person, before it takes a machine or a secret. */
function releaseSettings(workflow: Workflow): Lines {
  const secrets = releaseSecrets(workflow).map(
    (name) => `${name} = credentials(${quoted(credential(name))})`,
  );
  return [
    ...block("when", [
      "beforeInput true",
      "beforeAgent true",
      "not { changeRequest() }",
      `anyOf { tag ${quoted(tagGlob(workflow))}; expression { params.RELEASE } }`,
    ]),
    "input { message 'Publish what was built and verified?' }",
    ...block("environment", secrets),
  ];
}

/** WHEELWAY_PYPI_TOKEN -> pypi-token. */
function credential(variable: string): string {
  return variable.replace("WHEELWAY_", "").toLowerCase().replaceAll("_", "-");
}

function agent({ options: { image } }: Workflow, { runner }: Job): Lines {
  const label = `label ${quoted(machines[runner])}`;
  if (image === undefined || !runner.startsWith("linux-")) return [`agent { ${label} }`];
  return [`agent { docker { image ${quoted(image)}; ${label} } }`];
}

const glob = ({ path, kind }: Handed) => (kind === "file" ? path : `${path}/**`);

/** Between single quotes only these two mean anything. */
function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, "\\$&")}'`;
}

function block(head: string, lines: Lines): Lines {
  return [`${head} {`, ...lines.map((line) => `  ${line}`), "}"];
}
