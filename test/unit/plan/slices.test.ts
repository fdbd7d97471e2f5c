/** Slices: none lost, none doubled, wheels whole, balanced, and the same each time. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assignWheels, type Kinds } from "../../../src/plan/assign.ts";
import { expectedTime, knownTimes } from "../../../src/plan/expected-time.ts";
import { makingOn, nativeRunner } from "../../../src/plan/runners.ts";
import { makeSlices, type Slice, type SlicesInput } from "../../../src/plan/slices.ts";
import { compareTargets, parseTarget, type Target } from "../../../src/tags/target.ts";

const pythons = ["cp310", "cp311", "cp312", "cp313", "pp311"];
const platforms = [
  "manylinux_2_28_x86_64",
  "manylinux_2_28_aarch64",
  "musllinux_1_2_x86_64",
  "macosx_11_0_arm64",
  "win_amd64",
];
const every = platforms.flatMap((platform) => pythons.map((python) => target(`${python}-${platform}`)));

function target(id: string): Target {
  const parsed = parseTarget(id);
  if (!parsed) throw new TypeError(id);
  return parsed;
}

const versions: Kinds = { cpython: { kind: "version" }, pypy: { kind: "version" } };
const stable: Kinds = { cpython: { kind: "abi3", from: "cp311" }, pypy: { kind: "version" } };
const pure: Kinds = { cpython: { kind: "pure" }, pypy: { kind: "pure" } };

function slicesOf(input: Partial<SlicesInput>): readonly Slice[] {
  const slices = makeSlices({
    targets: every,
    kinds: versions,
    count: undefined,
    seconds: () => 60,
    fallback: false,
    ...input,
  });
  if ("problem" in slices) throw new Error(JSON.stringify(slices));
  return slices;
}

const inputs = fc.record({
  targets: fc.uniqueArray(fc.constantFrom(...every), { minLength: 1, selector: ({ id }) => id }),
  kinds: fc.constantFrom(versions, stable, pure, {}),
  count: fc.integer({ min: 1, max: 30 }),
  times: fc.dictionary(fc.constantFrom(...every.map(({ id }) => id)), fc.integer({ min: 0, max: 5000 })),
});

describe("slices of any plan", () => {
  it("hold every target once, on a machine that can make it, and are never empty", () => {
    fc.assert(
      fc.property(inputs, ({ targets, kinds, count, times }) => {
        const seconds = ({ id }: Target) => times[id] ?? 60;
        const slices = makeSlices({ targets, kinds, count, seconds, fallback: true });
        if ("problem" in slices) {
          expect(["too-few", "too-many"]).toContain(slices.problem);
          return;
        }
        expect(slices).toHaveLength(count);
        expect(slices.flatMap((slice) => slice.targets).sort()).toEqual(targets.map(({ id }) => id).sort());
        expect(slices.every((slice) => slice.targets.length > 0)).toBe(true);
        expect(new Set(slices.map(({ name }) => name)).size).toBe(count);
        expect(slices.filter(({ fallback }) => fallback)).toHaveLength(1);
        for (const { targets: ids, runner } of slices)
          for (const id of ids) {
            const { system } = target(id).platform;
            expect(runner.startsWith(system)).toBe(true);
          }
      }),
    );
  });

  it("are the same whatever order the targets come in", () => {
    fc.assert(
      fc.property(inputs, ({ targets, kinds, count, times }) => {
        const seconds = ({ id }: Target) => times[id] ?? 60;
        const made = makeSlices({ targets, kinds, count, seconds, fallback: false });
        const again = makeSlices({ targets: [...targets].reverse(), kinds, count, seconds, fallback: false });
        expect(again).toEqual(made);
      }),
    );
  });

  it("keep a wheel and what it serves on one kind of machine together", () => {
    fc.assert(
      fc.property(inputs, ({ targets, kinds, count, times }) => {
        const seconds = ({ id }: Target) => times[id] ?? 60;
        const slices = makeSlices({ targets, kinds, count, seconds, fallback: false });
        if ("problem" in slices) return;
        const sliceOf = new Map(slices.flatMap((slice) => slice.targets.map((id) => [id, slice] as const)));
        const sorted = [...targets].sort(compareTargets);
        for (const { target: served, builtBy } of assignWheels(sorted, kinds, () => true)) {
          const [own, builder] = [sliceOf.get(served.id), builtBy && sliceOf.get(builtBy.id)];
          if (own && builder && own.runner === builder.runner) expect(own.name).toBe(builder.name);
        }
      }),
    );
  });

  it("of one kind of machine take at most 4/3 of the best there is", () => {
    const times = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 4, maxLength: 5 });
    fc.assert(
      fc.property(times, fc.integer({ min: 1, max: 4 }), (seconds, count) => {
        const targets = pythons
          .slice(0, seconds.length)
          .map((name) => target(`${name}-${platforms[0] ?? ""}`));
        const known = new Map(targets.map(({ id }, index) => [id, seconds[index] ?? 0]));
        const slices = slicesOf({ targets, count, seconds: ({ id }) => known.get(id) ?? 0 });
        const total = seconds.reduce((a, b) => a + b, 0);
        const least = Math.max(total / count, ...seconds);
        // Graham: LPT <= (4/3 - 1/3m) x the optimum, which is at least `least` and at most LPT itself.
        const longest = Math.max(...slices.map(({ expectedSeconds }) => expectedSeconds));
        expect(longest).toBeLessThanOrEqual(bestOf(seconds, count) * (4 / 3) + 1e-9);
        expect(longest).toBeGreaterThanOrEqual(least - 1e-9);
      }),
    );
  });
});

/** The shortest longest slice, by trying everything. */
function bestOf(seconds: readonly number[], count: number): number {
  const loads = Array.from({ length: count }, () => 0);
  const place = (index: number): number => {
    const next = seconds[index];
    if (next === undefined) return Math.max(...loads);
    return Math.min(
      ...loads.map((load, slice) => {
        loads[slice] = load + next;
        const best = place(index + 1);
        loads[slice] = load;
        return best;
      }),
    );
  };
  return place(0);
}

