/** Runs the bundled CLI in fresh processes and measures each: wall clock, processor time, memory. */

import { spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const root = join(import.meta.dirname, "..");

export interface Run {
  /** `null` where a signal ended it. */
  readonly status: number | null;
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly maxRssMiB: number;
}

export interface Machine {
  readonly cores: number;
  readonly processor: string;
  readonly system: string;
  readonly node: string;
  /** Processes that wanted a core in the last minute, before the benchmark: a busy machine measures itself. */
  readonly load: number;
}

export function machine(): Machine {
  const [first] = cpus();
  const { version: node, platform, arch } = process;
  const [load = 0] = loadavg();
  return {
    load,
    cores: cpus().length,
    processor: first?.model ?? "unknown",
    system: `${platform} ${arch}`,
    node,
  };
}

/** Bundles the CLI as it stands into a folder; the program to start. */
export function bundledProgram(folder: string): string {
  const build = join(folder, "build");
  const { status, stderr } = spawnSync(process.execPath, ["scripts/bundle.mjs", build], {
    cwd: root,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`the CLI could not be bundled: ${stderr}`);
  // As in the installed package: the driver is started from the sources, and the engine's SDK is a dependency.
  cpSync(join(root, "src"), join(folder, "src"), { recursive: true });
  if (!existsSync(join(folder, "node_modules")))
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  const program = join(folder, "wheelway.mjs");
  const main = JSON.stringify(pathToFileURL(join(build, "main.js")));
  writeFileSync(
    program,
    `import { main, processDoor } from ${main};\nprocess.exitCode = await main(processDoor());\n`,
  );
  return program;
}

/** One cold process: nothing is compiled before, only the file system's own cache is warm after the first run. */
export async function measure(folder: string, program: string, argv: readonly string[]): Promise<Run> {
  const report = join(folder, "meter.json");
  const meter = pathToFileURL(join(root, "bench/meter.mjs")).href;
  const started = performance.now();
  const child = spawn(process.execPath, ["--import", meter, program, ...argv], {
    cwd: folder,
    env: {
      ...process.env,
      WHEELWAY_BENCH_METER: report,
      WHEELWAY_CACHE_DIR: join(folder, "cache"),
      NO_COLOR: "1",
    },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const status = await new Promise<number | null>((done) => child.on("close", done));
  const wallMs = performance.now() - started;
  return {
    status,
    wallMs,
    ...(JSON.parse(readFileSync(report, "utf8")) as Pick<Run, "cpuMs" | "maxRssMiB">),
  };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? 0)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}
