/** Everything that can be wrong with gathered slices, one row each: what is said, and which slice is to be run again. */

import { describe, expect, it } from "vitest";
import { sliceProblems, type Gathering, type ReadSlice } from "../../../src/artifacts/slice-problems.ts";
import {
  parsePartialManifest,
  slicePlanDigest,
  type PartialManifest,
  type SlicePlan,
} from "../../../src/artifacts/slice-schema.ts";

const digest = (letter: string) => letter.repeat(64);
const wheel = (python: string, platform: string) => `demo-1.0-${python}-${python}-${platform}.whl`;

const plan: SlicePlan = {
  version: 1,
  wheelway: "0.1.0",
  project: { name: "demo", version: "1.0" },
  commit: digest("c").slice(0, 40),
  configuration: digest("d"),
  slices: [
    slice("linux-x86_64-1", ["cp311-manylinux_2_28_x86_64"]),
    slice("linux-x86_64-2", ["cp312-manylinux_2_28_x86_64"]),
  ],
};

function slice(name: string, targets: [string, ...string[]]): SlicePlan["slices"][number] {
  return { name, runner: "linux-x86_64", targets, expectedSeconds: 1, testsSdist: false, fallback: false };
}

type Artifact = PartialManifest["manifest"]["artifacts"][number];

function artifact(file: string, sha256: string, target?: string): Artifact {
  const tests = target === undefined ? [] : [test("imports", target)];
  return {
    ...{ file, sha256, size: 10, tags: [], untested: [], tests },
    kind: target === undefined ? "sdist" : "wheel",
    targets: target === undefined ? [] : [target],
  };
}

function test(name: string, target: string): Artifact["tests"][number] {
  return { name, verdict: "passed", target, python: "CPython" };
}

const sdist = artifact("demo-1.0.tar.gz", digest("5"));

function read(name: string, artifacts: readonly Artifact[]): ReadSlice {
  const own = artifacts.filter(({ kind }) => (kind === "sdist") === (name === "sdist"));
  return {
    folder: `slices/${name}`,
    partial: {
      version: 1,
      slice: name,
      plan: slicePlanDigest(plan),
      sdist: { file: sdist.file, sha256: sdist.sha256 },
      manifest: {
        version: 1,
        project: { name: "demo", version: "1.0" },
        artifacts: [...artifacts],
        contract: { mode: "exact", artifacts: [] },
        findings: [],
        environment: {
          wheelway: "0.1.0",
          backend: "host",
          machine: "a machine",
          commit: plan.commit,
          sourceDateEpoch: 0,
          images: {},
          tools: {},
          interpreters: {},
          network: [],
        },
        times: { started: "2026-11-22T00:00:00Z", finished: "2026-11-22T00:00:01Z", tasks: {} },
      },
    },
    entries: own.map(({ file, sha256, size }) => ({ name: file, file: { sha256, size } })),
  };
}

const first = wheel("cp311", "manylinux_2_28_x86_64");
const second = wheel("cp312", "manylinux_2_28_x86_64");

/** Fresh each time, to be spoiled. */
function whole() {
  return {
    sdist: read("sdist", [sdist]),
    one: read("linux-x86_64-1", [sdist, artifact(first, digest("1"), "cp311-manylinux_2_28_x86_64")]),
    two: read("linux-x86_64-2", [sdist, artifact(second, digest("2"), "cp312-manylinux_2_28_x86_64")]),
  };
}

type Whole = ReturnType<typeof whole>;

function problems(slices: readonly ReadSlice[], details: Partial<Gathering> = {}) {
  const found = sliceProblems({
    ...{ plan, slices, digest: slicePlanDigest(plan), fallback: "pure-fallback" },
    optional: () => false,
    ...details,
  });
  return found.map(({ fault, slice: name, message }) => [fault, name, message] as const);
}

/** The slice with another partial manifest. */
function spoiled(slice: ReadSlice, change: (partial: PartialManifest) => void): ReadSlice {
  const partial = structuredClone(slice.partial);
  change(partial);
  return { ...slice, partial };
}