describe("slices of a plan", () => {
  const linux = every.filter(({ platform }) => platform.system === "linux");

  it("are one for each kind of machine, unless a number is asked for", () => {
    expect(slicesOf({}).map(({ name }) => name)).toEqual([
      "linux-x86_64",
      "linux-aarch64",
      "macos-arm64",
      "windows-x86_64",
    ]);
  });

  it("make aarch64 on x86_64 where there is no machine for it, or where there are too few slices", () => {
    expect(slicesOf({ targets: linux, count: 1 }).map(({ name }) => name)).toEqual(["linux-x86_64"]);
    const without = slicesOf({ targets: linux, runners: ["linux-x86_64"] });
    expect(without.map(({ targets }) => targets.length)).toEqual([15]);
  });

  it("get more machines of the kind that takes longest", () => {
    const seconds = ({ platform }: Target) => (platform.system === "macos" ? 600 : 60);
    expect(slicesOf({ count: 6, seconds }).map(({ name }) => name)).toEqual([
      "linux-x86_64",
      "linux-aarch64",
      "macos-arm64-1",
      "macos-arm64-2",
      "macos-arm64-3",
      "windows-x86_64",
    ]);
  });

  it("test the sdist once on each kind of machine", () => {
    const testing = slicesOf({ count: 8 }).filter(({ testsSdist }) => testsSdist);
    expect(testing.map(({ runner }) => runner)).toEqual([
      "linux-x86_64",
      "linux-aarch64",
      "macos-arm64",
      "windows-x86_64",
    ]);
  });

  it("say what cannot be", () => {
    const rest = { targets: every, kinds: versions, seconds: () => 1, fallback: false };
    expect(makeSlices({ ...rest, count: 2 })).toMatchObject({ problem: "too-few" });
    expect(makeSlices({ ...rest, count: 26 })).toEqual({ problem: "too-many", most: 25, learning: false });
    expect(makeSlices({ ...rest, count: undefined, runners: ["linux-x86_64"] })).toMatchObject({
      problem: "no-runner",
      targets: every.filter(({ platform }) => platform.system !== "linux").map(({ id }) => id),
    });
  });
});

describe("the expected time", () => {
  const x86 = target("cp312-manylinux_2_28_x86_64");
  const arm = target("cp312-manylinux_2_28_aarch64");

  it("is what is remembered, else that of the median sibling, else a guess; emulation takes longer", () => {
    const known = knownTimes({
      "environment:cp312-manylinux_2_28_x86_64": 5,
      "wheel:cp312-manylinux_2_28_x86_64": 20,
      "test:cp312-manylinux_2_28_x86_64": 3,
      "test:cp312-manylinux_2_28_x86_64:lowest-direct": 4,
      "test:sdist:cp312-manylinux_2_28_x86_64": 90,
      sdist: 7,
    });
    expect(expectedTime(x86, "native", true, known)).toEqual({ build: 25, test: 7, from: "remembered" });
    const sibling = target("cp313-manylinux_2_28_x86_64");
    expect(expectedTime(sibling, "native", true, known)).toEqual({ build: 25, test: 7, from: "siblings" });
    expect(expectedTime(arm, "emulated", true, known)).toEqual({ build: 200, test: 42, from: "siblings" });
    expect(expectedTime(arm, "cross", true, known)).toEqual({ build: 25, test: 42, from: "siblings" });
    expect(expectedTime(arm, "native", false, new Map()).build).toBe(0);
  });

  it("depends on the machine", () => {
    const crosses = () => true;
    expect(makingOn(arm, "linux-aarch64", crosses)).toBe("native");
    expect(makingOn(arm, "linux-x86_64", crosses)).toBe("cross");
    expect(makingOn(arm, "linux-x86_64", () => false)).toBe("emulated");
    expect(nativeRunner(target("cp312-manylinux_2_28_s390x"))).toBe("linux-x86_64");
    expect(makingOn(target("cp312-manylinux_2_28_s390x"), "linux-x86_64", () => false)).toBe("emulated");
  });
});
