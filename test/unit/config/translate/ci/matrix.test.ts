import { describe, expect, it } from "vitest";
import { matrixRows } from "../../../../../src/config/translate/ci/matrix.ts";
import { machineOf } from "../../../../../src/config/translate/ci/runner.ts";

describe("a matrix", () => {
  it("has all combinations, less those excluded", () => {
    const rows = matrixRows({ os: ["a", "b"], python: [1, 2], exclude: [{ os: "a", python: 2 }] });
    expect(rows).toEqual([
      { os: "a", python: 1 },
      { os: "b", python: 1 },
      { os: "b", python: 2 },
    ]);
  });

  it("takes `include` into the rows that it fits, and as rows of its own", () => {
    const rows = matrixRows({
      os: ["a", "b"],
      include: [{ os: "a", arch: "x" }, { fast: true }, { os: "c" }],
    });
    expect(rows).toEqual([{ os: "a", arch: "x", fast: true }, { os: "b", fast: true }, { os: "c" }]);
  });

  it("is what `include` says where there is nothing else", () => {
    expect(matrixRows({ include: [{ a: 1 }, { a: 2 }] })).toEqual([{ a: 1 }, { a: 2 }]);
    expect(matrixRows(undefined)).toEqual([{}]);
  });

  it("is not known where a part is made during the run", () => {
    expect(matrixRows({ include: "${{ fromJSON(x) }}" })).toBeUndefined();
  });
});

describe("a runner", () => {
  it.each([
    ["ubuntu-latest", "linux", "x86_64"],
    ["ubuntu-24.04-arm", "linux", "aarch64"],
    ["ubuntu-24.04-riscv", "linux", "riscv64"],
    [["self-hosted", "linux", "ARM64"], "linux", "aarch64"],
    ["macos-13", "macos", "x86_64"],
    ["macos-15-intel", "macos", "x86_64"],
    ["macos-14", "macos", "arm64"],
    ["macos-latest", "macos", "arm64"],
    ["windows-2022", "windows", "AMD64"],
    ["windows-11-arm", "windows", "ARM64"],
  ])("%s", (labels, system, architecture) => {
    expect(machineOf(labels)).toEqual({ system, architecture });
  });

  it("of an unknown name has no machine", () => {
    expect(machineOf("my-runner")).toBeUndefined();
  });
});
