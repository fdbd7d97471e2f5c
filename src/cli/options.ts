/** The options that commands share, and what the parsed ones mean. */

import type { Argv } from "yargs";
import type { ProjectRequest } from "../pipeline/surroundings.ts";
import type { Door } from "./door.ts";

/** Named as on the command line: yargs has both spellings, its types only this one. */
export interface CommonArguments {
  readonly "cache-dir": string | undefined;
  readonly json: boolean | undefined;
  readonly color: boolean | undefined;
  readonly quiet: boolean | undefined;
  readonly verbose: boolean | undefined;
  /** Of commands that run tasks. */
  readonly jobs?: number | undefined;
  readonly engine?: string | undefined;
}

export interface ProjectArguments extends CommonArguments {
  readonly project: string;
  readonly only: readonly string[] | undefined;
  readonly backend: "auto" | "dagger" | "host" | undefined;
  readonly locked: boolean;
}

/** An option that is given twice: the last wins. */
const last = <T>(value: T | readonly T[]): T =>
  (Array.isArray(value) ? (value as readonly T[]).at(-1) : value) as T;

/** Headings of the help; yargs puts `--help` and `--version` under the first. */
export const ownOptions = "Options:";
const common = "Options of every command:";

export const textOption = {
  type: "string",
  requiresArg: true,
  coerce: last<string>,
  group: ownOptions,
} as const;
export const flagOption = { type: "boolean", coerce: last<boolean>, group: ownOptions } as const;

/** To be called last: its heading comes last in the help. */
export function commonOptions<T>(yargs: Argv<T>) {
  const flag = { ...flagOption, group: common };
  return yargs
    .option("json", { ...flag, describe: "Write JSON for programs, not text for people" })
    .option("quiet", { ...flag, alias: "q", conflicts: "verbose", describe: "Show the outcome only" })
    .option("verbose", { ...flag, alias: "v", describe: "Show every command, and the stack of a bug" })
    .option("color", { ...flag, describe: "Force colours; --no-color, or NO_COLOR, forbids them" })
    .option("cache-dir", { ...textOption, group: common, describe: "Folder that is kept between runs" });
}

const backends = ["auto", "dagger", "host"] as const;

export const backendOption = {
  choices: backends,
  requiresArg: true,
  coerce: last<(typeof backends)[number]>,
  group: ownOptions,
  describe: "Where tasks run",
} as const;

export const engineOption = {
  ...textOption,
  describe: "Address of a Dagger engine: unix://, tcp://, kube-pod://, …",
} as const;

/** More are a slip of the fingers. */
const mostJobs = 1000;

export const jobsOption = {
  type: "string",
  requiresArg: true,
  group: ownOptions,
  coerce: (value: string | readonly string[]): number => {
    const jobs = last(value);
    if (/^[1-9]\d*$/.test(jobs) && Number(jobs) <= mostJobs) return Number(jobs);
    throw new Error(`--jobs takes a whole number from 1 to ${mostJobs}, not ${jobs}`);
  },
  defaultDescription: "all that this process may use",
  describe: "Cores that all tasks share",
} as const;

export const junitOption = {
  ...textOption,
  describe: "Write JUnit's XML to this file, for a CI's page of tests",
} as const;

/** A file, since every user of a machine can read command lines; WHEELWAY_OIDC_TOKEN holds the tokens themselves. */
export const oidcTokenOption = {
  ...textOption,
  describe: "File of OIDC tokens; for CIs that are not known",
} as const;

/** Which project, and where its tasks run. */
export function projectOptions<T>(yargs: Argv<T>, door: Pick<Door, "env">) {
  return yargs
    .positional("project", {
      type: "string",
      default: ".",
      describe: "Folder of the project, or an sdist (.tar.gz)",
    })
    .option("only", {
      type: "array",
      string: true,
      requiresArg: true,
      coerce: splitGlobs,
      group: ownOptions,
      describe: "Globs on target names, such as 'cp312-*'",
    })
    .option("backend", backendOption)
    .option("engine", engineOption)
    .option("locked", {
      ...flagOption,
      default: isCi(door.env),
      defaultDescription: "true where CI is set",
      describe: "Refuse a stale wheelway.lock",
    });
}

/** The project stays as the user named it: commands that are shown for running something again name it so, too. */
export function projectRequest({ project, only, backend, locked }: ProjectArguments): ProjectRequest {
  return { project, only, backend, locked };
}

/** `a,b` is two globs; the comma of `cp31{1,2}-*` belongs to the glob. */
export function splitGlobs(values: readonly string[]): string[] {
  return values.flatMap((value) => value.match(/(?:\{[^{}]*\}|[^,])+/g) ?? []);
}

export function isCi(env: Door["env"]): boolean {
  const value = env["CI"]?.toLowerCase() ?? "";
  return !["", "0", "false"].includes(value);
}

/** For commands that have none of the common options. */
export const commonDefaults: CommonArguments = {
  "cache-dir": undefined,
  json: undefined,
  color: undefined,
  quiet: undefined,
  verbose: undefined,
};
