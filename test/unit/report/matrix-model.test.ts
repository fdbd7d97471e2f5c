import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Contract } from "../../../src/artifacts/contract.ts";
import { finding } from "../../../src/checks/finding.ts";
import type { VerifyReport } from "../../../src/pipeline/verify-report.ts";
import { matrixOf, type Entry, type Matrix } from "../../../src/report/matrix/model.ts";
import { shortNames } from "../../../src/report/matrix/names.ts";
import { entriesOf, matrixCounts, stateOf } from "../../../src/report/matrix/words.ts";
import { hostileReport, onePureWheel, sixtyWheels, verifyReport } from "../../support/verify-reports.ts";

const wheel = (tags: string) => `demo-1.0-${tags}.whl`;

/** `cp312 | manylinux x86_64: there, macOS arm64: missing`, a line a row; what is empty is left out. */
function picture(matrix: Matrix): string[] {
  const words = (entries: readonly Entry[]) => entries.map(stateOf).join("+");
  return matrix.rows.map(({ python, cells, everywhere }) => {
    const shown = cells.flatMap(({ entries, servedBy }, index) => {
      const { place, label = "" } = matrix.columns[index] ?? {};
      const text = entries.length > 0 ? words(entries) : servedBy === undefined ? "" : "served";
      return text === "" ? [] : [`${place?.group ?? ""} ${label}: ${text}`];
    });
    return `${python.label} | ${[...everywhere.map((entry) => `everywhere: ${stateOf(entry)}`), ...shown].join(", ")}`;
  });
}

function pictureOf(tags: readonly string[], more: Partial<VerifyReport> = {}): string[] {
  return picture(matrixOf(verifyReport(tags.map(wheel), more)));
}

const previous = (...tags: readonly string[]): VerifyReport["previous"] => ({
  version: "0.9",
  source: "pypi",
  files: tags.map((one) => wheel(one).replace("1.0", "0.9")),
});

describe("the matrix of sixty wheels", () => {
  const report = sixtyWheels();
  const matrix = matrixOf(report);

  it("counts what is there, missing, lost, odd and new", () => {
    expect(matrixCounts(matrix)).toBe("60 wheels, 1 sdist, 803 MB; 1 missing, 2 lost, 4 odd, 5 new");
  });

  it("has its rows by Python and its columns by system", () => {
    expect(matrix.rows.map(({ python }) => python.label)).toEqual([
      "cp311",
      "cp312",
      "cp313",
      "cp314",
      "cp313t",
      "pp311",
    ]);
    expect(matrix.columns.map(({ place, label }) => `${place.group} ${label}`)).toEqual([
      "manylinux x86_64",
      "manylinux aarch64",
      "musllinux x86_64",
      "musllinux aarch64",
      "macOS x86_64 10.9+",
      "macOS x86_64 14+",
      "macOS arm64 11+",
      "macOS arm64 14+",
      "Windows amd64",
      "Windows arm64",
      "Windows win32",
      "Pyodide wasm32",
    ]);
  });

  it("has every file once", () => {
    const files = entriesOf(matrix).flatMap((entry) => (entry.kind === "present" ? [entry.file] : []));
    expect(files.sort()).toEqual(report.files.map(({ file }) => file).sort());
  });
});

describe("a cell", () => {
  it("is odd by an error or a warning, not by a note", () => {
    const tags = ["cp311-cp311-win_amd64", "cp312-cp312-win_amd64", "cp313-cp313-win_amd64"];
    const findings = [
      finding("WW014", wheel("cp311-cp311-win_amd64"), "holds no machine code"),
      finding("WW011", wheel("cp311-cp311-win_amd64"), "RECORD does not fit"),
      finding("WW014", wheel("cp312-cp312-win_amd64"), "holds no machine code"),
      finding("WW010", wheel("cp313-cp313-win_amd64"), "another order", { severity: "note" }),
    ];
    expect(pictureOf(tags, { findings })).toEqual([
      "cp311 | Windows amd64: error",
      "cp312 | Windows amd64: warning",
      "cp313 | Windows amd64: there",
    ]);
  });

  it("knows the findings that name it, by their places in the report", () => {
    const report = sixtyWheels();
    for (const entry of entriesOf(matrixOf(report))) {
      const name = entry.kind === "present" ? entry.file : entry.name;
      const own = report.findings.flatMap(({ artifact }, index) => (artifact === name ? [index] : []));
      expect(entry.findings).toEqual(own);
    }
  });

  it("is new where the previous release had nothing of its Python and architecture, whatever the policy", () => {
    const tags = ["cp312-cp312-manylinux_2_28_x86_64", "cp314-cp314-manylinux_2_28_x86_64"];
    expect(
      pictureOf(tags, { previous: previous("cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64") }),
    ).toEqual(["cp312 | manylinux x86_64: there", "cp314 | manylinux x86_64: new"]);
    expect(pictureOf(tags).join()).not.toContain("new");
  });

  it("is lost where the previous release had it and nothing serves its users now", () => {
    const tags = ["cp39-abi3-win_amd64", "cp39-abi3-macosx_10_9_universal2"];
    const before = previous(
      "cp38-cp38-win_amd64",
      "cp312-cp312-win_amd64",
      "cp312-cp312-macosx_11_0_arm64",
      "cp312-cp312-win32",
    );
    expect(pictureOf(tags, { previous: before })).toEqual([
      "cp38 | Windows amd64: lost",
      "cp39-abi3 | macOS universal2: new, Windows amd64: new",
      "cp312 | macOS universal2: served, Windows amd64: served, Windows win32: lost",
    ]);
  });

  it("of an abi3 wheel for older Pythons than before is no loss", () => {
    expect(pictureOf(["cp38-abi3-win_amd64"], { previous: previous("cp39-abi3-win_amd64") })).toEqual([
      "cp38-abi3 | Windows amd64: new",
    ]);
    expect(pictureOf(["cp310-abi3-win_amd64"], { previous: previous("cp39-abi3-win_amd64") })).toEqual([
      "cp39-abi3 | Windows amd64: lost",
      "cp310-abi3 | Windows amd64: new",
    ]);
  });

  it("holds several wheels only where nothing tells them apart", () => {
    const tags = ["1-cp312-cp312-win_amd64", "2-cp312-cp312-win_amd64"];
    expect(pictureOf(tags)).toEqual(["cp312 | Windows amd64: there+there"]);
  });
});

