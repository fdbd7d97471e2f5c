import { describe, expect, it } from "vitest";

import { matrixGaps } from "../../../src/checks/matrix-gaps.ts";
import { arm, five, linux, listedWheel, mac, matrix, musl, windows } from "../../support/listed-wheels.ts";

const contract = { mode: "exact", artifacts: [] } as const;
const pythons = ["cp310", "cp311", "cp312", "cp313"];

/** The holes of the matrix without the tags that match, and with some more. */
function judged(without: RegExp, more: readonly string[] = [], all = matrix(pythons, five)) {
  const wheels = [...all.filter((tag) => !without.test(tag)), ...more].map((tag) => listedWheel(tag));
  return matrixGaps.run({ wheels, sdist: undefined, contract: undefined });
}

describe("a hole", () => {
  it("is a Python between two others of the same platform", () => {
    expect(judged(/cp31[12].*aarch64/)).toMatchObject([
      {
        code: "WW055",
        severity: "warning",
        artifact: `cp311-${arm}`,
        message: "there is no wheel for cp311 on manylinux aarch64, but cp310 and cp313 have one",
      },
      { artifact: `cp312-${arm}` },
    ]);
  });

  it("is the only empty place of a rectangle", () => {
    expect(judged(/cp313.*musl/)).toMatchObject([
      {
        artifact: `cp313-${musl}`,
        message:
          "there is no wheel for cp313 on musllinux x86_64, but the other 19 of 20 Pythons and platforms have one",
      },
    ]);
  });
});

describe("quiet", () => {
  it.each([
    ["a full matrix", /never/],
    ["a platform that ends with two old Pythons", /cp31[23].*musl/],
    ["a platform that begins with two new Pythons", /cp31[01].*aarch64/],
    ["a Python with few platforms", /cp313.*(?:musl|mac)/],
  ])("with %s", (_, without) => {
    expect(judged(without)).toEqual([]);
  });

  it("where another wheel serves the place", () => {
    const hole = new RegExp(`cp312-${mac}`);
    expect(judged(hole)).toHaveLength(1);
    expect(judged(hole, [`cp310-abi3-${mac}`])).toEqual([]);
    expect(judged(hole, ["cp312-cp312-macosx_10_13_universal2"])).toEqual([]);
    // A pure wheel is what is left for those who have no better one.
    expect(judged(hole, ["py3-none-any"])).toHaveLength(1);
    expect(judged(hole, [`cp313-abi3-${mac}`])).toHaveLength(1);
  });

  it("where a place is commonly empty", () => {
    const arms = matrix(pythons, [...five, "win_arm64"]);
    expect(judged(/cp310-win_arm64/, [], arms)).toEqual([]);
    expect(judged(/cp312-win_arm64/, [], arms)).toHaveLength(1);
    const free = matrix(["cp313t", "cp314t"], [...five, "win32"]);
    expect(judged(/cp313t-win32/, [], free)).toEqual([]);
    const pypy = matrix(["pp310", "pp311"], [linux, arm, musl, mac, windows, "manylinux_2_28_i686"]);
    expect(judged(/pp311.*musl/, [], pypy)).toEqual([]);
    expect(judged(/pp311.*win/, [], pypy)).toHaveLength(1);
    expect(
      judged(/never/, ["cp311-cp311-pyodide_2024_0_wasm32", "cp313-cp313-pyodide_2025_0_wasm32"]),
    ).toEqual([]);
  });

  it("where a contract says what has to be there, and where wheels serve many Pythons", () => {
    const wheels = matrix(pythons, five)
      .filter((tag) => !/cp312.*aarch64/.test(tag))
      .map((tag) => listedWheel(tag));
    expect(matrixGaps.run({ wheels, sdist: undefined, contract })).toEqual([]);
    expect(judged(/./, ["cp39-abi3-win_amd64", "py3-none-win_amd64", "py3-none-any"])).toEqual([]);
  });
});
