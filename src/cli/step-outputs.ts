/** What a step of GitHub Actions and its kin leaves to later steps: lines in the file that `GITHUB_OUTPUT` names. */

import { appendFile } from "node:fs/promises";
import { WheelwayError } from "../errors.ts";
import type { BuildReport } from "../pipeline/build-report.ts";
import type { SlicePlan } from "../pipeline/slice-plan.ts";
import type { Session } from "./command.ts";

/** As ci/github/action.yml names its outputs. */
export type StepOutputs = Readonly<Partial<Record<"dist" | "version" | "wheels" | "slices", string>>>;

const fileVariable = "GITHUB_OUTPUT";

/** Nothing elsewhere. Throws "report-unwritable". */
export async function writeStepOutputs(outputs: StepOutputs, { door, redactor }: Session): Promise<void> {
  const file = door.env[fileVariable];
  if (file === undefined || file === "") return;
  // A line break in a folder's name would be an output of somebody else's making.
  const lines = Object.entries(redactor.data(outputs)).filter(([, value]) => !/\p{Cc}/u.test(value));
  try {
    await appendFile(file, lines.map(([name, value]) => `${name}=${value}\n`).join(""));
  } catch (cause) {
    throw new WheelwayError("report-unwritable", {
      message: "the outputs of this step cannot be written",
      why: cause instanceof Error ? cause.message : String(cause),
      next: `${fileVariable} names a file that a step may append to; elsewhere it is not set.`,
      cause,
    });
  }
}

export function outputsOfBuild({ record, folder }: BuildReport): StepOutputs {
  const wheels = record.artifacts.filter(({ kind }) => kind === "wheel");
  return { dist: folder, version: record.project.version, wheels: String(wheels.length) };
}

/** Job matrices take the list as it is: https://docs.github.com/actions, "matrix" with `include`. */
export function outputsOfSlices({ slices }: SlicePlan): StepOutputs {
  return { slices: JSON.stringify(slices.map(({ name, runner }) => ({ slice: name, runner }))) };
}
