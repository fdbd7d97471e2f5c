import { describe, expect, it } from "vitest";

import { siblingFiles } from "../../../src/checks/sibling-files.ts";
import { arm, five, linux, listedWheel, mac, matrix, musl, windows } from "../../support/listed-wheels.ts";
import { inputOf, recordedRelease } from "../../support/recorded-release.ts";

const common = { "demo/__init__.py": 100, "demo/core.py": 2000 };
const tool = { ...common, "demo/bin/tool": 900_000 };
const pythons = ["cp311", "cp312", "cp313"];

/** The release in which every wheel has `tool`, but for those whose tags match. */
function lacking(without: RegExp, tags = matrix(pythons, five), files = tool) {
  const wheels = tags.map((tag) => listedWheel(tag, { files: without.test(tag) ? common : files }));
  return siblingFiles.run({ wheels, sdist: undefined, contract: undefined });
}

describe("a file that the siblings have", () => {
  it("is an error where the same Python and the same platform have it, named with those", () => {
    const [found, ...others] = lacking(/cp312-manylinux.*aarch64/);
    expect(others).toEqual([]);
    expect(found).toMatchObject({
      code: "WW050",
      severity: "error",
      artifact: `demo-1.0-cp312-cp312-${arm}.whl`,
      member: "demo/bin/tool",
    });
    expect(found?.message).toBe(
      "it lacks demo/bin/tool, which the wheels of the same Python on macos arm64, manylinux x86_64, musllinux x86_64 and 1 more and the same platform for cp311 and cp313 have",
    );
  });

  it("is the same program on Windows", () => {
    const wheels = matrix(pythons, five).map((tag) =>
      listedWheel(tag, { files: { ...common, [`demo/bin/tool${tag.endsWith(windows) ? ".exe" : ""}`]: 9 } }),
    );
    expect(siblingFiles.run({ wheels, sdist: undefined, contract: undefined })).toEqual([]);
    const one = lacking(new RegExp(`cp313-${windows}`));
    expect(one).toMatchObject([{ code: "WW050", artifact: `demo-1.0-cp313-cp313-${windows}.whl` }]);
  });

  it("is one finding for all files of a wheel, the first named and the rest counted", () => {
    const many = Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`demo/data/${i}.txt`, 1]));
    const [found, ...others] = lacking(/cp312-win/, undefined, { ...tool, ...many });
    expect(others).toEqual([]);
    expect(found?.message).toContain(
      "it lacks demo/bin/tool, demo/data/0.txt, demo/data/1.txt and 7 more, which",
    );
  });

  it("is only doubtful where wheels of one kind alone can tell", () => {
    const onePlatform = lacking(/cp313/, matrix(["cp310", "cp311", "cp312", "cp313"], [linux]));
    expect(onePlatform).toMatchObject([{ code: "WW051", severity: "warning" }]);
    const onePython = lacking(/ppc64le/, [
      ...["x86_64", "aarch64", "ppc64le", "s390x"].map((machine) => `cp39-abi3-manylinux_2_28_${machine}`),
    ]);
    expect(onePython).toMatchObject([{ code: "WW051", severity: "warning" }]);
    const two = lacking(/cp314t-manylinux.*aarch64/, [
      ...["cp39-abi3", "cp314-cp314t"].flatMap((python) => five.map((platform) => `${python}-${platform}`)),
    ]);
    expect(two).toMatchObject([{ code: "WW051", severity: "warning" }]);
    // The only PyPy wheel of Windows: neither its row nor its column has a wheel that is much like it.
    const tags = [...matrix(pythons, five), ...matrix(["pp311"], five)];
    expect(lacking(new RegExp(`pp311.*${windows}`), tags)).toMatchObject([
      { code: "WW051", severity: "warning" },
    ]);
  });
});

describe("quiet", () => {
  const more = [...matrix([...pythons, "cp313t", "pp310", "pp311"], five)];

  it.each([
    ["a platform without it", /win/],
    ["an architecture without it", /aarch64/],
    ["musllinux without it", /musl/],
    ["a Python without it", /cp311/],
    ["PyPy without it", /pp3/],
    ["free-threaded Python without it", /cp313t/],
    ["PyPy on Windows without it", /pp3.*win/],
    ["its only wheel for Windows without it", /win/, five.map((platform) => `cp39-abi3-${platform}`)],
    ["free-threaded Python and PyPy without it outside of Linux", /(?:cp313t|pp3).*(?:win|mac)/],
  ] satisfies [string, RegExp, string[]?][])("with %s", (_, without, tags = more) => {
    expect(lacking(without, tags)).toEqual([]);
  });

  it("with bundled libraries, byte code, a pure wheel beside it, and few wheels", () => {
    const wheels = more.map((tag, index) =>
      listedWheel(tag, {
        files: {
          ...tool,
          [`demo.libs/lib${index}-1a2b3c4d.so.1`]: 1,
          [`demo/__pycache__/x.cpython-3${index}.pyc`]: 1,
        },
      }),
    );
    const pure = listedWheel("py3-none-any", { files: common });
    expect(siblingFiles.run({ wheels: [...wheels, pure], sdist: undefined, contract: undefined })).toEqual(
      [],
    );
    expect(lacking(/mac/, matrix(["cp312"], [linux, mac, musl]))).toEqual([]);
  });
});

it("warns of a file that only one wheel has", () => {
  const wheels = matrix(pythons, five).map((tag) =>
    listedWheel(tag, { files: tag === `cp312-cp312-${mac}` ? { ...tool, "demo/core.orig": 1 } : tool }),
  );
  expect(siblingFiles.run({ wheels, sdist: undefined, contract: undefined })).toMatchObject([
    {
      code: "WW052",
      severity: "warning",
      artifact: `demo-1.0-cp312-cp312-${mac}.whl`,
      member: "demo/core.orig",
    },
  ]);
});

it("finds the three wheels of zlmdb 26.7.1 that lack flatc, and no other", () => {
  const findings = siblingFiles.run(inputOf(recordedRelease("zlmdb-26.7.1")));
  expect(findings.map(({ code, artifact, member }) => [code, artifact, member])).toEqual(
    [
      "zlmdb-26.7.1-cp312-cp312-manylinux2014_aarch64.manylinux_2_17_aarch64.manylinux_2_28_aarch64.whl",
      "zlmdb-26.7.1-cp313-cp313-musllinux_1_2_aarch64.whl",
      "zlmdb-26.7.1-pp311-pypy311_pp73-manylinux_2_34_aarch64.whl",
    ].map((file) => ["WW050", file, "zlmdb/_flatc/bin/flatc"]),
  );
  expect(findings[2]?.message).toBe(
    "it lacks zlmdb/_flatc/bin/flatc, which the wheels of the same Python on macos arm64 and manylinux x86_64 and the same platform for cp311, cp313 and cp314 have",
  );
});
