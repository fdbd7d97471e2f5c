/**
 * Asks a program of this machine that hands out credentials (a keyring, a CI's agent): what it prints goes nowhere but to the
 * caller. It gets the whole environment, since that is where such programs have their own access from.
 */

import { execFile } from "node:child_process";

export interface HostQuestion {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  /** Milliseconds; one that asks back, or hangs, is ended. Default 30,000. */
  readonly timeoutMs?: number;
}

export interface HostAnswer {
  /** Of a program that was ended: 128. */
  readonly status: number;
  readonly text: string;
}

/** Bytes. */
const longest = 256 * 1024;

/** `undefined` where there is no such program. */
export function askProgram({ argv, env, signal, timeoutMs = 30_000 }: HostQuestion) {
  const [program = "", ...words] = argv;
  return new Promise<HostAnswer | undefined>((resolve, reject) => {
    // A program that is not there would leave its listener on the run's own signal.
    const own = AbortSignal.any([signal]);
    const options = { env, signal: own, timeout: timeoutMs, maxBuffer: longest, encoding: "utf8" } as const;
    const child = execFile(program, words, options, (error, text) => {
      if (signal.aborted) reject(signal.reason as Error);
      else if (!error) resolve({ status: 0, text });
      else if (error.code === "ENOENT") resolve(undefined);
      else resolve({ status: typeof error.code === "number" ? error.code : 128, text: "" });
    });
    // It must not wait for a person.
    child.stdin?.end();
  });
}
