/** Everything the CLI has of the outside, as a value: the process itself, or a test. */

import type { UseCases } from "./use-cases.ts";

/** A stream to write to; the terminal's size is read anew for each frame. */
export interface Sink {
  readonly write: (text: string) => void;
  readonly isTerminal: boolean;
  /** `undefined` where it is no terminal. */
  readonly columns: number | undefined;
  readonly rows: number | undefined;
}

export type Signal = "SIGINT" | "SIGTERM";

export interface Door {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** Absolute. */
  readonly workingFolder: string;
  /** What was asked for: help, tables, summaries, JSON. */
  readonly stdout: Sink;
  /** What is told beside it: progress, notes, errors. */
  readonly stderr: Sink;
  /** What a person types; left out where nobody sits there. */
  readonly answers?: () => NodeJS.ReadableStream;
  readonly useCases: UseCases;
  /** Wheelway's own folder for tools and caches, unless the user names another. */
  readonly defaultCacheDir: () => Promise<string>;
  /** Calls back for each signal until the answer is called. */
  readonly onSignal: (listen: (signal: Signal) => void) => () => void;
  /** Calls back once when nobody reads the standard output any more (`| head`). */
  readonly onClosed: (listen: () => void) => void;
  /** Calls back with errors that nobody waited for, and with those of writing. */
  readonly onStray: (listen: (error: unknown) => void) => void;
  /** Ends at once, without clean-up: the second Ctrl-C. */
  readonly exitNow: (status: number) => void;
  readonly now: () => Date;
}
