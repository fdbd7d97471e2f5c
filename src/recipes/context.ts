/** What every recipe is given: the project, where its source comes from, and what the plan has decided. */

import type { Config, TargetOptions } from "../config/config.ts";
import type { Instead } from "../plan/crossing.ts";
import type { Environment, InputRef, TaskId } from "../plan/task.ts";
import type { System } from "../tags/platform.ts";
import type { Cross } from "./cross-env.ts";
import { preparedAliases } from "./prepare.ts";

export interface RecipeContext {
  readonly config: Config;
  /** Path of the project below the staged tree, `/` as separator: not empty where a version comes from the git of a folder above. */
  readonly subfolder: string;
  /** The project came as an sdist file: there is nothing to make an sdist from. */
  readonly fromSdist: InputRef | undefined;
  /** Seconds since 1970: SOURCE_DATE_EPOCH of every task. */
  readonly epoch: number;
  /** Build requirements of a target (or of `sdist`) by hash, as text for `--require-hashes`; `undefined` where the lock has none. */
  readonly lockedRequirements: (target: string) => string | undefined;
}

/** One place to work: what is common to all tasks of an interpreter on a platform. */
export interface Place {
  readonly environment: Environment;
  readonly system: System;
  readonly architecture: string;
  /** The tool environment made for this place's image or machine. */
  readonly tools: TaskId;
  /** The "prepare" task of this image and architecture, where the project has one. */
  readonly prepare: TaskId | undefined;
  /** The task that fetched the project's crates, where it builds with cargo. */
  readonly crates: TaskId | undefined;
  readonly options: TargetOptions;
  /** Where the wheel is compiled here for another platform: with what, and the files of the target's interpreter. */
  readonly cross?: Cross & { readonly target: InputRef; readonly instead: Instead | undefined };
}

export const sdistTask: TaskId = "sdist";

/** The sdist as an input: what the `sdist` task made, or the file the user gave. */
export function sdistInput(context: RecipeContext): InputRef {
  return context.fromSdist ?? { from: "task", task: sdistTask, output: "sdist" };
}

/** Inputs that every task of a place has: the tools, and what `prepare` made. */
export function placeInputs(place: Place): Record<string, InputRef> {
  const inputs: Record<string, InputRef> = { tools: { from: "task", task: place.tools, output: "tools" } };
  if (place.prepare !== undefined) {
    inputs["prepared"] = { from: "task", task: place.prepare, output: "prepared" };
    if (place.environment.kind === "image")
      inputs["root"] = { from: "task", task: place.prepare, output: "root" };
  }
  return inputs;
}

/** What users write for the places of a build: `{project}` is the source, `{package}` the project's name. */
export function buildAliases(context: RecipeContext, kind: "sdist" | "wheel"): Record<string, string> {
  const project = sourceFolder(context, kind);
  return { project, package: packageName(context), ...preparedAliases("{prepared}") };
}

/** Name as pyproject.toml writes it; empty where only the back end knows it. */
export function packageName(context: RecipeContext): string {
  return context.config.project.name?.raw ?? "";
}

/** Where the project stands in a build of an sdist (from the staged tree) or of a wheel (from the sdist). */
export function sourceFolder(context: RecipeContext, kind: "sdist" | "wheel"): string {
  return kind === "sdist" ? projectFolder(context, "{work}/src") : "{work}/src";
}

/** The project's own folder below a place where the staged tree stands. */
export function projectFolder(context: RecipeContext, tree: string): string {
  return context.subfolder === "" ? tree : `${tree}/${context.subfolder}`;
}
