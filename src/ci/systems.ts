/** Every CI that workflows are written for, and the line by which a written one can be written again. */

import { isRunnerKind, runnerKinds, type RunnerKind } from "../plan/runners.ts";
import { nameFor, ownFolder, plainWord } from "./commands.ts";
import { azure } from "./azure.ts";
import { buildkite } from "./buildkite.ts";
import { circleci } from "./circleci.ts";
import { forgejo, gitea } from "./forgejo.ts";
import { github } from "./github.ts";
import { gitlab } from "./gitlab.ts";
import { jenkins } from "./jenkins.ts";
import type { System, Workflow, WorkflowFile, WorkflowOptions, WorkflowSystem } from "./workflow.ts";

export const systems: Readonly<Record<WorkflowSystem, System>> = {
  github,
  gitlab,
  forgejo,
  gitea,
  circleci,
  azure,
  jenkins,
  buildkite,
};

/** The kinds of machines that a system has, of those that are wanted. */
export function runnersOf(system: WorkflowSystem, wanted: WorkflowOptions["runners"]): RunnerKind[] {
  const has = runnerKinds.filter((kind) => systems[system].machines[kind] !== undefined);
  return wanted === undefined ? has : wanted.filter((kind) => has.includes(kind));
}

export function workflowFiles(system: WorkflowSystem, workflow: Workflow): readonly WorkflowFile[] {
  const first = firstLine(system, workflow);
  return Object.entries(systems[system].files).map(([path, text]) => ({
    path: pathFor(path, workflow.folder),
    text: `${first}\n${text(workflow)}`,
  }));
}

/** Path in the repository, for a project in this folder of it: CIs that read a whole folder of workflows have some for each project. */
export function pathFor(path: string, folder: string): string {
  const [, start, name, end] = /^(.*\/workflows\/)([^/]+)(\.yml)$/.exec(path) ?? [];
  return name === undefined ? path : `${start}${nameFor(name, folder)}${end}`;
}

/** Not in the project, and there in every checkout. */
export const ignoreFile: WorkflowFile = {
  path: `${ownFolder}/.gitignore`,
  text: "# What the jobs of a CI hand on, and Wheelway's cache there.\n*\n!.gitignore\n",
};

function firstLine(system: WorkflowSystem, { options, folder }: Workflow): string {
  const { slices, runners, package: given, image } = options;
  const words = [
    ...(slices === undefined ? [] : [`--slices ${slices}`]),
    ...(runners === undefined ? [] : [`--runners ${runners.join(",")}`]),
    ...(given === undefined ? [] : [`--package ${given}`]),
    ...(image === undefined ? [] : [`--image ${image}`]),
  ];
  const command = ["wheelway ci init", system, ...words].join(" ");
  const where = folder === "" ? "" : ` in ${folder}`;
  return `${systems[system].comment ?? "#"} Written by \`${command}\`${where}; \`wheelway ci check\` tells when it has fallen behind.`;
}

/** The options in the first line of a written file; `undefined` for a file that was not written by this command for the project in this folder. */
export function writtenWith(system: WorkflowSystem, text: string, folder = ""): WorkflowOptions | undefined {
  const [first = ""] = text.split("\n", 1);
  const match = /^(?:#|\/\/) Written by `wheelway ci init (\S+)((?: --[a-z]+ \S+)*)`(?: in (\S+))?;/.exec(
    first,
  );
  if (match?.[1] !== system || (match[3] ?? "") !== folder) return undefined;
  const given = new Map([...(match[2] ?? "").matchAll(/--([a-z]+) (\S+)/g)].map((one) => [one[1], one[2]]));
  const word = (name: string) => {
    const value = given.get(name);
    return value !== undefined && plainWord.test(value) ? value : undefined;
  };
  const count = Number(given.get("slices"));
  const kinds = given.get("runners")?.split(",").filter(isRunnerKind);
  return {
    slices: Number.isInteger(count) && count >= 1 && count <= 256 ? count : undefined,
    runners: kinds,
    package: word("package"),
    image: word("image"),
  };
}
