/** The port behind which tasks run. The pipeline never asks which backend it has. */

import type { TaskResult } from "../driver/protocol.ts";
import type { Environment, InputRef, SecretName, Task } from "../plan/task.ts";

export type Supported = { readonly supported: true; readonly emulated: boolean; readonly detail: string };
/** Why not, and what would help; `code` where an error of its own stands for it. */
export type Unsupported = {
  readonly supported: false;
  readonly code?: "image-unreachable" | "interpreter-missing" | "emulation-missing";
  readonly why: string;
  readonly remedy: string;
};

/** What happens while a task runs; order is kept for one task. */
export type BackendEvent =
  | { readonly type: "task-started"; readonly task: string }
  /** A command of the task has begun: what the target does now. */
  | { readonly type: "command-started"; readonly task: string; readonly command: string }
  | {
      readonly type: "task-finished";
      readonly task: string;
      readonly verdict: "passed" | "failed";
      readonly seconds: number;
    };
export type Events = (event: BackendEvent) => void;

/** Gives a secret's value at run time; never part of a key, an argv or a log. */
export type SecretSource = (name: SecretName) => Promise<string>;

export interface Outcome<Tree> {
  readonly result: TaskResult;
  /** Nothing was run: the backend still had what an earlier execution gave. */
  readonly remembered?: boolean;
  /** Output name -> tree inside the backend; empty when the task failed. */
  readonly outputs: Readonly<Record<string, Tree>>;
  /** The whole log, readable on this side. */
  readonly log: () => Promise<string>;
}

export interface RunContext {
  readonly secrets: SecretSource;
  readonly events: Events;
  readonly signal: AbortSignal;
  /**
   * How many jobs the task may start at once, at least 1. It is no part of the task: it changes how long a result takes, and
   * not a byte of it.
   */
  readonly jobs: number;
}

export interface Backend<Tree> {
  readonly name: "dagger" | "host";
  /** One line for people: which engine, which version, which machine. */
  describe(): Promise<string>;
  /** How many cores all tasks may use together; at least 1. */
  readonly parallelism: number;
  /** MiB of memory that are free now where tasks run; left out where that is another machine. */
  freeMiB?(): number;
  supports(environment: Environment): Promise<Supported | Unsupported>;
  /**
   * Everything of an environment that can change what comes out of it, as text for the keys of tasks: an image by digest, an
   * interpreter of the host with its compilers, where packages come from. It holds no secret.
   */
  identity(environment: Environment): Promise<string>;
  /**
   * Runs one task. An expected failure (a command that fails, a time-out, a lost network) is a result with
   * `verdict: "failed"`; what the user must mend on the machine (no image, no emulation, no space) throws a WheelwayError.
   */
  run(task: Task, inputs: Readonly<Record<string, Tree>>, context: RunContext): Promise<Outcome<Tree>>;
  /** A folder or a file of this side -> tree. */
  importPath(path: string): Promise<Tree>;
  /** Some files of an image -> tree, without running anything of it; only where there are images. */
  fromImage?(files: Extract<InputRef, { from: "image" }>): Promise<Tree>;
  /** A tree -> a file or a folder of this side; the parent folder exists. */
  exportTree(tree: Tree, path: string): Promise<void>;
  close(): Promise<void>;
}
