/** Which targets cibuildwheel's selectors choose: compared with lists that are written down, not computed. */

import { describe, expect, it } from "vitest";
import {
  architecturesOf,
  forgottenInterpreters,
  identifiersOf,
  selectIdentifiers,
  type Generation,
} from "../../../../../src/config/translate/cibuildwheel/identifiers.ts";
import { cibuildwheel, workflow } from "../../../../support/init.ts";

interface More {
  readonly skip?: string;
  readonly enable?: string;
  readonly generation?: Generation;
  readonly python?: string;
}

const select = (build: string, { skip = "", enable = "", generation = 4.2, python = ">=3.9" }: More = {}) =>
  selectIdentifiers({
    generation,
    build: build.split(" ").filter(Boolean),
    skip: skip.split(" ").filter(Boolean),
    enable: enable.split(" ").filter(Boolean),
    requiresPython: python,
  }).map(({ id }) => id);

const only = (ids: readonly string[], part: string) => ids.filter((id) => id.endsWith(part));

describe("selectors", () => {
  it("match with the wildcards and braces of cibuildwheel", () => {
    expect(select("cp3?-manylinux_x86_64")).toEqual(["cp39-manylinux_x86_64"]);
    expect(select("cp31{0,2}-win32")).toEqual(["cp310-win32", "cp312-win32"]);
    expect(select("cp3??t-musllinux_aarch64")).toEqual([
      "cp314t-musllinux_aarch64",
      "cp315t-musllinux_aarch64",
    ]);
    expect(select("cp312-*linux_i686")).toEqual(["cp312-manylinux_i686", "cp312-musllinux_i686"]);
  });

  it("leave out what is skipped", () => {
    const ids = select("cp313-*", {
      skip: "*-musllinux_* *_i686 *-win32 *_ppc64le *_s390x *_armv7l *_riscv64",
    });
    expect(ids).toEqual([
      "cp313-manylinux_x86_64",
      "cp313-manylinux_aarch64",
      "cp313-macosx_x86_64",
      "cp313-macosx_arm64",
      "cp313-macosx_universal2",
      "cp313-win_amd64",
      "cp313-win_arm64",
    ]);
  });

  it("have PyPy, GraalPy and free-threaded 3.13 only where they are enabled", () => {
    expect(select("pp*-win_amd64")).toEqual([]);
    expect(select("pp*-win_amd64", { enable: "pypy" })).toEqual(["pp311-win_amd64"]);
    expect(select("pp*-win_amd64", { enable: "pypy pypy-eol" })).toEqual([
      "pp39-win_amd64",
      "pp310-win_amd64",
      "pp311-win_amd64",
    ]);
    expect(select("gp*-win_amd64", { enable: "graalpy" })).toEqual(["gp312_250-win_amd64"]);
    expect(select("cp313t-win32", { generation: 3 })).toEqual([]);
    expect(select("cp313t-win32", { generation: 3, enable: "cpython-freethreading" })).toEqual([
      "cp313t-win32",
    ]);
    expect(select("*-win32", { generation: 3, enable: "all", python: ">=3.13,<3.14" })).toEqual([
      "cp313-win32",
      "cp313t-win32",
    ]);
  });

  it("have Python 3.15 before cibuildwheel 4.2 only as a pre-release", () => {
    expect(select("cp315-win32", { generation: 4 })).toEqual([]);
    expect(select("cp315-win32", { generation: 4, enable: "cpython-prerelease" })).toEqual(["cp315-win32"]);
    expect(select("cp315-win32")).toEqual(["cp315-win32"]);
  });

  it("have every PyPy before version 3", () => {
    expect(only(select("*", { generation: 2 }), "-win_amd64").filter((id) => id.startsWith("pp"))).toEqual([
      "pp39-win_amd64",
      "pp310-win_amd64",
      "pp311-win_amd64",
    ]);
  });

  it("respect requires-python", () => {
    expect(only(select("cp*", { python: ">=3.12.4,<3.14" }), "-win32")).toEqual([
      "cp312-win32",
      "cp313-win32",
    ]);
  });

  it("have no PyPy where none is published", () => {
    const ids = select("pp311-*", { enable: "pypy" });
    expect(ids).toEqual([
      "pp311-manylinux_x86_64",
      "pp311-manylinux_i686",
      "pp311-manylinux_aarch64",
      "pp311-macosx_x86_64",
      "pp311-macosx_arm64",
      "pp311-win_amd64",
    ]);
  });

  it("have only names that Wheelway has as well", () => {
    expect(identifiersOf(2).some(({ id }) => id.startsWith("cp37"))).toBe(false);
    expect(forgottenInterpreters(2)).toEqual(["cp36", "cp37", "pp37", "pp38"]);
  });
});

