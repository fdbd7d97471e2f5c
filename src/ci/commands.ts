/** The commands of a workflow's jobs: the same on every CI. All that crosses between jobs is below `.wheelway/`, which git ignores. */

import type { Workflow } from "./workflow.ts";

/** Committed with `.gitignore`, so that the folder is there and nothing in it belongs to the project. */
export const ownFolder = ".wheelway";

/** One name for each project of a repository, where a CI has several workflows. */
export function nameFor(name: string, folder: string): string {
  const [, last] = /([^/]+)$/.exec(folder) ?? [];
  return last === undefined ? name : `${name}-${last}`;
}

/** Tags of releases, as a glob: `v*`. */
export function tagGlob({ tagFormat }: Workflow): string {
  return tagFormat.replace("{version}", "*");
}

/** The same as a regular expression between slashes, for whole or partial matches: `^v`, `^demo\/v`. */
export function tagPattern({ tagFormat }: Workflow): string {
  const [before = "", after = ""] = tagFormat
    .split("{version}")
    .map((part) => part.replace(/[./+]/g, "\\$&"));
  return `^${before}${after === "" ? "" : `.*${after}$`}`;
}

export const places = {
  cache: `${ownFolder}/cache`,
  /** In the place of the cache, where nothing of an earlier run may be read. */
  fresh: `${ownFolder}/fresh`,
  plan: `${ownFolder}/slices.json`,
  slices: `${ownFolder}/slices`,
  sdist: `${ownFolder}/slices/sdist`,
  dist: `${ownFolder}/dist`,
} as const;

/** Nothing of it is the name of a branch, an input or anything else that a stranger could choose. */
export interface Commands {
  readonly plan: string;
  readonly sdist: string;
  readonly gather: string;
  /** Everything on one machine. */
  readonly build: string;
  /** From a tag, or with the version that the files have. */
  readonly release: string;
  readonly nightly: string;
}

export function commandsOf({ options, version, runners, folder }: Workflow): Commands {
  const run = program(options.package, version);
  const { slices } = options;
  const kinds = runners === undefined ? "" : ` --runners ${runners.join(",")}`;
  const project = folder === "" ? "" : ` ${folder}`;
  return {
    plan: `${run} plan${project} --slices ${slices ?? "auto"}${kinds} --json > ${places.plan}`,
    sdist: `${run} build${project} --slice sdist --plan ${places.plan} --dist ${places.sdist}`,
    gather: `${run} gather ${places.slices}${folder === "" ? "" : ` --project ${folder}`} --plan ${places.plan} --to ${places.dist}`,
    build: `${run} build${project} --dist ${places.dist}`,
    release: `${run} release${project} --artifacts ${places.dist} --yes`,
    nightly: `${run} release${project} --nightly --yes`,
  };
}

/** @param name of the slice, or the variable in its place that the shell knows */
export function sliceCommand(
  { options, version, folder }: Workflow,
  name: string,
  dist = `${places.slices}/${name}`,
): string {
  const run = program(options.package, version);
  return `${run} build${folder === "" ? "" : ` ${folder}`} --slice ${name} --plan ${places.plan} --sdist ${places.sdist} --dist ${dist}`;
}

function program(given: string | undefined, version: string): string {
  return given === undefined ? `npx --yes wheelway@${version}` : `npx --yes --package ${given} wheelway`;
}

/** What a package, an image or a branch may be named: nothing that a shell or YAML would take for more than a word. */
export const plainWord = /^[A-Za-z0-9][A-Za-z0-9._/@:+~-]*$|^\/[A-Za-z0-9._/@:+~-]+$/;
