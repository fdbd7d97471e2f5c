/** Run as a process of its own: one command on one machine, told as JSON; prints "done", or the error's code and words. */

import { appendFileSync, existsSync } from "node:fs";
import { argv, kill, pid, stdout } from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { release } from "../../../src/pipeline/release.ts";
import { resumeRelease } from "../../../src/pipeline/release-resume.ts";
import type { ReleaseSurroundings } from "../../../src/pipeline/release-surroundings.ts";
import { checkoutRequest, surroundingsOf, type CheckoutRun } from "./checkout-run.ts";

/** Everything in it is data. */
export interface MachineRun extends CheckoutRun {
  readonly command: "release" | "release 1.0" | "resume";
  /** The process kills itself at the end of this step: nothing is tidied up. */
  readonly dieAfter?: string;
  /** Waits, where it would install, until this file is there. */
  readonly waitFor?: string;
  /** Milliseconds that a pause really takes, where a real server works meanwhile. */
  readonly pauseMs?: number;
  /** Gets a line for each build. */
  readonly builds: string;
}

function machine(run: MachineRun): ReleaseSurroundings {
  const real = surroundingsOf(run);
  const { instead } = real;
  if (!instead) throw new Error("nothing stands in for the outside");
  return {
    ...real,
    tellRelease: (event) => {
      if (event.type === "step-done" && event.step === run.dieAfter) kill(pid, "SIGKILL");
    },
    instead: {
      clock: {
        ...instead.clock,
        sleep: async (ms, signal) => {
          await instead.clock.sleep(ms, signal);
          if (run.pauseMs !== undefined) await sleep(run.pauseMs);
        },
      },
      ports: (outside) => {
        const ports = instead.ports(outside);
        return {
          ...ports,
          build: (...asked) => {
            appendFileSync(run.builds, `${run.checkout}\n`);
            return ports.build(...asked);
          },
          tryInstall: async (...asked) => {
            while (run.waitFor !== undefined && !existsSync(run.waitFor)) await sleep(50);
            return ports.tryInstall(...asked);
          },
        };
      },
    },
  };
}

async function act(run: MachineRun): Promise<void> {
  const surroundings = machine(run);
  if (run.command === "resume") {
    const who = { yes: false, unattended: true, takeOver: false, ciRun: undefined, by: "Test" };
    await resumeRelease({ release: undefined, workingFolder: run.checkout, ...who }, surroundings);
    return;
  }
  const version =
    run.command === "release" ? ({ kind: "given" } as const) : ({ kind: "exact", version: "1.0" } as const);
  const request = { ...checkoutRequest, version };
  await release({ project: run.checkout, request, plan: false, backend: undefined }, surroundings);
}

await act(JSON.parse(argv[2] ?? "") as MachineRun).then(
  () => stdout.write("done"),
  (error: unknown) => {
    const code = error instanceof Error && "code" in error ? String(error.code) : "bug";
    stdout.write(`${code} ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    process.exitCode = 1;
  },
);
