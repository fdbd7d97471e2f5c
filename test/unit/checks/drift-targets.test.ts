import { describe, expect, it } from "vitest";

import { driftTargets } from "../../../src/checks/drift-targets.ts";
import {
  five,
  linux,
  listedSdist,
  listedWheel,
  mac,
  matrix,
  windows,
  type ListedSpec,
} from "../../support/listed-wheels.ts";

const pythons = ["cp310", "cp311", "cp312", "cp313"];
const usual = matrix(pythons, [...five, "win32"]);

/** What is said of `now` after a release that had `before`. */
function judged(now: readonly string[], before: readonly string[] = usual, spec: ListedSpec = {}) {
  return driftTargets.run({
    wheels: now.map((tag) => listedWheel(tag, { ...spec, version: "1.1" })),
    sdist: undefined,
    contract: undefined,
    previous: {
      version: "1.0",
      source: "pypi",
      wheels: before.map((tag) => listedWheel(tag)),
      sdist: undefined,
    },
  });
}
const without = (pattern: RegExp) => usual.filter((tag) => !pattern.test(tag));

describe("an error", () => {
  it("is a platform of many users that is lost while the Pythons stay", () => {
    expect(judged(without(/win_amd64/))).toMatchObject([
      {
        code: "WW060",
        severity: "error",
        artifact: `demo-1.0-cp310-cp310-${windows}.whl`,
        message:
          "1.0 had wheels for windows amd64, this release has none: cp310 on windows amd64, cp311 on windows amd64, cp312 on windows amd64 and 1 more",
      },
    ]);
  });

  it("is a Python that is lost everywhere, though it may be installed", () => {
    expect(judged(without(/cp312/))).toMatchObject([
      { severity: "error", artifact: `demo-1.0-cp312-cp312-${linux}.whl` },
    ]);
    expect(judged(without(/cp313/))).toHaveLength(1);
  });

  it("is one wheel that is lost while its Python and its platform stay", () => {
    expect(judged(without(/cp311.*aarch64/))).toMatchObject([
      {
        severity: "error",
        message:
          "1.0 had wheels for cp311 on manylinux aarch64, this release has none: cp311 on manylinux aarch64",
      },
    ]);
  });

  it("is the sdist that is lost", () => {
    const wheels = [listedWheel("py3-none-any", { version: "1.1" })];
    const previous = { version: "1.0", source: "pypi", wheels: [], sdist: listedSdist() };
    const said = driftTargets.run({ wheels, sdist: undefined, contract: undefined, previous });
    expect(said).toMatchObject([{ code: "WW060", severity: "error", artifact: "sdist" }]);
    const now = { wheels, sdist: listedSdist({ version: "1.1" }), contract: undefined, previous };
    expect(driftTargets.run(now)).toEqual([]);
  });
});

describe("a warning", () => {
  it.each([
    ["a platform of few users", /win32/],
    ["the oldest Python", /cp310/],
  ])("is the loss of %s", (_, pattern) => {
    expect(judged(without(pattern))).toMatchObject([{ code: "WW060", severity: "warning" }]);
  });

  it("is the loss of PyPy or of a free-threaded Python", () => {
    const more = [...usual, ...matrix(["pp311", "cp313t"], five)];
    expect(judged(usual, more)).toMatchObject([{ severity: "warning" }, { severity: "warning" }]);
  });

  it("is what a contract no longer promises", () => {
    const input = {
      wheels: without(/win_amd64/).map((tag) => listedWheel(tag, { version: "1.1" })),
      sdist: undefined,
      contract: { mode: "exact", artifacts: [] } as const,
      previous: {
        version: "1.0",
        source: "pypi",
        wheels: usual.map((tag) => listedWheel(tag)),
        sdist: listedSdist(),
      },
    };
    expect(driftTargets.run(input)).toMatchObject([{ severity: "warning" }]);
  });
});

describe("quiet", () => {
  it("where nothing is lost", () => {
    expect(judged([...usual, `cp314-cp314-${linux}`])).toEqual([]);
    expect(driftTargets.run({ wheels: [], sdist: undefined, contract: undefined })).toEqual([]);
  });

  it("where Requires-Python shuts the Python out", () => {
    const metadata = "Requires-Python: >=3.12\n";
    expect(judged(without(/cp31[01]/), usual, { metadata })).toEqual([]);
    expect(judged(without(/cp31[01]/), usual, { metadata: "Requires-Python: >=3.11\n" })).toHaveLength(1);
  });

  it.each([
    ["one abi3 wheel for many", five.map((platform) => `cp310-abi3-${platform}`), matrix(pythons, five)],
    ["many wheels for one of abi3", matrix(pythons, five), five.map((platform) => `cp310-abi3-${platform}`)],
    ["an older stable ABI", [`cp39-abi3-${linux}`], [`cp311-abi3-${linux}`]],
    ["a program for the platform", [`py3-none-${linux}`], [`cp39-abi3-${linux}`]],
    ["a pure wheel", ["py3-none-any"], matrix(pythons, five)],
    ["universal2 for both architectures", ["cp312-cp312-macosx_11_0_universal2"], [`cp312-cp312-${mac}`]],
    [
      "both architectures for universal2",
      [`cp312-cp312-${mac}`, "cp312-cp312-macosx_10_13_x86_64"],
      ["cp312-cp312-macosx_11_0_universal2"],
    ],
    ["another policy", ["cp312-cp312-manylinux_2_34_x86_64"], [`cp312-cp312-${linux}`]],
    [
      "two libcs in one wheel",
      ["py3-none-manylinux_2_17_armv7l.musllinux_1_2_armv7l"],
      ["py3-none-manylinux_2_17_armv7l", "py3-none-musllinux_1_2_armv7l"],
    ],
  ])("with %s", (_, now, before) => {
    expect(judged(now, before)).toEqual([]);
  });

  it("with a pure wheel only where nothing is compiled any more", () => {
    const pure = ["py3-none-any"];
    expect(judged([...without(/cp311.*aarch64/), ...pure], [...usual, ...pure])).toHaveLength(1);
    expect(judged(pure, [...usual, ...pure])).toEqual([]);
  });

  it("with a newer stable ABI only where Requires-Python agrees", () => {
    const [now, before] = [[`cp311-abi3-${linux}`], [`cp39-abi3-${linux}`]];
    expect(judged(now, before, { metadata: "Requires-Python: >=3.11\n" })).toEqual([]);
    expect(judged(now, before, { metadata: "Requires-Python: >=3.9\n" })).toHaveLength(1);
  });

  it("but not where one half of universal2 is gone", () => {
    expect(judged([`cp312-cp312-${mac}`], ["cp312-cp312-macosx_11_0_universal2"])).toHaveLength(1);
  });
});