describe("the contract", () => {
  const expected = (id: string, platform: string, more = {}): Contract["artifacts"][number] => ({
    kind: "wheel",
    targets: [id],
    platform,
    optional: false,
    ...more,
  });
  const linux = expected("cp312-manylinux_2_28_x86_64", "manylinux_2_28_x86_64");
  const sdist = { kind: "sdist", optional: false } as const;

  it("shows what it promised and is not there, the sdist too", () => {
    const contract: Contract = {
      mode: "exact",
      artifacts: [sdist, linux, expected("cp314-win_amd64", "win_amd64")],
    };
    const matrix = matrixOf(verifyReport([wheel("cp314-cp314t-win_amd64")], { contract }));
    expect(picture(matrix)).toEqual([
      "cp312 | manylinux x86_64: missing",
      "cp314 | Windows amd64: missing",
      "cp314t | Windows amd64: there",
    ]);
    expect(matrix.sdists.map(stateOf)).toEqual(["missing"]);
    expect(matrix.counts.missing).toBe(3);
  });

  it("is met by a wheel of an older policy, and by an abi3 wheel of an older Python", () => {
    for (const tags of ["cp312-cp312-manylinux_2_17_x86_64", "cp39-abi3-manylinux_2_28_x86_64"])
      expect(pictureOf([tags], { contract: { mode: "learning", artifacts: [linux] } }).join()).not.toContain(
        "missing",
      );
  });

  it("is not met by a pure wheel, unless a pure wheel was promised", () => {
    const contract: Contract = { mode: "learning", artifacts: [linux] };
    expect(pictureOf(["py3-none-any"], { contract })).toEqual([
      "cp312 | manylinux x86_64: missing",
      "py3-none-any | everywhere: there",
    ]);
    const pure: Contract = {
      mode: "exact",
      artifacts: [expected("cp312-win_amd64", "any", { wheelKind: "pure", python: "py3", abi: "none" })],
    };
    expect(pictureOf(["py3-none-any"], { contract: pure })).toEqual(["py3-none-any | everywhere: there"]);
    expect(pictureOf([], { contract: pure })).toEqual(["py3-none-any | everywhere: missing"]);
  });

  it("and a finding of a missing target make one entry", () => {
    const [target = ""] = linux.kind === "wheel" ? linux.targets : [];
    const findings = [finding("WW001", target, "the wheel is missing")];
    const matrix = matrixOf(
      verifyReport([wheel("cp312-cp312-win_amd64")], {
        contract: { mode: "exact", artifacts: [linux] },
        findings,
      }),
    );
    expect(picture(matrix)).toEqual(["cp312 | manylinux x86_64: missing, Windows amd64: there"]);
    expect(entriesOf(matrix).find(({ kind }) => kind === "absent")?.findings).toEqual([0]);
  });
});