const rows: readonly (readonly [
  what: string,
  slices: (all: Whole) => readonly ReadSlice[],
  fault: string,
  slice: string | undefined,
  message: string,
])[] = [
  ["a lost slice", ({ sdist, one }) => [sdist, one], "lost", "linux-x86_64-2", "there is no folder of it"],
  ["a lost sdist", ({ one, two }) => [one, two], "lost", "sdist", "there is no folder of it"],
  [
    "a slice that is there twice",
    ({ sdist, one, two }) => [sdist, one, two, { ...one, folder: "again" }],
    "doubled",
    "linux-x86_64-1",
    "it is there 2 times: slices/linux-x86_64-1, again",
  ],
  [
    "a lost wheel",
    ({ sdist, one, two }) => [sdist, { ...one, entries: [] }, two],
    "lost",
    "linux-x86_64-1",
    `${first} is not in slices/linux-x86_64-1`,
  ],
  [
    "an altered wheel",
    ({ sdist, one, two }) => [
      sdist,
      { ...one, entries: [{ name: first, file: { size: 10, sha256: digest("f") } }] },
      two,
    ],
    "altered",
    "linux-x86_64-1",
    `${first} is not what was built: its SHA-256 is ${digest("f")}, built was ${digest("1")}`,
  ],
  [
    "a symbolic link in the place of a wheel",
    ({ sdist, one, two }) => [sdist, { ...one, entries: [{ name: first, file: undefined }] }, two],
    "foreign",
    "linux-x86_64-1",
    `${first} in slices/linux-x86_64-1 is no regular file`,
  ],
  [
    "a file that was not built",
    ({ sdist, one, two }) => [
      sdist,
      { ...one, entries: [...one.entries, { name: "x.whl", file: { size: 1, sha256: digest("f") } }] },
      two,
    ],
    "foreign",
    "linux-x86_64-1",
    "x.whl in slices/linux-x86_64-1 was not built by it",
  ],
  [
    "a slice that the plan does not have",
    ({ sdist, one, two }) => [sdist, one, two, spoiled(one, (partial) => (partial.slice = "macos-arm64"))],
    "foreign",
    undefined,
    "slices/linux-x86_64-1 is of the slice macos-arm64, which the plan does not have",
  ],
  [
    "a slice of another plan",
    ({ sdist, one, two }) => [sdist, spoiled(one, (partial) => (partial.plan = digest("0"))), two],
    "other-plan",
    "linux-x86_64-1",
    "slices/linux-x86_64-1 was built by another plan of slices",
  ],
  [
    "a slice of another commit",
    ({ sdist, one, two }) => [
      sdist,
      spoiled(one, ({ manifest }) => (manifest.environment.commit = "abc")),
      two,
    ],
    "other-commit",
    "linux-x86_64-1",
    `slices/linux-x86_64-1 was built from the commit abc, the plan is of ${plan.commit ?? ""}`,
  ],
  [
    "a slice that was built from another sdist",
    ({ sdist, one, two }) => [sdist, one, spoiled(two, (partial) => (partial.sdist.sha256 = digest("e")))],
    "other-sdist",
    "linux-x86_64-2",
    `slices/linux-x86_64-2 was built from another sdist, demo-1.0.tar.gz with the SHA-256 ${digest("e")}`,
  ],
  [
    "a wheel for a target of another slice",
    ({ sdist, one, two }) => [
      sdist,
      spoiled(one, ({ manifest }) => manifest.artifacts[1]?.targets.push("cp312-manylinux_2_28_x86_64")),
      two,
    ],
    "foreign",
    "linux-x86_64-1",
    "it has a wheel for cp312-manylinux_2_28_x86_64, which the plan gives to another",
  ],
  [
    "a wheel that was taken out with its entry",
    ({ sdist, one, two }) => [
      sdist,
      { ...spoiled(one, ({ manifest }) => manifest.artifacts.pop()), entries: [] },
      two,
    ],
    "lost",
    "linux-x86_64-1",
    "no wheel of it serves cp311-manylinux_2_28_x86_64",
  ],
  [
    "a test that did not pass",
    ({ sdist, one, two }) => [
      sdist,
      spoiled(one, ({ manifest }) =>
        manifest.artifacts[1]?.tests.push({
          ...test("smoke", "cp311-manylinux_2_28_x86_64"),
          verdict: "failed",
        }),
      ),
      two,
    ],
    "failed",
    "linux-x86_64-1",
    `${first} did not pass "smoke" on cp311-manylinux_2_28_x86_64`,
  ],
];

describe("gathered slices", () => {
  it("that are whole have no problem", () => {
    const { sdist: made, one, two } = whole();
    expect(problems([two, made, one])).toEqual([]);
  });

  it.each(rows)("with %s", (_what, spoil, fault, name, message) => {
    expect(problems(spoil(whole()))).toEqual([[fault, name, message]]);
  });

  it("may have one pure wheel from several machines, with the same bytes", () => {
    const { sdist: made, one, two } = whole();
    const pure = (from: ReadSlice, sha256: string, target: string) => {
      const file = "demo-1.0-py3-none-any.whl";
      const partial = spoiled(from, ({ manifest }) => {
        manifest.artifacts = [sdist, artifact(file, sha256, target)];
      });
      return { ...partial, entries: [{ name: file, file: { size: 10, sha256 } }] };
    };
    const a = pure(one, digest("1"), "cp311-manylinux_2_28_x86_64");
    expect(problems([made, a, pure(two, digest("1"), "cp312-manylinux_2_28_x86_64")])).toEqual([]);
    expect(problems([made, a, pure(two, digest("2"), "cp312-manylinux_2_28_x86_64")])).toEqual([
      [
        "doubled",
        "linux-x86_64-2",
        "demo-1.0-py3-none-any.whl is built by linux-x86_64-1, too, with other bytes",
      ],
    ]);
  });

  it("may lack what is optional", () => {
    const { sdist: made, one, two } = whole();
    const empty = { ...spoiled(one, ({ manifest }) => manifest.artifacts.pop()), entries: [] };
    const optional = (target: string) => target === "cp311-manylinux_2_28_x86_64";
    expect(problems([made, empty, two], { optional })).toEqual([]);
  });
});

describe("slice.json", () => {
  const good = whole().one.partial;

  it("is read as it was written", () => {
    expect(parsePartialManifest(JSON.stringify(good))).toEqual(good);
  });

  it.each([
    ["no JSON", "{", "it is no JSON"],
    ["another version", JSON.stringify({ ...good, version: 2 }), "version"],
    ["what it does not know", JSON.stringify({ ...good, extra: 1 }), "extra"],
    ["a path for a name", JSON.stringify({ ...good, slice: "../x" }), "slice"],
    ["escape sequences", JSON.stringify({ ...good, job: "\u001b[2J" }), "it holds control characters"],
    ["text that turns around", JSON.stringify({ ...good, job: "\u202egnp" }), "it holds control characters"],
  ])("with %s is refused", (_what, text, why) => {
    expect(parsePartialManifest(text)).toEqual({ malformed: expect.stringContaining(why) as string });
  });
});