describe("archs", () => {
  const linux = { system: "linux", architecture: "x86_64" } as const;
  const arm = { system: "linux", architecture: "aarch64" } as const;
  const windows = { system: "windows", architecture: "AMD64" } as const;
  const macos = { system: "macos", architecture: "arm64" } as const;
  it.each([
    [["auto"], linux, 4, ["x86_64"]],
    [["auto"], linux, 2, ["x86_64", "i686"]],
    [["auto32"], linux, 4, ["i686"]],
    [["auto", "auto32"], arm, 4, ["aarch64"]],
    [["auto"], windows, 4, ["amd64", "win32"]],
    [["auto64"], windows, 4, ["amd64"]],
    [["ARM64", "x86"], windows, 4, ["win_arm64", "win32"]],
    [["x86_64", "universal2"], macos, 4, ["x86_64", "universal2"]],
    [["all"], macos, 4, ["x86_64", "arm64", "universal2"]],
    [["native", "aarch64"], linux, 4, ["x86_64", "aarch64"]],
    [["universal2"], linux, 4, []],
  ] as const)("%j on %j, version %d", (archs, machine, generation, expected) => {
    expect(architecturesOf(archs, machine, generation)).toEqual(expected);
  });
});

describe("the chosen targets", () => {
  const targets = async (lines: string, env: Record<string, string> = {}, options = {}) =>
    (
      await cibuildwheel(lines, {
        project: 'requires-python = ">=3.11"',
        files: { ".github/workflows/w.yml": workflow(env, options) },
      })
    ).targets;

  it("are those of `build` and `skip`, by the policy of their images", async () => {
    expect(
      await targets(
        'build = ["cp312-*", "cp313-manylinux*"]\nskip = "*-musllinux_i686"\narchs = ["x86_64", "i686"]',
      ),
    ).toEqual([
      "cp312-manylinux_2_28_i686",
      "cp312-manylinux_2_28_x86_64",
      "cp312-musllinux_1_2_x86_64",
      "cp313-manylinux_2_28_i686",
      "cp313-manylinux_2_28_x86_64",
    ]);
  });

  it("are those that a variable names instead", async () => {
    const lines = 'build = "cp311-*"\nenable = ["pypy"]';
    expect(await targets(lines, { CIBW_BUILD: "pp311-*", CIBW_ENABLE: "graalpy" })).toEqual([
      "pp311-manylinux_2_28_x86_64",
    ]);
    expect(await targets(lines, { CIBW_BUILD: "gp*", CIBW_ENABLE: "graalpy" })).toEqual([
      "gp312-manylinux_2_28_x86_64",
    ]);
  });

  it("are on manylinux2014 by default before version 3", async () => {
    expect(await targets('build = "cp312-manylinux*"', {}, { version: "v2.21.1" })).toEqual([
      "cp312-manylinux_2_17_i686",
      "cp312-manylinux_2_17_x86_64",
    ]);
  });

  it("are those of the runner's system", async () => {
    expect(await targets('build = "cp312-*"', {}, { runner: "windows-2022" })).toEqual([
      "cp312-win32",
      "cp312-win_amd64",
    ]);
    expect(await targets('build = "cp31{1,4}-*"', {}, { runner: "macos-13" })).toEqual([
      "cp311-macosx_10_15_x86_64",
      "cp314-macosx_10_15_x86_64",
    ]);
  });

  it("have a platform of their own where Pythons have images of their own", async () => {
    const lines = `build = "cp31{1,2,3}-manylinux*"
[[tool.cibuildwheel.overrides]]
select = "cp311-*"
manylinux-x86_64-image = "manylinux2014"`;
    expect(await targets(lines)).toEqual([
      "cp311-manylinux_2_17_x86_64",
      "cp312-manylinux_2_28_x86_64",
      "cp313-manylinux_2_28_x86_64",
    ]);
  });

  it("are of one machine of each system where no CI file calls cibuildwheel", async () => {
    const { targets: found } = await cibuildwheel('build = "cp313-*"\nskip = "*-musllinux*"');
    expect(found).toEqual([
      "cp313-macosx_11_0_arm64",
      "cp313-manylinux_2_28_x86_64",
      "cp313-win32",
      "cp313-win_amd64",
    ]);
  });
});
