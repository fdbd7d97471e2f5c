/** Costs: rounding, unknown times, what caches spare, machines that are not there, slices, prices of one's own. */

import { describe, expect, it } from "vitest";
import { costFigures } from "../../../src/ci/prices.ts";
import { withFigures, type CostData } from "../../../src/plan/cost-data.ts";
import { charge, jobSeconds, type Job } from "../../../src/plan/cost-jobs.ts";
import { targetTimes, type Memory } from "../../../src/plan/cost-time.ts";
import { costRows, type CostInput, type CostRow } from "../../../src/plan/cost.ts";
import { makingOn } from "../../../src/plan/runners.ts";
import { parseTarget, type Target } from "../../../src/tags/target.ts";

function figures(own: unknown = {}): CostData {
  const found = withFigures(costFigures, own);
  if ("malformed" in found) throw new Error(found.malformed);
  return found;
}

const data = figures();
const target = (id: string): Target => {
  const parsed = parseTarget(id);
  if (!parsed) throw new TypeError(id);
  return parsed;
};
const intel = ["cp311", "cp312"].map((python) => target(`${python}-manylinux_2_28_x86_64`));
const arm = ["cp311", "cp312"].map((python) => target(`${python}-manylinux_2_28_aarch64`));
const mac = target("cp312-macosx_11_0_arm64");

/** Made on an x86_64 Linux that cross-compiles for aarch64. */
const crosses = (one: Target) => one.platform.architecture === "aarch64";
const memory = (known: Record<string, { build: number; test: number }>): Memory => ({
  known: new Map(Object.entries(known)),
  madeHere: (one) => makingOn(one, "linux-x86_64", crosses),
  targetOf: parseTarget,
});

function rows(more: Partial<CostInput> = {}): CostRow[] {
  const input: CostInput = {
    targets: [...intel, ...arm],
    kinds: { cpython: { kind: "version" } },
    count: undefined,
    runners: undefined,
    fallback: false,
    crosses,
    time: targetTimes(memory({}), more.data ?? data),
    sdist: { make: 10, test: 75 },
    compilerCache: () => true,
    data,
    ...more,
  };
  return costRows(input).map((row) => {
    if ("problem" in row) throw new Error(JSON.stringify(row));
    return row;
  });
}

const at = (system: string, all = rows()) => all.filter((row) => row.system === system);

describe("what a job is charged", () => {
  const machine = { label: "m", cores: 2, speed: 1, perMinute: 0.006, multiplier: 2 };

  it("is rounded up to whole minutes where the CI does so, and to seconds where it does that", () => {
    expect(charge(61, machine, { roundUpSeconds: 60 })).toEqual({
      seconds: 61,
      minutes: 2,
      money: 0.012,
      freeMinutes: 4,
    });
    expect(charge(60, machine, { roundUpSeconds: 60 }).minutes).toBe(1);
    expect(charge(0, machine, { roundUpSeconds: 60 }).minutes).toBe(1);
    expect(charge(61.2, machine, { roundUpSeconds: 1 }).minutes).toBeCloseTo(62 / 60);
  });

  it("is rounded for each job, so that more slices cost more of the same work", () => {
    const [one] = at("github", rows({ targets: intel, count: 1 }));
    const [two] = at("github", rows({ targets: intel, count: 2 }));
    expect(one?.jobs).toHaveLength(1);
    expect(two?.jobs.map(({ name }) => name)).toEqual(["plan", "linux-x86_64-1", "linux-x86_64-2", "gather"]);
    expect(two?.run.cold.minutes).toBeGreaterThan(one?.run.cold.minutes ?? 0);
    const whole = two?.jobs.every(({ charges }) => Number.isInteger(charges.cold.minutes));
    expect(whole).toBe(true);
  });
});

