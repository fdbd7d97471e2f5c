/** GitLab CI: jobs in images, machines by their tags, identity tokens by their names. */

import { commandsOf, ownFolder, places, tagPattern } from "./commands.ts";
import { buildJobs, lastJob, releaseJob, releaseTargets, type Job } from "./jobs.ts";
import { imageOf, setupLines } from "./linux-image.ts";
import { machineSetup } from "./machine-setup.ts";
import type { System, Workflow } from "./workflow.ts";
import { spaced, yamlText } from "./yaml.ts";

/** Tags of GitLab.com's own runners. */
const machines = {
  "linux-x86_64": "saas-linux-small-amd64",
  "linux-aarch64": "saas-linux-small-arm64",
  "macos-arm64": "saas-macos-medium-m1",
  "windows-x86_64": "saas-windows-medium-amd64",
} as const;

export const gitlab: System = { machines, files: { ".gitlab-ci.yml": (workflow) => text(workflow) } };

const byHand = '$CI_PIPELINE_SOURCE == "web" && $RELEASE == "yes"';
const isTag = (workflow: Workflow) => `$CI_COMMIT_TAG =~ /${tagPattern(workflow)}/`;
/** What is released is built without what an earlier pipeline has left. */
const anew = { CACHE_POLICY: "push" };

function text(workflow: Workflow): string {
  const document = {
    workflow: {
      rules: [
        { if: '$CI_PIPELINE_SOURCE == "merge_request_event"' },
        { if: isTag(workflow), variables: anew },
        { if: byHand, variables: anew },
        { if: "$CI_PIPELINE_SOURCE =~ /^(schedule|web)$/" },
        ...workflow.branches.map((branch) => ({ if: `$CI_COMMIT_BRANCH == "${branch}"` })),
      ],
    },
    variables: {
      WHEELWAY_CACHE_DIR: places.cache,
      CACHE_POLICY: "pull-push",
      // For versions that come from git, and for what a release looks at.
      GIT_DEPTH: "0",
      ...(workflow.submodules ? { GIT_SUBMODULE_STRATEGY: "recursive" } : {}),
      RELEASE: {
        value: "no",
        options: ["no", "yes"],
        description: "In a pipeline that is started by hand: release what was built",
      },
      TO: { value: releaseTargets[0], options: [...releaseTargets], description: "How far a release goes" },
    },
    stages: ["plan", "build", "gather", "release"],
    ...(Object.fromEntries(buildJobs(workflow).map((job) => [nameOf(job), jobOf(workflow, job)])) as object),
    release: release(workflow),
    ...(workflow.slices.length === 1 ? { nightly: nightly(workflow) } : {}),
  };
  return spaced(yamlText(document), Object.keys(document));
}

/** "build linux-x86_64". */
function nameOf({ key }: Pick<Job, "key">): string {
  return key.replace("-", " ");
}

function jobOf(workflow: Workflow, job: Job) {
  const { needs, steps, leaves } = job;
  return {
    stage: job.stage,
    ...(needs.length === 0 ? {} : { needs: needs.map((key) => nameOf({ key })) }),
    ...machine(workflow, job),
    interruptible: true,
    ...(job.builds ? { cache: cache(job) } : {}),
    script: steps.map(({ command }) => command),
    artifacts: { paths: leaves.map(({ path }) => path) },
  };
}

/** The only job with identity tokens and with the environment's secrets; it runs nothing of the project, and takes no cache. */
function release(workflow: Workflow) {
  const job = releaseJob(workflow);
  return {
    stage: job.stage,
    needs: [...job.needs],
    rules: [{ if: `${isTag(workflow)} || (${byHand})` }],
    environment: "pypi",
    resource_group: "release",
    ...machine(workflow, job),
    id_tokens: {
      SIGSTORE_ID_TOKEN: { aud: "sigstore" },
      PYPI_ID_TOKEN: { aud: "pypi" },
      TESTPYPI_ID_TOKEN: { aud: "testpypi" },
    },
    script: job.steps.map(({ command }) => command),
  };
}

/** It makes the version of the night itself, so that it builds. */
function nightly(workflow: Workflow) {
  return {
    stage: "release",
    needs: [lastJob(workflow)],
    rules: [{ if: '$CI_PIPELINE_SOURCE == "schedule"' }],
    resource_group: "release",
    ...machine(workflow, { runner: workflow.slices[0].runner }),
    script: [commandsOf(workflow).nightly],
  };
}

/** Shells of other systems than Linux run on the machine itself. */
function machine(workflow: Workflow, { runner }: Pick<Job, "runner">) {
  const tags = [machines[runner as keyof typeof machines]];
  const linux = runner.startsWith("linux-");
  const setup = linux ? setupLines(workflow) : machineSetup(workflow, { runner, builds: true });
  const before = setup.length === 0 ? {} : { before_script: [...setup] };
  return { tags, ...(linux ? { image: imageOf(workflow) } : {}), ...before };
}

/** GitLab keeps caches of protected branches and tags apart by itself; a merge request has its own key beside that. */
function cache({ key }: Job) {
  return {
    key: `wheelway-$CI_PIPELINE_SOURCE-${key}`,
    paths: [`${ownFolder}/cache`],
    policy: "$CACHE_POLICY",
    when: "always",
  };
}
