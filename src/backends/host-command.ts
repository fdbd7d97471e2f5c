/** Runs one command of the project's own release configuration on this machine, without the credentials of the release. */

import { spawn } from "node:child_process";
import { looksSecret } from "../secret-names.ts";

export interface HostCommand {
  /** A string runs in the system's shell, a list is an argv. */
  readonly command: string | readonly string[];
  /** Absolute. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  /** Gets what it prints, piece by piece. */
  readonly output: (text: string) => void;
}

/** The exit status; 127 for a program that is not there, 128 where a signal ended it. */
export function runHostCommand({ command, folder, env, signal, output }: HostCommand): Promise<number> {
  const [program = "", ...words] = typeof command === "string" ? [command] : command;
  const open = Object.entries(env).filter(([name]) => !looksSecret(name));
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, {
      cwd: folder,
      env: Object.fromEntries(open),
      shell: typeof command === "string",
      stdio: ["ignore", "pipe", "pipe"],
      signal,
    });
    child.stdout.setEncoding("utf8").on("data", output);
    child.stderr.setEncoding("utf8").on("data", output);
    child.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") resolve(127);
      else reject(signal.aborted ? (signal.reason as Error) : error);
    });
    child.once("close", (status) => resolve(status ?? 128));
  });
}
