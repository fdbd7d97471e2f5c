/** A door for tests: what was written is kept, signals come when the test says so. */

import type { Door, Signal, Sink } from "../../src/cli/door.ts";
import type { UseCases } from "../../src/cli/use-cases.ts";

export interface FakeDoor extends Door {
  /** Everything written so far, and the same as single writes. */
  readonly written: { readonly stdout: string[]; readonly stderr: string[] };
  readonly out: () => string;
  readonly err: () => string;
  readonly send: (signal: Signal) => void;
  readonly closeOutput: () => void;
  /** An error that nobody waited for. */
  readonly fail: (error: unknown) => void;
  /** What `exitNow` was called with. */
  readonly exits: number[];
}

export interface DoorOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Both streams are a terminal of this size. */
  readonly terminal?: { readonly columns: number; readonly rows: number };
  readonly useCases?: Partial<UseCases>;
  readonly now?: () => Date;
}

const unexpected = () => Promise.reject(new Error("this use case was not expected"));

export function fakeDoor(argv: readonly string[], options: DoorOptions = {}): FakeDoor {
  const written = { stdout: [] as string[], stderr: [] as string[] };
  const listeners = new Set<(signal: Signal) => void>();
  const closed = new Set<() => void>();
  const stray = new Set<(error: unknown) => void>();
  const exits: number[] = [];
  const sink = (to: string[]): Sink => ({
    write: (text) => to.push(text),
    isTerminal: options.terminal !== undefined,
    columns: options.terminal?.columns,
    rows: options.terminal?.rows,
  });
  return {
    argv,
    env: { LANG: "C.UTF-8", ...options.env },
    platform: "linux",
    workingFolder: "/home/user",
    stdout: sink(written.stdout),
    stderr: sink(written.stderr),
    useCases: {
      plan: unexpected,
      planSlices: unexpected,
      planCost: unexpected,
      buildSlice: unexpected,
      gather: unexpected,
      build: unexpected,
      test: unexpected,
      verify: unexpected,
      release: unexpected,
      publish: unexpected,
      status: unexpected,
      resume: unexpected,
      decide: unexpected,
      rollback: unexpected,
      lock: unexpected,
      init: unexpected,
      ci: unexpected,
      cache: unexpected,
      doctor: unexpected,
      ...options.useCases,
    },
    defaultCacheDir: () => Promise.resolve("/home/user/.cache/wheelway"),
    onSignal: (listen) => {
      listeners.add(listen);
      return () => listeners.delete(listen);
    },
    onClosed: (listen) => closed.add(listen),
    onStray: (listen) => stray.add(listen),
    exitNow: (status) => exits.push(status),
    now: options.now ?? (() => new Date("2026-11-21T12:00:00Z")),
    written,
    out: () => written.stdout.join(""),
    err: () => written.stderr.join(""),
    send: (signal) => listeners.forEach((listen) => listen(signal)),
    closeOutput: () => closed.forEach((listen) => listen()),
    fail: (error) => stray.forEach((listen) => listen(error)),
    exits,
  };
}