describe("how long a job takes", () => {
  const machine = { label: "m", cores: 2, speed: 1, perMinute: 0, multiplier: 1 };
  const unit = { target: intel[0]!, build: 100, test: 20, cached: true };
  const job: Job = {
    name: "j",
    runner: "linux-x86_64",
    units: [unit, unit, unit],
    always: 0,
    sdistTest: 0,
  };
  const fixed = data.seconds.setUp.seconds;
  const image = data.seconds.image.seconds;

  it("shares the work between the cores, but no chain is cut", () => {
    expect(jobSeconds(job, "cold", machine, data)).toBe(fixed + image + 180);
    expect(jobSeconds({ ...job, units: [unit] }, "cold", machine, data)).toBe(fixed + image + 120);
    expect(jobSeconds(job, "cold", { ...machine, speed: 2 }, data)).toBe(fixed + image + 90);
  });

  it("takes from the compiler cache what was compiled before, and from the result store everything", () => {
    const edited = (100 * data.factors.compilerCache.factor + 20) * 1.5;
    expect(jobSeconds(job, "edited", machine, data)).toBe(fixed + image + edited);
    const without = { ...job, units: [{ ...unit, cached: false }] };
    expect(jobSeconds(without, "edited", machine, data)).toBe(fixed + image + 120);
    expect(jobSeconds(job, "unchanged", machine, data)).toBe(fixed);
  });
});

describe("the time of a target", () => {
  const [first, second] = [intel[0]!, intel[1]!];
  const foreign = arm[0]!;
  const { factors, seconds } = data;

  it("is the remembered one where it was made in that way, and else converted by the factors", () => {
    const time = targetTimes(
      memory({ [first.id]: { build: 80, test: 8 }, [foreign.id]: { build: 90, test: 60 } }),
      data,
    );
    expect(time(first, "native", true)).toEqual({ build: 80, test: 8, from: "remembered" });
    expect(time(foreign, "cross", true)).toEqual({ build: 90, test: 60, from: "remembered" });
    expect(time(foreign, "native", true)).toEqual({
      build: 90 / factors.crossBuild.factor,
      test: 60 / factors.crossTest.factor,
      from: "converted",
    });
    expect(time(foreign, "emulated", true).build).toBe(90 * factors.emulatedBuild.factor);
    expect(time(first, "native", false)).toEqual({ build: 0, test: 8, from: "remembered" });
  });

  it("is that of other targets where nothing of its own is known, and else a guess", () => {
    const some = targetTimes(memory({ [first.id]: { build: 80, test: 8 } }), data);
    expect(some(second, "emulated", true)).toEqual({
      build: 80 * factors.emulatedBuild.factor,
      test: 8 * factors.emulatedTest.factor,
      from: "siblings",
    });
    const none = targetTimes(memory({}), data);
    expect(none(first, "native", true)).toEqual({
      build: seconds.wheel.seconds,
      test: seconds.test.seconds,
      from: "guess",
    });
  });
});

