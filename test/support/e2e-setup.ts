/** Once for all e2e files: a cache folder that they share, and what of the outside is there. */

import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { TestProject } from "vitest/node";
import { hostInterpreters } from "../../src/backends/host.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** Wheelway's cache folder for this run. */
    cacheDir: string;
    /** CPythons of the machine from 3.9 on, oldest first: `cp39`. */
    pythons: readonly string[];
    /** Why no tests that install packages can run. */
    noIndex: string | undefined;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const cacheDir = await mkdtemp(join(tmpdir(), "wheelway-e2e-"));
  const found = await hostInterpreters({ cacheDir, env: process.env });
  const usable = found.filter(
    ({ interpreter, headers, venv }) => /^cp3\d+$/.test(interpreter.name) && headers && venv,
  );
  const fitting = usable.filter(({ interpreter }) => interpreter.minor >= 9);
  project.provide("cacheDir", cacheDir);
  project.provide(
    "pythons",
    fitting.map(({ interpreter }) => interpreter.name),
  );
  project.provide("noIndex", await indexProblem(fitting.at(-1)?.path, cacheDir));
  return () => rm(cacheDir, { recursive: true, force: true });
}

/** Asks the index as pip is configured for a small package. */
async function indexProblem(python: string | undefined, folder: string): Promise<string | undefined> {
  if (python === undefined) return "no CPython 3.9 or newer with headers and venv on this machine";
  const argv = [
    "-m",
    "pip",
    "download",
    "--quiet",
    "--no-deps",
    "--dest",
    join(folder, "probe"),
    "iniconfig",
  ];
  return promisify(execFile)(python, argv, { timeout: 120_000 }).then(
    () => undefined,
    () => "no package index answers, and the build tools come from one",
  );
}