describe("tags", () => {
  it("of several platforms put the wheel into one column, and serve the others", () => {
    expect(
      pictureOf([
        "cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64.musllinux_1_1_x86_64",
        "cp312-cp312-macosx_10_9_x86_64.macosx_11_0_arm64.macosx_10_9_universal2",
      ]),
    ).toEqual(["cp312 | manylinux x86_64: there, musllinux x86_64: served, macOS universal2: there"]);
  });

  it("that Wheelway never builds have their place", () => {
    expect(
      pictureOf([
        "cp313-cp313-android_24_arm64_v8a",
        "cp313-cp313-ios_13_0_arm64_iphoneos",
        "cp313-cp313-pyodide_2025_0_wasm32",
        "cp313-cp313-manylinux_2_31_riscv64",
        "cp313-cp313-linux_armv6l",
        "cp313-cp313-freebsd_14_amd64",
        "graalpy311-graalpy242_311_native-win_amd64",
        "cp27-cp27mu-manylinux1_i686",
        "py2.py3-none-win32",
      ]),
    ).toEqual([
      "cp313 | manylinux riscv64: there, Linux armv6l: there, Windows win32: served, Android arm64_v8a: there, iOS arm64_iphoneos: there, Pyodide wasm32: there, other freebsd_14_amd64: there",
      "gp311 | Windows amd64: there, Windows win32: served",
      "cp27-cp27mu | manylinux i686: there",
      "py2.py3-none | Windows win32: there",
    ]);
  });

  it("split a column only where one Python has wheels for two policies of it", () => {
    const labels = (...tags: readonly string[]) =>
      matrixOf(verifyReport(tags.map(wheel))).columns.map(({ label, policies }) => [label, policies]);
    expect(labels("cp311-cp311-macosx_10_9_x86_64", "cp312-cp312-macosx_10_13_x86_64")).toEqual([
      ["x86_64", "10.9 to 10.13"],
    ]);
    expect(labels("cp312-cp312-macosx_10_13_x86_64", "cp312-cp312-macosx_14_0_x86_64")).toEqual([
      ["x86_64 10.13+", "10.13"],
      ["x86_64 14+", "14"],
    ]);
  });

  it("that cannot be read leave the file outside of the table", () => {
    const matrix = matrixOf(hostileReport());
    expect(matrix.elsewhere).toHaveLength(8);
    expect(matrixCounts(matrix)).toMatch(/^3 wheels, 8 other files, 11\.0 MB; 9 odd/);
  });
});

it("a pure wheel spans all columns", () => {
  const { columns, rows } = matrixOf(onePureWheel());
  expect(columns).toEqual([]);
  expect(rows.map(({ python, cells, everywhere }) => [python.title, cells, everywhere.length])).toEqual([
    ["Any Python 3", [], 1],
  ]);
});

it("whatever the tags are, every file stands in the matrix once", () => {
  const tag = (...list: readonly string[]) => fc.constantFrom(...list);
  const name = fc
    .tuple(
      tag("cp39", "cp312", "pp311", "py3", "py2.py3", "cp310.cp311", "graalpy311", "xx1"),
      tag("cp39", "cp312", "cp312t", "abi3", "abi3.abi3t", "none", "pypy311_pp73", "zz"),
      tag(
        "any",
        "win32",
        "win_amd64.win32",
        "macosx_10_9_universal2",
        "macosx_11_0_arm64",
        "macosx_14_0_arm64",
        "manylinux1_i686",
        "manylinux_2_28_x86_64",
        "musllinux_1_2_x86_64.manylinux2014_x86_64",
        "haiku",
      ),
    )
    .map((tags) => wheel(tags.join("-")));
  fc.assert(
    fc.property(
      fc.uniqueArray(name, { maxLength: 30 }),
      fc.uniqueArray(name, { maxLength: 10 }),
      (files, before) => {
        const matrix = matrixOf(
          verifyReport(files, { previous: { version: "0", source: "x", files: before } }),
        );
        const shown = entriesOf(matrix).flatMap((entry) => (entry.kind === "present" ? [entry.file] : []));
        expect(shown.sort()).toEqual([...files].sort());
        expect(
          matrix.rows.every(
            ({ cells, everywhere }) => everywhere.length > 0 || cells.length === matrix.columns.length,
          ),
        ).toBe(true);
      },
    ),
  );
});

describe("short names", () => {
  it("are the tags, by number rather than by year", () => {
    const files = [
      "cp312-cp312-manylinux2014_x86_64.manylinux_2_17_x86_64",
      "cp39-abi3-win_amd64",
      "py3-none-any",
    ].map(wheel);
    expect(["demo-1.0.tar.gz", ...files].map(shortNames(["demo-1.0.tar.gz", ...files]))).toEqual([
      "sdist",
      "cp312-manylinux_2_17_x86_64",
      "cp39-abi3-win_amd64",
      "py3-none-any",
    ]);
  });

  it("stay whole where they would be ambiguous, or of another release", () => {
    const files = [
      "demo-1.0-cp312-cp312-win32.whl",
      "demo-1.0-cp313-cp313-win32.whl",
      "demo-1.1-cp312-cp312-win32.whl",
      "demo-1.0.tar.gz",
      "demo-1.1.tar.gz",
    ];
    expect(files.map(shortNames(files))).toEqual(["cp312-win32", "cp313-win32", ...files.slice(2)]);
  });
});
