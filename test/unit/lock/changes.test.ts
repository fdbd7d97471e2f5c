import { describe, expect, it } from "vitest";
import { changesBetween, describeChange } from "../../../src/lock/changes.ts";
import { emptyLock, type Lock } from "../../../src/lock/lock.ts";
import { digestOf, sample } from "./sample.ts";

const lines = (before: Lock, after: Lock) => changesBetween(before, after).map(describeChange);

describe("what changed between two locks", () => {
  it("is nothing between a lock and itself", () => {
    expect(changesBetween(sample, structuredClone(sample))).toEqual([]);
  });

  it("is told once for all targets that it touches", () => {
    const after: Lock = {
      ...sample,
      build: sample.build.map((set) => ({
        ...set,
        packages: set.packages
          .map((entry) => entry.replace("cffi==2.1.1", "cffi==2.2.0"))
          .filter((entry) => !entry.startsWith("ninja")),
      })),
    };
    expect(lines(sample, after)).toEqual([
      "cffi 2.1.1 -> 2.2.0 (cp312-manylinux_2_28_x86_64 and 2 more)",
      "ninja 1.13.0 removed (cp312-manylinux_2_28_x86_64 and 1 more)",
    ]);
  });

  it("is one line for all targets that come, or go", () => {
    const [first, ...rest] = sample.build;
    const after: Lock = {
      ...sample,
      build: [{ ...first!, targets: ["cp312-manylinux_2_28_x86_64"] }, ...rest],
    };
    expect(lines(sample, after)).toEqual(["no longer locked: cp313-manylinux_2_28_x86_64"]);
    expect(lines(emptyLock, { ...emptyLock, build: sample.build })).toEqual([
      "newly locked: cp312-manylinux_2_28_x86_64, cp313-manylinux_2_28_x86_64, sdist",
    ]);
  });

  it("shows digests of images short, tools and kinds whole", () => {
    const after: Lock = {
      ...sample,
      images: { "registry.example/manylinux_2_28_x86_64": digestOf("9") },
      tools: { build: { digest: digestOf("0"), packages: ["uv==0.14.0"] } },
      facts: { ...sample.facts, kinds: { cpython: { kind: "version" }, pypy: { kind: "version" } } },
    };
    expect(lines(sample, after)).toEqual([
      "image registry.example/manylinux_2_28_x86_64 sha256:aaaaaaaaaaaa -> sha256:999999999999",
      "tool uv 0.13.9 -> 0.14.0",
      "fact cpython abi3 from cp39 -> version",
    ]);
  });
});
