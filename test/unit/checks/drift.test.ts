import { describe, expect, it } from "vitest";

import type { Check } from "../../../src/checks/check.ts";
import { driftModules } from "../../../src/checks/drift-modules.ts";
import { driftRequirements } from "../../../src/checks/drift-requirements.ts";
import { driftSizes } from "../../../src/checks/drift-sizes.ts";
import { runChecks } from "../../../src/checks/checks.ts";
import { five, listedSdist, listedWheel, matrix, type ListedSpec } from "../../support/listed-wheels.ts";
import { inputOf, previousOf, recordedRelease } from "../../support/recorded-release.ts";

const tags = matrix(["cp311", "cp312", "cp313"], five);
const files = { "demo/__init__.py": 1, "demo_extra.py": 1, "_demo.abi3.so": 1 };

/** What a check says of a release whose wheels are all of one specification, after one of another. */
function said(check: Check, now: ListedSpec, before: ListedSpec = { files }) {
  const version = now.version ?? "1.0.1";
  return check.run({
    wheels: tags.map((tag) => listedWheel(tag, { files, ...now, version })),
    sdist: undefined,
    contract: undefined,
    previous: {
      version: "1.0",
      source: "pypi",
      wheels: tags.map((tag) => listedWheel(tag, { files, ...before })),
      sdist: undefined,
    },
  });
}

describe("modules and entry points", () => {
  it.each([
    ["the same", files],
    ["more modules inside of a package", { ...files, "demo/new.py": 1 }],
    ["a private module less", { "demo/__init__.py": 1, "demo_extra.py": 1 }],
    ["a private module more", { ...files, "_demo2.py": 1 }],
  ])("are quiet with %s", (_, now) => {
    expect(said(driftModules, { files: now })).toEqual([]);
  });

  it("tell a top-level module that is gone: an error where it is the project's own name", () => {
    expect(said(driftModules, { files: { "demo/__init__.py": 1, "_demo.abi3.so": 1 } })).toMatchObject([
      { code: "WW061", severity: "warning", message: "demo_extra can be imported no more, in 1.0 it could" },
    ]);
    expect(said(driftModules, { files: { "_demo.abi3.so": 1, "demo_extra.py": 1 } })).toMatchObject([
      { code: "WW061", severity: "error" },
    ]);
  });

  it("tell a new top-level module, and strays with other words", () => {
    const now = { ...files, "other/__init__.py": 1, "tests/test_demo.py": 1 };
    expect(said(driftModules, { files: now }).map(({ code, message }) => `${code} ${message}`)).toEqual([
      "WW066 other is a new top-level module, 1.0 had none of that name",
      "WW067 tests is installed at the top level, beside what other projects put there; 1.0 had none",
    ]);
    expect(said(driftModules, { files: now }, { files: now })).toEqual([]);
  });

  it("tell entry points that are gone", () => {
    const before = { entryPoints: "[console_scripts]\ndemo = demo:main\n[demo.plugins]\nx = demo.x\n" };
    const now = { entryPoints: "[demo.plugins]\nx = demo.y\n" };
    expect(said(driftModules, now, before)).toMatchObject([
      {
        code: "WW062",
        severity: "warning",
        message: "the entry points console_scripts: demo of 1.0 are gone",
      },
    ]);
    expect(said(driftModules, before, now)).toEqual([]);
  });
});

