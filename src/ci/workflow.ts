/** What a CI's workflow is written from: the same for every system. */

import type { RunnerKind } from "../plan/runners.ts";

export const workflowSystems = [
  "github",
  "gitlab",
  "forgejo",
  "gitea",
  "circleci",
  "azure",
  "jenkins",
  "buildkite",
] as const;
export type WorkflowSystem = (typeof workflowSystems)[number];

/** What a person chose; it stands in the first line of what is written, so that it can be written again. */
export interface WorkflowOptions {
  /** `undefined`: one slice for each kind of machine. */
  readonly slices: number | undefined;
  /** `undefined`: every kind that the system rents out. */
  readonly runners: readonly RunnerKind[] | undefined;
  /** What `npx` runs: `wheelway@1.2.3`, or a file or address that npm takes; `undefined`: this version. */
  readonly package: string | undefined;
  /** An image of one's own with Node.js and the Pythons, for the systems whose Linux jobs run in one. */
  readonly image: string | undefined;
}

export interface WorkflowSlice {
  readonly name: string;
  readonly runner: RunnerKind;
}

export interface Workflow {
  readonly options: WorkflowOptions;
  /** The project's folder below the top of its repository, with "/"; "" for the top itself. Commands run at the top. */
  readonly folder: string;
  /** One: no plan and no gathering are needed. */
  readonly slices: readonly [WorkflowSlice, ...WorkflowSlice[]];
  /** Versions of CPython and others that are built for, as `uv python install` names them. */
  readonly pythons: readonly string[];
  /** Kinds of machines that the plan is made for; `undefined`: all. */
  readonly runners: readonly RunnerKind[] | undefined;
  /** How the project's tags are spelled: "v{version}". */
  readonly tagFormat: string;
  /** Branches whose pushes are built. */
  readonly branches: readonly string[];
  /** Is the version taken from git, so that the whole history is needed? */
  readonly history: boolean;
  readonly submodules: boolean;
  /** Do Linux builds run in containers, so that a machine needs a Dagger engine? */
  readonly containers: boolean;
  /** Where its releases go, so far as the configuration says. */
  readonly forge: "github" | "gitlab" | "gitea" | "none";
  /** Version of Wheelway that writes it. */
  readonly version: string;
  /** Minutes after midnight UTC at which the nightly run begins: another for each project, so that not all come at once. */
  readonly nightlyAt: number;
}

export interface WorkflowFile {
  /** Path in the repository, with "/". */
  readonly path: string;
  readonly text: string;
}

/** One CI: which machines it rents out under which name, and the files that describe a workflow to it. */
export interface System {
  /** Kind of machine -> what the CI calls it. */
  readonly machines: Partial<Readonly<Record<RunnerKind, string>>>;
  /** How a comment begins in its files; default: "#". */
  readonly comment?: "//";
  /** Path -> the text of that file without its first line. */
  readonly files: Readonly<Record<string, (workflow: Workflow) => string>>;
}
