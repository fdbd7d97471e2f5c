/** Runs the pipeline of a checkout with gitlab-ci-local, each job by this machine's shell in a copy of its own. */

import { execFile, execFileSync } from "node:child_process";
import { join, relative } from "node:path";
import type { TestContext } from "vitest";
import { emptyFolder, programOrSkip } from "./e2e-projects.ts";
import { networkVariables, standInNpx } from "./stand-in-npx.ts";

export interface PipelineOptions {
  /** The checkout, with a `.gitlab-ci.yml`. */
  readonly cwd: string;
  /** Of the pipeline and its jobs, in the place of what GitLab would give; secrets and identity tokens as well. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Jobs to run; default: those that the rules choose. */
  readonly jobs?: readonly string[];
}

export interface PipelineRun {
  readonly status: number;
  /** Both streams: each line of a job begins with its name. */
  readonly text: string;
}

/** Skips the test where there is none: `WHEELWAY_GITLAB_CI_LOCAL` names it, where it is not on the path. */
export function gitlabCiLocalOrSkip(context: TestContext): void {
  programOrSkip(context, "rsync");
  try {
    execFileSync(program(), ["--version"], { stdio: "ignore" });
  } catch {
    context.skip("there is no gitlab-ci-local on this machine (WHEELWAY_GITLAB_CI_LOCAL)");
  }
}

function program(): string {
  return process.env["WHEELWAY_GITLAB_CI_LOCAL"] ?? "gitlab-ci-local";
}

export function gitlabCiLocal({ cwd, variables, jobs = [] }: PipelineOptions): Promise<PipelineRun> {
  const folder = emptyFolder("wheelway-gitlab-");
  const argv = [
    ...jobs,
    "--force-shell-executor",
    "--shell-isolation",
    `--home=${folder}`,
    `--state-dir=${relative(cwd, join(folder, "state"))}`,
    ...Object.entries(variables).flatMap(([name, value]) =>
      value === undefined ? [] : ["--variable", `${name}=${value}`],
    ),
  ];
  const env = {
    ...networkVariables(),
    PATH: `${standInNpx(folder)}:${process.env["PATH"] ?? ""}`,
    HOME: folder,
    NO_COLOR: "1",
  };
  return new Promise((resolve) => {
    execFile(program(), argv, { cwd, env, maxBuffer: 64e6 }, (error, stdout, stderr) => {
      resolve({ status: error ? Number(error.code ?? 1) : 0, text: stdout + stderr });
    });
  });
}
