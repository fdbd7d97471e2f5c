/** Many that want to publish one version at once; a publisher that died; and a journal that is lost with its disk. */

import { readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { lockHolder } from "../../src/release/local-lock.ts";
import { bundleCrashPrograms, type CrashPrograms } from "../support/crash/bundle.ts";
import { runRelease } from "../support/crash/release-run.ts";
import { wrongs } from "../support/crash/verdict.ts";
import { crashWorld, startChild, type CrashWorld } from "../support/crash/world.ts";

let programs: CrashPrograms;
beforeAll(async () => {
  programs = await bundleCrashPrograms();
});
afterAll(() => programs.remove());

async function world(): Promise<CrashWorld> {
  const made = await crashWorld();
  onTestFinished(() => made.close());
  return made;
}

describe("of several processes that publish one version", () => {
  it("one publishes, and 49 are told who does", async () => {
    const here = await world();
    const go = join(here.folder, "go");
    const run = { ...here.run(), waitFor: go };
    const started = Array.from({ length: 50 }, () => startChild(programs, run));
    let told = 0;
    for (const { end } of started) void end.then(() => (told += 1));
    await expect.poll(() => told, { timeout: 240_000, interval: 50 }).toBe(49);
    const holder = await lockHolder(join(run.folder, "lock"));
    writeFileSync(go, "");
    const ends = await Promise.all(started.map(({ end }) => end));
    expect(ends.filter(({ said }) => said === "done")).toHaveLength(1);
    const words = `release-conflict WheelwayError: process ${holder ?? 0} of this machine is working on this release`;
    expect(ends.filter(({ said }) => said.startsWith(words))).toHaveLength(49);
    expect(await wrongs(here)).toEqual([]);
  });

  it("one takes over from a publisher that was killed", async () => {
    const here = await world();
    const go = join(here.folder, "go");
    const run = { ...here.run(), waitFor: go };
    const dead = startChild(programs, run);
    await expect.poll(() => here.testpypi.files().length, { timeout: 60_000 }).toBe(2);
    dead.child.kill("SIGKILL");
    await dead.end;
    expect(readdirSync(run.folder)).toContain("lock");
    expect(await lockHolder(join(run.folder, "lock"))).toBeUndefined();
    writeFileSync(go, "");
    const ends = await Promise.all(Array.from({ length: 10 }, () => startChild(programs, run).end));
    // One after the other may do it, if a machine is slow enough; never two at once, and nothing twice.
    expect(ends.some(({ said }) => said === "done")).toBe(true);
    expect(ends.filter(({ said }) => said !== "done" && !said.startsWith("release-conflict"))).toEqual([]);
    expect(await wrongs(here)).toEqual([]);
  });
});

describe("a release whose folder is lost with its disk", () => {
  it.for(["approve", "publish-testpypi", "verify-testpypi", "publish-index", "verify-index", "finish"])(
    "after %s goes on from the same files, and sends none of them twice",
    async (stopAfter) => {
      const here = await world();
      await runRelease({ ...here.run(), stopAfter });
      rmSync(here.run().folder, { recursive: true });
      await runRelease(here.run(1));
      expect(await wrongs(here)).toEqual([]);
    },
  );

  it.for([0, 1, 7, 40, 99])("but for a journal of %i per cent is told, or goes on", async (percent) => {
    const here = await world();
    await runRelease({ ...here.run(), stopAfter: "publish-testpypi" });
    const path = join(here.run().folder, "journal.jsonl");
    const whole = readFileSync(path);
    writeFileSync(path, whole.subarray(0, Math.floor((whole.length * percent) / 100)));
    await runRelease(here.run(1));
    expect(await wrongs(here)).toEqual([]);
  });
});
