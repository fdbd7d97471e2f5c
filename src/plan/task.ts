/** A task: a plain-data description of one hermetic piece of work, the same for every backend. */

/** `sdist`, `environment:cp312-…`, `wheel:cp312-…`, `test:cp312-…`. */
export type TaskId = string;
export type SecretName = string;
export type CacheName = string;

/** Shared by all images, since it knows compilers by content; the backend keeps one for each tier of trust. */
export const compilerCacheName: CacheName = "compiler";

/** Where a task runs. */
export type Environment =
  | {
      readonly kind: "image";
      /** Image reference, by digest where the lock has one. */
      readonly image: string;
      /** `linux/amd64`, `linux/arm64`. */
      readonly platform: string;
      /** The interpreter's executable inside the image, e.g. `/opt/python/cp312-cp312/bin/python`. */
      readonly python: string;
    }
  | {
      readonly kind: "host";
      /** Interpreter name (`cp312`); the backend finds its executable. */
      readonly interpreter: string;
      /** Of an interpreter that this machine only runs by emulation: `aarch64`. */
      readonly architecture?: string;
    };

/** What a task reads. */
export type InputRef =
  /** The project's files as staged by the pipeline: a folder. */
  | { readonly from: "project" }
  /** An output of another task. */
  | { readonly from: "task"; readonly task: TaskId; readonly output: string }
  /** A small file whose text is part of the plan (requirements, scripts). */
  | { readonly from: "text"; readonly name: string; readonly text: string }
  /** A file or folder given by the caller (an sdist, a dist folder), by its content's SHA-256. */
  | { readonly from: "file"; readonly path: string; readonly sha256: string }
  /** Some files of an image, copied out without running anything of it; `paths` are globs below `folder`. */
  | {
      readonly from: "image";
      readonly image: string;
      readonly platform: string;
      readonly folder: string;
      readonly paths: readonly string[];
    }
  /** Some files below a folder of this machine; `sha256` is of their names and contents. */
  | {
      readonly from: "folder";
      readonly path: string;
      readonly paths: readonly string[];
      readonly sha256: string;
    };

/**
 * One command of a task. Strings may hold placeholders: `{python}`, `{work}`, `{out}`, `{scripts}` (the folder of the
 * driver and its sibling scripts), `{jobs}` (how many it may start at once), each input's name, and `{cache-NAME}` for each
 * cache. In `env`, `{PATH}` is the environment's own PATH, so that `{env}/bin:{PATH}` prepends.
 */
export interface Command {
  /** What it does, as people read it: "build wheel", "smoke: imports". */
  readonly name: string;
  /** Exactly one of `argv`, `shell` (the environment's shell) and `action` (done by the driver itself). */
  readonly argv?: readonly string[];
  readonly shell?: string;
  readonly action?: DriverAction;
  /** Working folder; default `{work}`. */
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** A file that gets the command's standard output (the log gets it too). */
  readonly stdout?: string;
  /** A file that says what there is to do: where it is empty, that is nothing, and the command passes at once. */
  readonly unlessEmpty?: string;
  /** Overrides the task's network for this one command ("none" inside an "index" task). */
  readonly network?: "none";
  /** A check: its failure fails the task, but the commands after it still run (each smoke test is told by name). */
  readonly check?: true;
}

/** What the driver does itself, in standard-library Python, so that it is the same on every system. */
export type DriverAction =
  /** Extracts an sdist safely; the single top-level folder becomes `to`. */
  | { readonly do: "unpack-sdist"; readonly archive: string; readonly to: string }
  /** Copies a tree, keeping modes and symlinks. `paths` limits it (relative, files or folders). */
  | { readonly do: "copy"; readonly from: string; readonly to: string; readonly paths?: readonly string[] }
  /** Rewrites the archives that match `glob` so that nothing but their content decides their bytes. */
  | { readonly do: "normalize"; readonly glob: string; readonly epoch: number }
  /** Moves what matches `glob` into `to`; fails unless `count` files match. */
  | { readonly do: "collect"; readonly glob: string; readonly to: string; readonly count: number }
  /** Downloads a file and compares its SHA-256. */
  | { readonly do: "fetch"; readonly url: string; readonly sha256: string; readonly to: string }
  /** Writes a text file. */
  | { readonly do: "write"; readonly to: string; readonly text: string };

export interface Limits {
  /** Milliseconds for the whole task. */
  readonly timeoutMs: number;
  readonly cpus: number;
  /** MiB of address space, 0 for no limit. */
  readonly memoryMiB: number;
}

/** What may be another one in a second build, and must not matter to what comes out. */
export const variations = [
  "path",
  "umask",
  "time-zone",
  "locale",
  "hash-seed",
  "file-order",
  "file-times",
  "cache",
  "cpus",
  "host-name",
] as const;
export type Variation = (typeof variations)[number];

/** A task that builds once more what another one built. */
export interface Again {
  readonly of: TaskId;
  /** Nothing: a repetition. */
  readonly vary: readonly Variation[];
}

export interface Task {
  readonly id: TaskId;
  /** What it is for, one phrase. */
  readonly title: string;
  readonly kind:
    "tools" | "prepare" | "sdist" | "environment" | "wheel" | "test" | "lock" | "rebuild" | "audit";
  /** The target it serves, where it serves one. */
  readonly target?: string;
  readonly environment: Environment;
  /** By name; `root`, where there is one, is the root file system that a "prepare" task made of the same image. */
  readonly inputs: Readonly<Record<string, InputRef>>;
  readonly commands: readonly Command[];
  readonly env: Readonly<Record<string, string>>;
  /** "none": the driver shuts every socket but AF_UNIX pairs; "index": open. */
  readonly network: "none" | "index";
  readonly secrets: readonly SecretName[];
  readonly caches: readonly CacheName[];
  readonly limits: Limits;
  /** Output name -> path; `{out}/…`. A folder or a file. Outputs are the only things that outlive the task. */
  readonly outputs: Readonly<Record<string, string>>;
  /** A failure is told and counted, but does not fail the run. */
  readonly optional?: true;
  /** Only for tasks of kind "rebuild". */
  readonly again?: Again;
}
