/** `wheelway verify` of 60 wheels of 2 MB: digests, RECORD, metadata, machine code, secrets, siblings. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { makeWheels } from "./made-wheels.ts";
import { bundledProgram, machine, measure, median, type Run } from "./measure.ts";
import type { Result } from "./result.ts";

const runs = 5;
const targetMs = 3000;

export async function verify(): Promise<Result> {
  const before = machine();
  const folder = mkdtempSync(join(tmpdir(), "wheelway-bench-"));
  try {
    const made = makeWheels(join(folder, "dist"));
    const program = bundledProgram(folder);
    const measured: Run[] = [];
    for (let run = 0; run < runs; run += 1)
      measured.push(await measure(folder, program, ["verify", "dist", "--no-tools"]));
    const broken = measured.find(({ status }) => status !== 0);
    if (broken) throw new Error(`verify of the made wheels ended with status ${String(broken.status)}`);
    const wall = measured.map(({ wallMs }) => wallMs);
    const cpu = measured.map(({ cpuMs }) => cpuMs);
    const memory = measured.map(({ maxRssMiB }) => maxRssMiB);
    return {
      name: "verify",
      title: `\`wheelway verify --no-tools\` of ${made.wheels} wheels, ${megabytes(made.packed)} packed, ${megabytes(made.unpacked)} unpacked; ${runs} fresh processes`,
      machine: before,
      rows: [
        {
          what: "wall clock",
          unit: "ms",
          median: median(wall),
          least: Math.min(...wall),
          most: Math.max(...wall),
          target: targetMs,
        },
        {
          what: "processor time",
          unit: "ms",
          median: median(cpu),
          least: Math.min(...cpu),
          most: Math.max(...cpu),
        },
        {
          what: "memory at most",
          unit: "MiB",
          median: median(memory),
          least: Math.min(...memory),
          most: Math.max(...memory),
        },
      ],
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}
