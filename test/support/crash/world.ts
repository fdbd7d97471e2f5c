/** Two indexes that work, a dist folder, and runs of its release: whole ones here, and ones in processes that are killed. */

import { spawn, type ChildProcess } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { formatManifest, makeManifest } from "../../../src/artifacts/manifest.ts";
import { buildRecord, bytesOf } from "../build-record.ts";
import { startFakeIndex, type FakeIndex } from "../fake-index/server.ts";
import type { CrashMode } from "./boundaries.ts";
import type { CrashPrograms } from "./bundle.ts";
import type { ReleaseRun } from "./release-run.ts";

export interface CrashWorld {
  readonly folder: string;
  readonly pypi: FakeIndex;
  readonly testpypi: FakeIndex;
  /** The run that begins at a virtual hour. */
  readonly run: (hour?: number) => ReleaseRun;
  readonly close: () => Promise<void>;
}

export const startsAt = Date.parse("2026-11-21T12:00:00Z");

/** @param manifest is the folder one that Wheelway built? */
export async function crashWorld({ manifest = true } = {}): Promise<CrashWorld> {
  const folder = mkdtempSync(join(tmpdir(), "wheelway-crash-"));
  const dist = join(folder, "dist");
  mkdirSync(dist);
  for (const [file, bytes] of Object.entries(bytesOf)) writeFileSync(join(dist, file), bytes);
  if (manifest) writeFileSync(join(dist, "manifest.json"), formatManifest(makeManifest(buildRecord())));
  const start = (name: string) => startFakeIndex({ folder: join(folder, name), now: () => startsAt });
  const [pypi, testpypi] = await Promise.all([start("pypi"), start("testpypi")]);
  const address = ({ upload, simple }: FakeIndex) => ({ upload, simple });
  return {
    folder,
    pypi,
    testpypi,
    run: (hour = 0) => ({
      folder: join(folder, "releases", "demo-1.0"),
      dist,
      indexes: { pypi: address(pypi), testpypi: address(testpypi) },
      begins: startsAt + hour * 3_600_000,
      yes: true,
    }),
    close: async () => {
      await Promise.all([pypi.close(), testpypi.close()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export interface KillPoint {
  /** Number of the boundary, from 1. */
  readonly at: number;
  readonly mode: CrashMode;
}

export interface ChildEnd {
  readonly killed: boolean;
  readonly said: string;
  /** Boundaries that it came to, in order. */
  readonly trace: readonly string[];
}

/** A run in a process of its own. */
export function runChild(programs: CrashPrograms, run: ReleaseRun, kill?: KillPoint): Promise<ChildEnd> {
  return startChild(programs, run, kill).end;
}

export interface Started {
  readonly child: ChildProcess;
  readonly end: Promise<ChildEnd>;
}

export function startChild(programs: CrashPrograms, run: ReleaseRun, kill?: KillPoint): Started {
  return startProgram(programs, { program: programs.child, home: join(run.dist, ".."), run }, kill);
}

export interface Program {
  readonly program: string;
  /** Folder in which it gets one for its temporary files. */
  readonly home: string;
  /** Told as JSON. */
  readonly run: object;
}

export function startProgram(
  { boundaries }: CrashPrograms,
  { program, home: parent, run }: Program,
  kill?: KillPoint,
): Started {
  const home = mkdtempSync(join(parent, "child-"));
  const trace = join(home, "trace");
  const child = spawn(process.execPath, ["--import", boundaries, program, JSON.stringify(run)], {
    env: {
      PATH: process.env["PATH"],
      TMPDIR: home,
      CRASH_TRACE: trace,
      ...(kill ? { CRASH_AT: `${kill.at}:${kill.mode}` } : {}),
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => (said += text));
  const end = new Promise<ChildEnd>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (_status, signal) =>
      resolve({
        killed: signal === "SIGKILL",
        said,
        trace: readFileSync(trace, "utf8").trim().split("\n"),
      }),
    );
  });
  return { child, end };
}
