import { dirname } from "node:path";
import { describe, expect, it } from "vitest";
import type { TaskResult } from "../../../src/driver/protocol.ts";
import { emptyLock } from "../../../src/lock/lock.ts";
import { withEmulated } from "../../../src/lock/facts.ts";
import { crossCompiler } from "../../../src/lock/tools.ts";
import { fallbacksOf, tasksOf } from "../../../src/pipeline/cross-fallback.ts";
import type { Kinds } from "../../../src/plan/assign.ts";
import type { Instead } from "../../../src/plan/crossing.ts";
import type { Done } from "../../../src/schedule/run-tasks.ts";
import { parseWheelName } from "../../../src/tags/wheel-name.ts";
import { sdistBytes, sdistFile, writeArchive } from "../../support/archives.ts";
import { planOf, targets } from "../../support/plans.ts";
import { task } from "../../support/tasks.ts";

const arm = "cp312-manylinux_2_28_aarch64";
const environment = {
  kind: "image",
  image: "i",
  platform: "linux/amd64",
  python: "/opt/python/cp312-cp312/bin/python",
} as const;

interface Case {
  readonly instead?: Instead | undefined;
  readonly kinds?: Kinds;
  readonly wheel?: string;
  readonly tail?: readonly string[];
  readonly sdist?: string;
}

function done(id: string, tail: readonly string[] | undefined): Done<string> {
  const result: TaskResult = {
    version: 1,
    id,
    verdict: tail ? "failed" : "passed",
    commands: [],
    outputs: {},
    network: { state: "isolated" },
    interpreter: "",
    seconds: 1,
    ...(tail && {
      failure: { reason: "exit" as const, command: "build wheel", message: "exit status 1", tail },
    }),
  };
  const outcome = { result, outputs: {}, log: () => Promise.resolve("") };
  return { state: result.verdict, task: { ...task(environment, []), id }, outcome };
}

async function whyOf(given: Case): Promise<string | undefined> {
  const { kinds = {}, wheel, tail, sdist } = given;
  const instead = "instead" in given ? given.instead : "emulated";
  const cross = {
    compiler: "zig",
    architecture: "aarch64",
    triple: "aarch64-linux-gnu",
    glibc: "2.28",
  } as const;
  const files = { from: "image", image: "i", platform: "linux/arm64", folder: "/f", paths: ["**"] } as const;
  const plan = await planOf({
    targets: [arm],
    backend: "dagger",
    kinds,
    change: { machine: "x86_64", compiling: () => ({ how: "cross", cross, environment, files, instead }) },
  });
  const name = wheel === undefined ? undefined : parseWheelName(wheel);
  const [target] = targets(arm);
  const built = target && name && !("malformed" in name) ? [{ target, name }] : [];
  const results = new Map([[`wheel:${arm}`, done(`wheel:${arm}`, tail)]]);
  const [fell] = await fallbacksOf({ plan, results, built, sdist });
  return fell?.why;
}

const good = "demo-1.0-cp312-cp312-manylinux_2_17_aarch64.whl";
const version: Kinds = { cpython: { kind: "version" } };

function sdist(files: Readonly<Record<string, string>>): string {
  return dirname(writeArchive(sdistFile, sdistBytes({ files })));
}

describe("fallbacksOf", () => {
  it("leaves a good wheel alone, and a failure where nothing may be emulated", async () => {
    expect(await whyOf({ wheel: good, kinds: version })).toBeUndefined();
    expect(await whyOf({ instead: undefined, tail: ["error: no"] })).toBeUndefined();
  });

  it("tells the compiler's own words, without the folders of the machine, in one line for the lock", async () => {
    const why = await whyOf({
      tail: ["note: x", "/wheelway/work/src/a.c:1:2: error: this\tis not gcc", "$ end"],
    });
    expect(why).toBe("build wheel: exit status 1: a.c:1:2: error: this is not gcc");
  });

  it("takes a pure wheel for a failure where another kind is known, or where the sdist has something to compile", async () => {
    const pure = "demo-1.0-py3-none-any.whl";
    const setup = "setup(ext_modules=[Extension('demo._x', ['demo/x.c'])])";
    const compiled = sdist({ "demo/x.c": "int x;", "setup.py": setup });
    expect(await whyOf({ wheel: pure, kinds: version })).toMatch(/py3-none-any, which has no machine code/);
    expect(await whyOf({ wheel: pure, sdist: compiled })).toMatch(/no machine code/);
    expect(await whyOf({ wheel: pure, sdist: sdist({ "demo/__init__.py": "" }) })).toBeUndefined();
  });

  it("takes a wheel that needs a newer platform for a failure", async () => {
    const newer = good.replace("2_17", "2_34");
    expect(await whyOf({ wheel: newer, kinds: version })).toMatch(/newer than the manylinux_2_28_aarch64/);
  });
});

it("takes the machine's own compiler where the other one could not be had, and not for another architecture", async () => {
  const id = "cp312-manylinux_2_28_x86_64";
  const environment = { kind: "host", interpreter: "cp312" } as const;
  const cross = {
    compiler: "zig",
    architecture: "x86_64",
    triple: "x86_64-linux-gnu",
    glibc: "2.28",
  } as const;
  const run = async (instead: Instead, because: string) => {
    const compiling = () =>
      ({ how: "cross", cross, environment, files: { from: "building" }, instead }) as const;
    const plan = await planOf({ targets: [id], kinds: version, change: { machine: "x86_64", compiling } });
    const results = new Map<string, Done<string>>([
      [because, done(because, ["error: no network"])],
      [`environment:${id}`, { state: "skipped", task: task(environment, []), because }],
      [`wheel:${id}`, { state: "skipped", task: task(environment, []), because }],
      ["test:sdist", { state: "skipped", task: { ...task(environment, []), id: "test:sdist" }, because }],
    ]);
    const fell = await fallbacksOf({ plan, results, built: [], sdist: undefined });
    return { fell, again: tasksOf(fell, results) };
  };
  const { fell, again } = await run("own-compiler", "tools:cross:cp313");
  expect(fell).toEqual([
    { target: id, instead: "own-compiler", why: expect.stringContaining("no network") as string },
  ]);
  expect(again).toEqual(expect.arrayContaining([`wheel:${id}`, "test:sdist"]));
  expect((await run("own-compiler", "sdist")).fell).toEqual([]);
  expect((await run("emulated", "tools:cross:cp313")).fell).toEqual([]);
});

it("runs again what was not run because of the failure", () => {
  const skipped = { state: "skipped", task: task(environment, []), because: `wheel:${arm}` } as const;
  const results = new Map<string, Done<string>>([
    [`test:sdist:${arm}`, { ...skipped, task: { ...skipped.task, id: `test:sdist:${arm}` } }],
    ["other", { ...skipped, because: "sdist" }],
  ]);
  const again = tasksOf([{ target: arm, why: "x", instead: "emulated" }], results);
  expect(again).toEqual([`environment:${arm}`, `wheel:${arm}`, `test:sdist:${arm}`]);
});

it("remembers a platform with the compiler that failed, and forgets it once it was cross-compiled", () => {
  const lock = withEmulated(emptyLock, { manylinux_2_28_aarch64: "it failed" }, []);
  expect(lock.facts.emulated).toEqual({
    manylinux_2_28_aarch64: { why: "it failed", compiler: crossCompiler },
  });
  expect(crossCompiler).toMatch(/^ziglang==\d/);
  expect(withEmulated(lock, {}, ["manylinux_2_28_aarch64"]).facts.emulated).toEqual({});
});