describe("the rows", () => {
  it("are native machines, cross-compiled and emulated, each dearer in time", () => {
    const [native, cross, emulated] = at("github");
    expect(native?.made).toEqual({ native: 4, cross: 0, emulated: 0 });
    expect(cross?.made).toEqual({ native: 2, cross: 2, emulated: 0 });
    expect(emulated?.made).toEqual({ native: 2, cross: 0, emulated: 2 });
    expect(native?.jobs.map(({ runner }) => runner)).toContain("linux-aarch64");
    expect(cross?.jobs.map(({ runner }) => runner)).toEqual(["linux-x86_64"]);
    const took = [native, cross, emulated].map((row) => row?.run.cold.seconds ?? 0);
    expect(took).toEqual([...took].sort((a, b) => a - b));
    expect(new Set(took).size).toBe(3);
    for (const { run } of rows())
      expect([run.unchanged.seconds, run.edited.seconds]).toEqual(
        [run.unchanged.seconds, run.edited.seconds].sort((a, b) => a - b),
      );
  });

  it("are one where the ways come to the same", () => {
    expect(at("github", rows({ targets: intel }))).toHaveLength(1);
    // No arm machines there: nothing is native but what is for x86_64.
    expect(at("azure").map(({ made }) => made.native)).toEqual([2, 2]);
  });

  it("name the targets that no machine of a CI can make", () => {
    const all = rows({ targets: [...intel, mac] });
    expect(at("azure", all)[0]?.leftOut).toEqual([mac.id]);
    expect(at("github", all)[0]?.leftOut).toEqual([]);
    const found = costRows({ ...input(), targets: [mac] }).filter(({ system }) => system === "azure");
    expect(found).toEqual([{ system: "azure", problem: { problem: "no-runner", targets: [mac.id] } }, ...[]]);
  });

  it("tell where there are too few slices for the kinds of machines", () => {
    const found = costRows({ ...input(), targets: [...intel, mac], count: 1 });
    expect(found).toContainEqual({
      system: "github",
      problem: { problem: "too-few", needed: ["linux-x86_64", "macos-arm64"] },
    });
  });

  it("count a wheel that serves several Pythons once", () => {
    const [own] = at("github", rows({ targets: intel }));
    const [shared] = at(
      "github",
      rows({ targets: intel, kinds: { cpython: { kind: "abi3", from: "cp311" } } }),
    );
    expect(own!.run.cold.seconds - shared!.run.cold.seconds).toBe(data.seconds.wheel.seconds / 2);
  });

  it("say how many times are guessed", () => {
    const time = targetTimes(memory({ [intel[0]!.id]: { build: 10, test: 1 } }), data);
    const [row] = at("github", rows({ time }));
    expect(row?.times).toEqual({ remembered: 1, converted: 0, siblings: 3, guess: 0 });
  });
});

function input(): CostInput {
  return {
    targets: intel,
    kinds: { cpython: { kind: "version" } },
    count: undefined,
    runners: undefined,
    fallback: false,
    crosses,
    time: targetTimes(memory({}), data),
    sdist: { make: 10, test: 75 },
    compilerCache: () => true,
    data,
  };
}

describe("figures of one's own", () => {
  it("replace the known ones key by key, and add machines and CIs", () => {
    const own = figures({
      systems: {
        github: { machines: { "linux-x86_64": { perMinute: 1 } } },
        cellar: {
          name: "Our own",
          source: "the electricity bill",
          roundUpSeconds: 1,
          machines: { "linux-x86_64": { label: "box", cores: 8, perMinute: 0.001 } },
        },
      },
    });
    expect(own.systems["github"]?.machines["linux-x86_64"]).toEqual({
      ...data.systems["github"]?.machines["linux-x86_64"],
      perMinute: 1,
    });
    const [row] = at("cellar", rows({ targets: intel, data: own }));
    expect(row?.jobs[0]?.machine).toBe("box");
  });

  it.each([
    ["a price below nothing", { systems: { github: { machines: { "linux-x86_64": { perMinute: -1 } } } } }],
    ["an unknown machine", { systems: { github: { machines: { amiga: { perMinute: 1 } } } } }],
    ["a CI without what is needed", { systems: { other: { name: "Other" } } }],
    ["an unknown key", { sytems: {} }],
    ["a prototype", JSON.parse('{ "__proto__": { "date": "2026-01-01" } }')],
    ["no table", []],
    ["a factor of nothing", { factors: { crossBuild: { factor: 0 } } }],
  ])("are refused with %s", (_, own) => {
    expect(withFigures(costFigures, own)).toHaveProperty("malformed");
  });

  it("are known with their date and source, for every CI that is written for", () => {
    expect(data.date).toMatch(/^\d{4}-\d\d-\d\d$/);
    for (const { source, machines } of Object.values(data.systems)) {
      expect(source).not.toBe("");
      expect(Object.keys(machines)).toContain("linux-x86_64");
    }
  });
});
