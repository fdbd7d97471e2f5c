/** What workflows are written from, in tests: a project of one job, and one of several kinds of machines. */

import { runnersOf } from "../../src/ci/systems.ts";
import type { Workflow, WorkflowOptions, WorkflowSystem } from "../../src/ci/workflow.ts";

export const noOptions: WorkflowOptions = {
  slices: undefined,
  runners: undefined,
  package: undefined,
  image: undefined,
};

export const oneJob: Workflow = {
  options: noOptions,
  folder: "",
  slices: [{ name: "linux-x86_64", runner: "linux-x86_64" }],
  pythons: ["3.12"],
  runners: undefined,
  tagFormat: "v{version}",
  branches: ["main"],
  history: false,
  submodules: false,
  containers: true,
  forge: "github",
  version: "1.2.3",
  nightlyAt: 100,
};

/** Two slices on Linux, and one on each other kind of machine that the system has. */
export function manyJobs(system: WorkflowSystem): Workflow {
  const others = runnersOf(system, undefined).filter((kind) => kind !== "linux-x86_64");
  return {
    ...oneJob,
    slices: [
      { name: "linux-x86_64", runner: "linux-x86_64" },
      { name: "linux-x86_64-2", runner: "linux-x86_64" },
      ...others.map((runner) => ({ name: runner, runner })),
    ],
    pythons: ["3.11", "3.12", "pypy3.11"],
    history: true,
    submodules: true,
  };
}
