/** The jobs of a workflow, and what one hands on to the next: the same list for every CI that is written from it. */

import type { RunnerKind } from "../plan/runners.ts";
import { commandsOf, places, sliceCommand } from "./commands.ts";
import type { Workflow } from "./workflow.ts";

/** A file or a folder that one job leaves and later ones take. */
export interface Handed {
  /** Letters, digits, `-` and `_`. */
  readonly name: string;
  /** In the checkout, with "/". */
  readonly path: string;
  readonly kind: "file" | "folder";
}

export interface Step {
  readonly title: string;
  /** One line for any shell: words, and a redirection at most. */
  readonly command: string;
}

export interface Job {
  readonly stage: "plan" | "build" | "gather" | "release";
  /** Letters, digits, `-` and `_`; another one for each job. */
  readonly key: string;
  readonly title: string;
  readonly runner: RunnerKind;
  /** Keys of the jobs that must have passed. */
  readonly needs: readonly string[];
  readonly takes: readonly Handed[];
  readonly steps: readonly Step[];
  readonly leaves: readonly Handed[];
  /** Does it build and test, so that it needs Pythons and a compiler, and is quicker with a cache of its own? Else any machine with Python will do. */
  readonly builds: boolean;
}

const planFile: Handed = { name: "plan", path: places.plan, kind: "file" };
const sdist: Handed = { name: "sdist", path: places.sdist, kind: "folder" };
const dist: Handed = { name: "dist", path: places.dist, kind: "folder" };
/** What compiles nothing runs where every CI has machines. */
const light = "linux-x86_64";

/** Those that build, test and verify; the last one leaves `dist`. */
export function buildJobs(workflow: Workflow): readonly [Job, ...Job[]] {
  return workflow.slices.length === 1 ? [whole(workflow)] : sliced(workflow);
}

function whole(workflow: Workflow): Job {
  return {
    stage: "build",
    key: "build",
    title: "Build and test",
    runner: workflow.slices[0].runner,
    needs: [],
    takes: [],
    steps: [{ title: "Build, test and verify", command: commandsOf(workflow).build }],
    leaves: [dist],
    builds: true,
  };
}

function sliced(workflow: Workflow): readonly [Job, ...Job[]] {
  const commands = commandsOf(workflow);
  const slices = workflow.slices.map(({ name, runner }): Job => ({
    stage: "build",
    key: `build-${name}`,
    title: name,
    runner,
    needs: ["plan"],
    takes: [planFile, sdist],
    steps: [{ title: "Build and test the slice", command: sliceCommand(workflow, name) }],
    leaves: [{ name: `slice-${name}`, path: `${places.slices}/${name}`, kind: "folder" }],
    builds: true,
  }));
  return [
    {
      stage: "plan",
      key: "plan",
      title: "Plan and sdist",
      runner: light,
      needs: [],
      takes: [],
      steps: [
        { title: "Plan the slices", command: commands.plan },
        { title: "Build the sdist", command: commands.sdist },
      ],
      leaves: [planFile, sdist],
      builds: false,
    },
    ...slices,
    {
      stage: "gather",
      key: "gather",
      title: "Gather and verify",
      runner: light,
      needs: ["plan", ...slices.map(({ key }) => key)],
      takes: [planFile, sdist, ...slices.flatMap(({ leaves }) => leaves)],
      steps: [{ title: "Gather every slice", command: commands.gather }],
      leaves: [dist],
      builds: false,
    },
  ];
}

/**
 * The only one that can publish; it runs nothing of the project, and takes no cache.
 * @param to how the CI's shell reads the variable that says how far the release goes
 */
export function releaseJob(workflow: Workflow, to = '"$TO"'): Job {
  return {
    stage: "release",
    key: "release",
    title: "Release",
    runner: light,
    needs: [lastJob(workflow)],
    takes: [dist],
    steps: [{ title: "Publish the same bytes", command: `${commandsOf(workflow).release} --to ${to}` }],
    leaves: [],
    builds: false,
  };
}

/** Key of the job that leaves `dist`. */
export function lastJob({ slices }: Workflow): string {
  return slices.length === 1 ? "build" : "gather";
}

/** How far a release goes: the values of the input of that name, the usual one first. */
export const releaseTargets = ["pypi", "testpypi"] as const;

/** Secrets of the one job that publishes, where a CI cannot vouch for it: the forge's token and those of the indexes. */
export function releaseSecrets({ forge }: Workflow): readonly string[] {
  const variables = { github: "GITHUB_TOKEN", gitlab: "GITLAB_TOKEN", gitea: "GITEA_TOKEN", none: undefined };
  const token = variables[forge];
  return [...(token === undefined ? [] : [token]), "WHEELWAY_PYPI_TOKEN", "WHEELWAY_TESTPYPI_TOKEN"];
}
