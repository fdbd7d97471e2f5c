/** Runs the driver, or single modules of it, with the real Pythons of this machine. */

import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hostInterpreters } from "../../src/backends/host.ts";
import type { DriverTask, TaskResult } from "../../src/driver/protocol.ts";
import { driverFile, driverFolder } from "../../src/driver/source.ts";
import { temporaryFolder } from "./archives.ts";

const cacheDir = mkdtempSync(join(tmpdir(), "wheelway-pythons-"));
const found = await hostInterpreters({ cacheDir, env: process.env });
rmSync(cacheDir, { recursive: true, force: true });

export interface Python {
  readonly name: string;
  readonly path: string;
}

const all: Python[] = found.map(({ interpreter, path }) => ({ name: interpreter.name, path }));
const plain = all.filter(({ name }) => /^cp\d+$/.test(name));

/** The oldest CPython, the newest, and one of each other kind: what the driver must run on. */
export const pythons: readonly Python[] = [
  ...new Set([...plain.slice(0, 1), ...plain.slice(-1), ...all.filter((one) => !plain.includes(one))]),
];

/** The newest CPython. */
export const newest: Python = plain.at(-1) ?? { name: "none", path: "python3" };

/** Runs `lines` with the driver's modules in reach and `input` as the JSON in `given`; gives what it prints, read as JSON. */
export function evaluate(python: Python, lines: readonly string[], input: unknown = null): unknown {
  const head = [
    "import json, sys",
    `sys.path.insert(0, ${JSON.stringify(driverFolder())})`,
    "given = json.load(sys.stdin)",
  ];
  const code = [...head, ...lines].join("\n");
  const options = { input: JSON.stringify(input), encoding: "utf8" as const, maxBuffer: 2 ** 28 };
  const done = spawnSync(python.path, ["-B", "-c", code], options);
  if (done.status !== 0) throw new Error(`exit status ${String(done.status)}\n${done.stderr}`);
  return JSON.parse(done.stdout);
}

export interface Driven {
  readonly result: TaskResult;
  readonly log: string;
  readonly stdout: string;
  readonly folder: string;
}

/** A driver task in a fresh folder; its file is written. */
export function prepareTask(changes: Partial<DriverTask>): {
  folder: string;
  file: string;
  task: DriverTask;
} {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "work"));
  const paths = {
    python: newest.path,
    work: join(folder, "work"),
    out: join(folder, "out"),
    scripts: driverFolder(),
  };
  const task: DriverTask = {
    version: 1,
    id: "wheel:driver",
    commands: [],
    env: {},
    network: "none",
    limits: { timeoutMs: 60_000, memoryMiB: 0 },
    outputs: {},
    secrets: {},
    log: join(folder, "log"),
    result: join(folder, "result.json"),
    ...changes,
    paths: { ...paths, ...changes.paths },
  };
  const file = join(folder, "task.json");
  writeFileSync(file, JSON.stringify(task));
  return { folder, file, task };
}

/** Runs a driver task to its end with `python` as the driver's interpreter. */
export function drive(
  python: Python,
  changes: Partial<DriverTask>,
  env: NodeJS.ProcessEnv = process.env,
): Driven {
  const { folder, file, task } = prepareTask(changes);
  const done = spawnSync(python.path, ["-B", join(driverFolder(), driverFile), file], {
    encoding: "utf8",
    env,
  });
  if (done.status !== 0) throw new Error(`the driver ended with ${String(done.status)}\n${done.stderr}`);
  const result = JSON.parse(readFileSync(task.result, "utf8")) as TaskResult;
  const log = task.log.startsWith("/dev/") ? "" : readFileSync(task.log, "utf8");
  return { result, log, stdout: done.stdout, folder };
}