describe("requirements", () => {
  const before = { metadata: "Requires-Python: >=3.9\nRequires-Dist: idna\nRequires-Dist: six\n" };

  it("are notes in a feature release, and warnings in a patch release", () => {
    const metadata = "Requires-Python: >=3.11\nRequires-Dist: idna>=3\nRequires-Dist: pytest>=8\n";
    const messages = [
      'Requires-Python is ">=3.11", in 1.0 it was ">=3.9"',
      "it requires pytest>=8, which 1.0 did not, and it requires six no more, which 1.0 did",
    ];
    const findings = (version: string) =>
      said(driftRequirements, { metadata, version }, before).map((one) => [
        one.code,
        one.severity,
        one.message,
      ]);
    expect(findings("1.1")).toEqual([
      ["WW063", "note", messages[0]],
      ["WW064", "note", messages[1]],
    ]);
    expect(findings("1.0.1")).toEqual([
      ["WW063", "warning", messages[0]],
      ["WW064", "warning", messages[1]],
    ]);
    expect(findings("2.0.0").map(([, severity]) => severity)).toEqual(["note", "note"]);
  });

  it("are quiet where only versions and extras change", () => {
    const metadata =
      'Requires-Python:  >= 3.9\nRequires-Dist: Idna<9\nRequires-Dist: six (>=1)\nRequires-Dist: numba; extra == "fast"\n';
    expect(said(driftRequirements, { metadata }, before)).toEqual([]);
  });
});

describe("sizes", () => {
  it("of one wheel or of many are one finding", () => {
    expect(said(driftSizes, { size: 1_500_000 }, { size: 1_000_000 })).toEqual([]);
    expect(said(driftSizes, { size: 60_000 }, { size: 10_000 })).toEqual([]);
    const [found, ...others] = said(driftSizes, { size: 3_000_000 }, { size: 1_000_000 });
    expect(others).toEqual([]);
    expect(found).toMatchObject({ code: "WW065", severity: "warning", artifact: undefined });
    expect(found?.message).toBe(
      "15 of 15 wheels have another size than in 1.0: cp311 on manylinux x86_64 has 3000000 bytes, 1000000 in 1.0; so do cp311 on manylinux aarch64, cp311 on musllinux x86_64, cp311 on macos arm64 and 11 more",
    );
  });

  it("of two wheels in one place are held against the nearest", () => {
    const both = ["cp312-cp312-macosx_10_15_x86_64", "cp312-cp312-macosx_14_0_x86_64"];
    const wheels = (version: string) =>
      both.map((tag, index) => listedWheel(tag, { version, size: (index + 1) * 3_000_000 }));
    const previous = { version: "1.0", source: "pypi", wheels: wheels("1.0"), sdist: undefined };
    expect(
      driftSizes.run({ wheels: wheels("1.1"), sdist: undefined, contract: undefined, previous }),
    ).toEqual([]);
  });

  it.each([
    [1_000_000, 2_900_000, []],
    [10_000, 60_000, []],
    [1_000_000, 4_000_000, ["warning it has 4000000 bytes, 4 times as much as the 1000000 of 1.0"]],
    [4_000_000, 1_000_000, ["warning it has 1000000 bytes, 1/4 of the 4000000 of 1.0"]],
    [1_000_000, 21_000_000, ["error it has 21000000 bytes, 21 times as much as the 1000000 of 1.0"]],
    [50_000, 2_000_000, ["warning it has 2000000 bytes, 40 times as much as the 50000 of 1.0"]],
  ])("of the sdist: %d, then %d", (before, now, expected) => {
    const findings = driftSizes.run({
      wheels: [],
      sdist: listedSdist({ version: "1.1", size: now, files: { "demo/a.py": 7, "target/debug/big": 99 } }),
      contract: undefined,
      previous: { version: "1.0", source: "pypi", wheels: [], sdist: listedSdist({ size: before }) },
    });
    expect(findings.map(({ severity, message }) => `${severity} ${message}`)).toEqual(
      expected.map((text) => `${text}; its largest member is target/debug/big with 99`),
    );
  });
});

it("holds zlmdb 26.7.1 against 26.6.1: one wheel lost, not one word more", () => {
  const input = {
    ...inputOf(recordedRelease("zlmdb-26.7.1")),
    previous: previousOf(recordedRelease("zlmdb-26.6.1")),
  };
  const findings = runChecks(input).filter(({ code }) => code.startsWith("WW06"));
  expect(findings).toMatchObject([
    {
      code: "WW060",
      severity: "warning",
      message: "26.6.1 had wheels for cp314t, this release has none: cp314t on manylinux aarch64",
    },
  ]);
});
