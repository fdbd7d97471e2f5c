/** What is read of a CI file, whatever system it is for: the steps of its jobs, one for each row of a matrix. */

import type { System } from "../../../tags/platform.ts";
import type { Unknown } from "./expression.ts";
import type { Setting } from "../setting.ts";

/** The text of every file that may tell something, by its path relative to the root of the checkout. */
export type Texts = ReadonlyMap<string, string>;

/** A value, or why it cannot be known, with the setting that it came from. */
export interface CiValue {
  readonly setting: Setting;
  readonly value: string | Unknown;
}

export interface Machine {
  readonly system: System;
  /** As the runner's system names it: `x86_64`, `aarch64`, `arm64`, `AMD64`, `ARM64`. */
  readonly architecture: string;
}

export interface CiStep {
  /** File and line. */
  readonly where: string;
  readonly job: string;
  /** `undefined` where the runner is chosen during the run. */
  readonly machine: Machine | undefined;
  /** Variables of the workflow, the job and the step; the innermost wins. */
  readonly env: ReadonlyMap<string, CiValue>;
  /** `pypa/cibuildwheel`, lower case, without its version. */
  readonly action: string | undefined;
  /** `v2.21.1`, also where the action is pinned by commit and a comment names the version. */
  readonly version: string | undefined;
  readonly inputs: ReadonlyMap<string, CiValue>;
  /** The step's script, expressions filled in as far as they are known. */
  readonly script: CiValue | undefined;
  /** `python-version` of the job's actions/setup-python, as far as it is known. */
  readonly pythons: readonly string[];
  /**
   * Does the job upload its artifacts? False where it does so for some rows of its matrix and not for this one;
   * `undefined` where it has no step that uploads: it may be a trial, or publish in its own way.
   */
  readonly released: boolean | undefined;
}

/** What the readers of CI files share. */
export interface CiContext {
  readonly texts: Texts;
  /** Asked for the build identifiers that cibuildwheel is told one by one by a matrix which is made during the run. */
  readonly identifiers: () => readonly string[];
  /** A file could not be read as YAML. */
  readonly unreadable: (path: string, why: string) => void;
}

/** What of the steps makes artifacts that are kept: where some jobs upload theirs, those of others are trials. */
export function isTrial(step: CiStep, steps: readonly CiStep[]): boolean {
  return (
    step.released === false ||
    (step.released === undefined && steps.some(({ released }) => released === true))
  );
}

/** Why the settings of a trial are not carried over. */
export const trial =
  "other jobs upload the wheels that they build, and this one does not: it is taken for a trial";
