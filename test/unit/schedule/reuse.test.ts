/** Running on demand: what the store has is not run, nor is what only that would have needed. */

import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Task } from "../../../src/plan/task.ts";
import { plan, storedRun, type World } from "./disk-machine.ts";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "wheelway-reuse-"));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const run = (tasks: readonly Task[], world: World = {}) => storedRun(root, tasks, world);

const everything = ["environment", "sdist", "test", "tools", "wheel"];

describe("a second run", () => {
  it("runs nothing, has every result, and the same files", async () => {
    const first = await run(plan());
    expect(first.log).toEqual(everything);
    const { log, results, events, runner } = await run(plan());
    expect(log).toEqual([]);
    expect([...results.keys()].sort()).toEqual(everything);
    expect([...results.values()].every(({ state }) => state === "passed")).toBe(true);
    expect(events.filter(({ type }) => type === "task-reused")).toHaveLength(5);
    const folder = runner.filesOf("wheel")?.["wheel"] ?? "";
    expect(await readFile(join(folder, "a-1.whl"), "utf8")).toBe("wheel");
    const done = results.get("tools");
    expect(done?.state === "passed" && (await done.outcome.log())).toBe("log of tools");
  });

  it("runs what changed, and what it needs: not the wheel for a test that changed", async () => {
    await run(plan());
    expect((await run(plan({ test: "other" }))).log).toEqual(["test", "tools"]);
  });

  it("runs everything for another compiler, and where it is told to", async () => {
    await run(plan());
    expect((await run(plan(), { compiler: "another" })).log).toEqual(everything);
    expect((await run(plan(), { refresh: true })).log).toEqual(everything);
  });

  it("stops at an sdist that came out the same from another project", async () => {
    await run(plan());
    expect((await run(plan(), { project: "a comment changed" })).log).toEqual(["sdist", "tools"]);
  });

  it("asks the index again after a day, and builds only where it gave something else", async () => {
    await run(plan());
    const later = { now: "2026-01-03T12:00:00Z" };
    expect((await run(plan(), later)).log).toEqual(["environment", "test", "tools"]);
    expect((await run(plan(), { now: "2026-01-05T12:00:00Z", requirements: "a==2" })).log).toEqual([
      "environment",
      "test",
      "tools",
      "wheel",
    ]);
  });

  it("keeps no failure", async () => {
    const failed = await run(plan(), { fails: "wheel" });
    expect(failed.results.get("test")).toMatchObject({ state: "skipped", because: "wheel" });
    expect((await run(plan())).log).toEqual(["environment", "test", "tools", "wheel"]);
  });

  it("builds with the environment that is there now where that was resolved anew", async () => {
    await run(plan());
    await rm(join(root, "cache", "results"), { recursive: true });
    await run(plan(), { fails: "wheel" });
    // The environment's record is young, its index has moved: what is built is kept under what it was built with.
    expect((await run(plan(), { requirements: "a==2" })).log).toEqual([
      "environment",
      "test",
      "tools",
      "wheel",
    ]);
    expect((await run(plan(), { requirements: "a==2" })).log).toEqual([]);
  });
});
