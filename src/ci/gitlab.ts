/** GitLab CI: jobs in images, machines by their tags, identity tokens by their names. */

import { commandsOf, ownFolder, places, sliceCommand, tagPattern } from "./commands.ts";
import { imageOf, setupLines } from "./linux-image.ts";
import type { System, Workflow, WorkflowSlice } from "./workflow.ts";
import { spaced, yamlText } from "./yaml.ts";

/** Tags of GitLab.com's own runners. */
const machines = {
  "linux-x86_64": "saas-linux-small-amd64",
  "linux-aarch64": "saas-linux-small-arm64",
  "macos-arm64": "saas-macos-medium-m1",
  "windows-x86_64": "saas-windows-medium-amd64",
} as const;

export const gitlab: System = { machines, files: { ".gitlab-ci.yml": (workflow) => text(workflow) } };

const isTag = (workflow: Workflow) => `$CI_COMMIT_TAG =~ /${tagPattern(workflow)}/`;

function text(workflow: Workflow): string {
  const jobs = workflow.slices.length === 1 ? whole(workflow) : sliced(workflow);
  const document = {
    workflow: {
      rules: [
        { if: '$CI_PIPELINE_SOURCE == "merge_request_event"' },
        { if: isTag(workflow) },
        { if: "$CI_PIPELINE_SOURCE =~ /^(schedule|web)$/" },
        ...workflow.branches.map((branch) => ({ if: `$CI_COMMIT_BRANCH == "${branch}"` })),
      ],
    },
    variables: {
      WHEELWAY_CACHE_DIR: places.cache,
      // For versions that come from git, and for what a release looks at.
      GIT_DEPTH: "0",
      ...(workflow.submodules ? { GIT_SUBMODULE_STRATEGY: "recursive" } : {}),
      RELEASE: {
        value: "no",
        options: ["no", "yes"],
        description: "In a pipeline that is started by hand: release what was built",
      },
      TO: { value: "pypi", options: ["pypi", "testpypi"], description: "How far a release goes" },
    },
    stages: ["plan", "build", "gather", "release"],
    ...jobs,
    release: release(workflow),
    ...(workflow.slices.length === 1 ? { nightly: nightly(workflow) } : {}),
  };
  return spaced(yamlText(document), Object.keys(document));
}

function whole(workflow: Workflow) {
  const [slice] = workflow.slices;
  const script = [commandsOf(workflow).build];
  return {
    build: {
      stage: "build",
      ...machine(workflow, slice),
      interruptible: true,
      cache: cache(slice),
      script,
      artifacts: { paths: [places.dist] },
    },
  };
}

function sliced(workflow: Workflow) {
  const { plan, sdist, gather } = commandsOf(workflow);
  const jobs = workflow.slices.map((slice) => [
    `build ${slice.name}`,
    {
      stage: "build",
      needs: ["plan"],
      ...machine(workflow, slice),
      interruptible: true,
      cache: cache(slice),
      script: [sliceCommand(workflow, slice.name)],
      artifacts: { paths: [`${places.slices}/${slice.name}`] },
    },
  ]);
  return {
    plan: {
      stage: "plan",
      ...machine(workflow),
      interruptible: true,
      script: [plan, sdist],
      artifacts: { paths: [places.plan, places.sdist] },
    },
    ...(Object.fromEntries(jobs) as object),
    gather: {
      stage: "gather",
      ...machine(workflow),
      script: [gather],
      artifacts: { paths: [places.dist] },
    },
  };
}

/** The only job with identity tokens and with the environment's secrets; it runs nothing of the project, and takes no cache. */
function release(workflow: Workflow) {
  return {
    stage: "release",
    needs: [workflow.slices.length === 1 ? "build" : "gather"],
    rules: [{ if: `${isTag(workflow)} || ($CI_PIPELINE_SOURCE == "web" && $RELEASE == "yes")` }],
    environment: "pypi",
    resource_group: "release",
    ...machine(workflow),
    id_tokens: {
      SIGSTORE_ID_TOKEN: { aud: "sigstore" },
      PYPI_ID_TOKEN: { aud: "pypi" },
      TESTPYPI_ID_TOKEN: { aud: "testpypi" },
    },
    script: [`${commandsOf(workflow).release} --to "$TO"`],
  };
}

function nightly(workflow: Workflow) {
  const [slice] = workflow.slices;
  return {
    stage: "release",
    needs: ["build"],
    rules: [{ if: '$CI_PIPELINE_SOURCE == "schedule"' }],
    resource_group: "release",
    ...machine(workflow, slice),
    script: [commandsOf(workflow).nightly],
  };
}

/** Shells of other systems than Linux run on the machine itself. */
function machine(workflow: Workflow, slice?: WorkflowSlice) {
  const runner = slice?.runner ?? "linux-x86_64";
  const tags = [machines[runner as keyof typeof machines]];
  if (!runner.startsWith("linux-")) return { tags };
  const setup = setupLines(workflow);
  return { tags, image: imageOf(workflow), ...(setup.length === 0 ? {} : { before_script: setup }) };
}

/** GitLab keeps caches of protected branches and tags apart by itself; a merge request has its own key beside that. */
function cache({ name }: WorkflowSlice) {
  return {
    key: `wheelway-$CI_PIPELINE_SOURCE-${name}`,
    paths: [`${ownFolder}/cache`],
    when: "always",
  };
}
