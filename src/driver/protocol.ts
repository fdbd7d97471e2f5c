/** What the driver (`driver.py`) reads and writes: task.json and result.json, version 1. */

import type { Again, Command, Variation } from "../plan/task.ts";

/** task.json: a task with every reference already a path inside the environment. */
export interface DriverTask {
  readonly version: 1;
  readonly id: string;
  readonly commands: readonly Command[];
  readonly env: Readonly<Record<string, string>>;
  /** Placeholder -> absolute path: `python`, `work`, `out`, `scripts` and every input by name. The driver adds `jobs`. */
  readonly paths: Readonly<Record<string, string>>;
  readonly network: "none" | "index";
  readonly limits: { readonly timeoutMs: number; readonly memoryMiB: number };
  readonly outputs: Readonly<Record<string, string>>;
  /** Secret name -> file that holds its value; the driver puts it into the environment and masks it in the log. */
  readonly secrets: Readonly<Record<string, string>>;
  /** It builds once more what another task built (plan/rebuild.ts). */
  readonly again?: Again;
  /** Where the log and result.json are written. */
  readonly log: string;
  readonly result: string;
}

/** How one command ended. */
export interface CommandResult {
  readonly name: string;
  readonly verdict: "passed" | "failed" | "timeout" | "skipped";
  readonly exitStatus: number | null;
  readonly seconds: number;
}

/** One file of an output: path relative to the output (empty for a file output). */
export interface OutputFile {
  readonly path: string;
  /** Hex SHA-256 of the content. */
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
}

export interface TaskFailure {
  /** "network": it failed and its log says that it wanted the network which it was not given. */
  readonly reason:
    "exit" | "timeout" | "network" | "index" | "missing-output" | "unsafe-archive" | "disk-full" | "signal";
  readonly command: string;
  readonly message: string;
  /** Hosts or URLs it reached for, where the log tells. */
  readonly reachedFor?: readonly string[];
  /** The last lines of the log, at most 40. */
  readonly tail: readonly string[];
}

/** result.json. */
export interface TaskResult {
  readonly version: 1;
  readonly id: string;
  readonly verdict: "passed" | "failed";
  readonly commands: readonly CommandResult[];
  /**
   * Every file of each output with its digest. Outputs of more than 200 files (environments) list none and
   * are told by `null`.
   */
  readonly outputs: Readonly<Record<string, readonly OutputFile[] | null>>;
  /** "open": it was asked for; "isolated": shut; "not-isolated": it could not be shut, and why. */
  readonly network: { readonly state: "open" | "isolated" | "not-isolated"; readonly why?: string };
  /** The interpreter that `{python}` names, e.g. "CPython 3.12.1 (linux-x86_64, glibc 2.36)". */
  readonly interpreter: string;
  readonly seconds: number;
  readonly failure?: TaskFailure;
  /** What the commands ran in: to be compared with another run's. They name places of the machine: not for reports. */
  readonly surroundings?: TaskSurroundings;
  /** Most MiB that its processes had at one moment; `null` on systems that do not tell. */
  readonly peakMiB?: number | null;
  /** How many jobs it was given (`RunContext.jobs`). */
  readonly jobs?: number;
}

export type TaskSurroundings = Readonly<Record<Variation, string>> & {
  /** Seconds since 1970. */
  readonly started: number;
};
