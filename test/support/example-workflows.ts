/** The workflows that `wheelway ci init` writes for each example: for one kind of machine and for many, at the top of a repository and below it. */

import { mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { WorkflowSystem } from "../../src/ci/workflow.ts";
import { ci } from "../../src/pipeline/ci.ts";
import type { Surroundings } from "../../src/pipeline/surroundings.ts";
import { append, copyExample, gitInit } from "./e2e-projects.ts";

const linux = ["manylinux_2_28_x86_64", "manylinux_2_28_aarch64", "musllinux_1_2_x86_64"];
const everywhere = [...linux, "macosx_11_0_arm64", "macosx_11_0_x86_64", "win_amd64", "win_arm64"];

const cases: readonly {
  readonly systems: readonly WorkflowSystem[];
  readonly platforms: readonly string[];
  /** Of the project in its repository. */
  readonly folder: string;
  readonly slices?: number;
}[] = [
  { systems: ["github"], platforms: everywhere, folder: "" },
  { systems: ["github", "forgejo", "gitea"], platforms: linux.slice(0, 1), folder: "" },
  { systems: ["github", "forgejo", "gitea"], platforms: linux, folder: "libs/demo", slices: 3 },
];

export const exampleNames: readonly string[] = [
  "hello-abi3",
  "hello-c",
  "hello-cffi",
  "hello-pure",
  "hello-rust",
];

export interface ExampleWorkflow {
  /** Of the example, and a number. */
  readonly project: string;
  /** In the repository. */
  readonly path: string;
  readonly text: string;
}

/** @param scratch where the projects are written */
export async function exampleWorkflows(scratch: string): Promise<readonly ExampleWorkflow[]> {
  const all: ExampleWorkflow[] = [];
  for (const name of exampleNames)
    for (const [at, { systems, platforms, folder, slices }] of cases.entries()) {
      // Whether a wheel serves several Pythons is not known of an example that was never built.
      if (slices !== undefined && name === "hello-pure") continue;
      const top = join(scratch, `${name}-${at}`);
      const project = join(top, folder);
      mkdirSync(dirname(project), { recursive: true });
      copyExample(name, project);
      append(
        project,
        "pyproject.toml",
        `\n[tool.wheelway]\npython = ["cp311", "cp313"]\nplatforms = ${JSON.stringify(platforms)}\n`,
      );
      gitInit(top);
      const options = { slices, runners: undefined, package: undefined, image: undefined };
      const request = { project, action: "init", systems, options, force: false } as const;
      const { files } = await ci(request, surroundings(top));
      for (const { path } of files)
        all.push({ project: `${name}-${at}`, path, text: readFileSync(join(top, path), "utf8") });
    }
  return all;
}

function surroundings(folder: string): Surroundings {
  return {
    env: {},
    cacheDir: join(folder, "cache"),
    tell: () => undefined,
    signal: new AbortController().signal,
    secrets: () => Promise.reject(new Error("nothing is built")),
    now: () => new Date(0),
  };
}
