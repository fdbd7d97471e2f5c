/** Runs one command and counts what it costs: it and its children, the containers it starts, and the daemon that serves it. */

import { spawn } from "node:child_process";
import { openSync, closeSync } from "node:fs";
import type { ControlGroup } from "./control-group.ts";

export interface Cost {
  readonly wallMs: number;
  readonly cpuMs: number;
  /** The most at once: processes and containers, and what the daemon has taken in addition meanwhile. */
  readonly peakMiB: number;
}

/** Something that works for the command outside its own process tree. */
export interface Helper {
  cpuMs(): number;
  anonymousMiB(): number;
  pin(cores: string): void;
}

export interface Command {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** File for what it prints. */
  readonly log: string;
  /** Cores for it and its helpers, as the kernel writes them: `0` or `0-1`. */
  readonly cores: string;
  /** The group it runs in. */
  readonly group: ControlGroup;
  readonly helpers: readonly Helper[];
}

/** Milliseconds between two looks at the memory. */
const sampleMs = 100;

/** Throws where the command fails, with the path of its log. */
export async function metered(command: Command): Promise<Cost> {
  const { argv, cwd, env, group, helpers, cores, log } = command;
  for (const one of [group, ...helpers]) one.pin(cores);
  const idle = helpers.map((helper) => helper.anonymousMiB());
  const grown = () =>
    helpers.reduce((sum, helper, index) => sum + Math.max(0, helper.anonymousMiB() - (idle[index] ?? 0)), 0);
  const cpuMs = () => [group, ...helpers].reduce((sum, one) => sum + one.cpuMs(), 0);
  const before = cpuMs();
  let peakMiB = 0;
  const sampling = setInterval(() => (peakMiB = Math.max(peakMiB, group.anonymousMiB() + grown())), sampleMs);
  const output = openSync(log, "w");
  const started = performance.now();
  try {
    const [program = "", ...rest] = group.inside(argv);
    const child = spawn(program, rest, { cwd, env, stdio: ["ignore", output, output] });
    const status = await new Promise<number | null>((done, failed) => {
      child.once("error", failed);
      child.once("close", done);
    });
    const wallMs = performance.now() - started;
    if (status !== 0) throw new Error(`${argv.join(" ")} ended with status ${String(status)}; see ${log}`);
    return { wallMs, cpuMs: cpuMs() - before, peakMiB };
  } finally {
    clearInterval(sampling);
    closeSync(output);
  }
}
