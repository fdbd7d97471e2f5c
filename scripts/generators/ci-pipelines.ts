/** The template for GitLab, and for each CI without a thing to call the pipeline of a project that one machine builds. */

import { gitlabTemplate } from "../../src/ci/gitlab-template.ts";
import { workflowFiles } from "../../src/ci/systems.ts";
import type { Workflow, WorkflowSystem } from "../../src/ci/workflow.ts";
import { version } from "../../src/version.ts";
import type { Generator } from "./generator.ts";

export const gitlabTemplateFile: Generator = {
  path: "ci/gitlab/wheelway.yml",
  text: () => Promise.resolve(gitlabTemplate()),
};

const workflow: Workflow = {
  options: { slices: undefined, runners: undefined, package: undefined, image: undefined },
  folder: "",
  slices: [{ name: "linux-x86_64", runner: "linux-x86_64" }],
  pythons: [],
  runners: undefined,
  tagFormat: "v{version}",
  branches: ["main"],
  history: false,
  submodules: false,
  containers: true,
  forge: "github",
  version,
  nightlyAt: 137,
};

/** What `wheelway ci init` writes where nothing is configured; to be copied, and written again for what is. */
export const pipelineFiles: readonly Generator[] = (
  ["circleci", "azure", "jenkins", "buildkite"] satisfies readonly WorkflowSystem[]
).flatMap((system) =>
  workflowFiles(system, workflow).map(({ path, text }) => ({
    path: `ci/${system}/${path.replace(/^.*\//, "")}`,
    text: () => Promise.resolve(text),
  })),
);
