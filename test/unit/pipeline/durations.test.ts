import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import {
  pastOf,
  readDurations,
  readPast,
  rememberDurations,
  rememberPast,
} from "../../../src/pipeline/durations.ts";
import type { Done } from "../../../src/schedule/run-tasks.ts";
import { temporaryFolder } from "../../support/archives.ts";
import { task } from "../../support/tasks.ts";

it("keeps the newest of each task, and what other runs taught", async () => {
  const folder = temporaryFolder();
  await rememberPast(
    folder,
    "/p",
    new Map([
      ["a", { seconds: 5, peakMiB: 700, jobs: 2 }],
      ["b", { seconds: 1 }],
    ]),
  );
  await rememberPast(folder, "/p", new Map([["b", { seconds: 2 }]]));
  await rememberDurations(folder, "/p", { a: 6 });
  expect(Object.fromEntries(await readPast(folder, "/p"))).toEqual({
    a: { seconds: 6, peakMiB: 700, jobs: 2 },
    b: { seconds: 2 },
  });
  expect(await readDurations(folder, "/p")).toEqual({ a: 6, b: 2 });
  expect((await readPast(folder, "/other")).size).toBe(0);
});

it("reads what an older version wrote, and takes what is damaged for nothing known", async () => {
  const folder = temporaryFolder();
  await rememberPast(folder, "/p", new Map());
  const [name = ""] = await readdir(join(folder, "durations"));
  await mkdir(join(folder, "durations"), { recursive: true });
  const file = join(folder, "durations", name);
  await writeFile(file, JSON.stringify({ old: 3, bad: "x", worse: { seconds: -1 }, worst: null }));
  expect(await readDurations(folder, "/p")).toEqual({ old: 3 });
  await writeFile(file, '{"a": ');
  expect((await readPast(folder, "/p")).size).toBe(0);
});

it("learns from what was run and passed alone", () => {
  const done = (id: string, rest: object, result: object): Done<string> => {
    const one = { ...task({ kind: "host", interpreter: "cp312" }, []), id };
    const outcome = { result: { seconds: 4, ...result }, outputs: {}, log: () => Promise.resolve("") };
    return { state: "passed", task: one, outcome, ...rest } as unknown as Done<string>;
  };
  const results = [
    done("ran", {}, { peakMiB: 300, jobs: 2 }),
    done("elsewhere", {}, { peakMiB: null }),
    done("reused", { reused: "2026-01-01T00:00:00Z" }, {}),
    done("failed", { state: "failed" }, {}),
    done("kept", {}, { seconds: 0 }),
  ];
  expect(Object.fromEntries(pastOf(results))).toEqual({
    ran: { seconds: 4, peakMiB: 300, jobs: 2 },
    elsewhere: { seconds: 4 },
  });
});
