/** Good configurations: what the options come out as. */

import fc from "fast-check";
import { stringify } from "smol-toml";
import { describe, expect, it } from "vitest";
import { packageIndexes } from "../../../src/services.ts";
import { parseConfig } from "../../../src/config/parse.ts";
import { WheelwayError } from "../../../src/errors.ts";
import { configOf, projectToml } from "../../support/configs.ts";

const everything = `
[tool.wheelway]
python = ["cp311", "cp312", "cp313", "cp314", "cp314t", "pp311"]
platforms = ["manylinux_2_28_x86_64", "manylinux_2_28_aarch64", "musllinux_1_2_x86_64", "macosx_11_0_arm64", "win_amd64"]
skip = ["pp311-musllinux_*"]
backend = "dagger"
registry = "registry.example:5000/mirror/"
ca-bundle = "ca.pem"

[tool.wheelway.prepare]
packages = ["libxslt-devel"]
fetch = [{ url = "https://example.org/libfoo-1.2.tar.gz", sha256 = "${"AB".repeat(32)}" }]
commands = ["make -C {fetched}/libfoo install"]
rust = "1.95"

[tool.wheelway.sdist]
before = ["make cython", ["touch", "a b"]]

[tool.wheelway.build]
before = []
env = { CFLAGS = "-O2" }
config-settings = { "cmake.define" = ["A=1", "B=2"] }
network = "none"
timeout = "90s"

[tool.wheelway.repair]
args = ["--strip"]
exclude = ["libcuda.so.1"]
command = ["repair", "{wheel}", "{out}"]

[tool.wheelway.images]
manylinux_2_28_x86_64 = "registry.example/mirror/manylinux_2_28_x86_64"

[tool.wheelway.pure-fallback]
env = { NO_EXTENSIONS = "1" }

[tool.wheelway.checks]
WW012 = { level = "warning", reason = "known" }

[tool.wheelway.test]
requires = ["pytest"]
extras = []
groups = ["Test"]
sources = ["tests/"]
before = []
env = { A = "\${HOME}" }
resolution = ["highest", "lowest-direct"]
command = "python -m pytest {sources}/tests"
timeout = 5

[[tool.wheelway.test.smoke]]
name = "CFFI extension loads"
python = "import zlmdb.lmdb; print(f'{zlmdb.lmdb.__version__}')"

[[tool.wheelway.override]]
select = "pp311-manylinux_*_aarch64"
platform = "manylinux_2_36_aarch64"
optional = true

[dependency-groups]
test = ["pytest"]
`;

describe("parseConfig", () => {
  it("reads every key", async () => {
    const config = await parseConfig({ pyproject: { path: "p.toml", text: projectToml(everything) } });
    const { options } = config;
    expect(options.python?.map(({ name }) => name)).toEqual([
      "cp311",
      "cp312",
      "cp313",
      "cp314",
      "cp314t",
      "pp311",
    ]);
    expect(options.platforms?.map(({ name }) => name)).toContain("musllinux_1_2_x86_64");
    expect(options).toMatchObject({
      skip: ["pp311-musllinux_*"],
      backend: "dagger",
      registry: "registry.example:5000/mirror",
      caBundle: "ca.pem",
      prepare: { packages: ["libxslt-devel"], fetch: [{ sha256: "ab".repeat(32) }], rust: "1.95" },
      sdist: { before: ["make cython", ["touch", "a b"]] },
      build: { configSettings: { "cmake.define": ["A=1", "B=2"] }, network: "none", timeoutMs: 90_000 },
      repair: { args: ["--strip"], exclude: ["libcuda.so.1"], command: ["repair", "{wheel}", "{out}"] },
      images: { manylinux_2_28_x86_64: "registry.example/mirror/manylinux_2_28_x86_64" },
      pureFallback: { env: { NO_EXTENSIONS: "1" }, configSettings: {} },
      checks: { WW012: { level: "warning", reason: "known" } },
      optional: false,
    });
    expect(options.test).toMatchObject({
      groups: ["Test"],
      resolution: ["highest", "lowest-direct"],
      command: "python -m pytest {sources}/tests",
      timeoutMs: 300_000,
      smoke: [{ name: "CFFI extension loads", python: expect.stringContaining("zlmdb") as string }],
    });
    expect(config.overrides).toMatchObject([
      { select: ["pp311-manylinux_*_aarch64"], optional: true, changes: {} },
    ]);
    expect(config.source).toEqual({ path: "p.toml", table: "tool.wheelway" });
  });

  it("gives a project without configuration the defaults", async () => {
    const config = await parseConfig({ pyproject: { path: "pyproject.toml", text: projectToml() } });
    expect(config.source).toBeUndefined();
    expect(config.overrides).toEqual([]);
    expect(config.options).toEqual({
      python: undefined,
      platforms: undefined,
      skip: [],
      backend: "auto",
      registry: undefined,
      caBundle: undefined,
      cross: "auto",
      prepare: { packages: [], fetch: [], commands: [], rust: undefined },
      sdist: { before: [], env: {}, configSettings: {} },
      build: {
        before: [],
        env: {},
        configSettings: {},
        network: "none",
        compilerCache: "auto",
        timeoutMs: 3_600_000,
      },
      repair: { args: [], exclude: [], command: undefined },
      images: {},
      test: {
        requires: [],
        extras: [],
        groups: [],
        sources: [],
        before: [],
        env: {},
        resolution: ["highest"],
        command: undefined,
        network: "index",
        timeoutMs: 3_600_000,
        smoke: [],
        required: false,
        untested: undefined,
      },
      pureFallback: undefined,
      checks: {},
      release: {
        branch: undefined,
        remote: "origin",
        tagFormat: "v{version}",
        signTag: false,
        versionFiles: [],
        commitPaths: [],
        commitMessage: "Release {version}",
        requiredChecks: [],
        quality: [],
        checkpoints: [],
        changelog: { kind: "found" },
        approval: "person",
        forge: undefined,
        forgeApi: undefined,
        forgeProject: undefined,
        index: { name: "pypi", ...packageIndexes.pypi, json: undefined, manage: undefined },
        testIndex: { name: "testpypi", ...packageIndexes.testpypi, json: undefined, manage: undefined },
        registries: [],
        prereleasesStop: false,
        split: false,
        record: [],
        notify: [],
        nightlyTestIndex: false,
        nightlyKeep: 7,
        logFolder: undefined,
        sigstore: undefined,
        dispatch: undefined,
      },
      optional: false,
    });
  });

  it("reads wheelway.toml with the keys at its top level", async () => {
    const config = await configOf('skip = ["pp311-*"]\npure-fallback = true\nbuild.timeout = "1.5h"');
    expect(config.options.skip).toEqual(["pp311-*"]);
    expect(config.options.pureFallback).toEqual({ env: {}, configSettings: {} });
    expect(config.options.build.timeoutMs).toBe(5_400_000);
    expect(config.source).toEqual({ path: "wheelway.toml", table: "" });
  });

  it("lets other brackets than placeholders pass", async () => {
    const config = await configOf(
      `build.before = ["awk '{ print $1 }' <\${X} {a,b} {}", ["{python}", "-V"]]`,
    );
    expect(config.options.build.before).toHaveLength(2);
  });

  it("answers any table with options or an error for people", async () => {
    const keys = fc.constantFrom(
      "python",
      "skip",
      "build",
      "test",
      "env",
      "smoke",
      "override",
      "select",
      "checks",
      "+env",
      "x",
    );
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        fc.string(),
        fc.integer(),
        fc.boolean(),
        fc.array(tie("tree"), { maxLength: 2 }),
        fc.dictionary(keys, tie("tree"), { maxKeys: 4 }),
      ),
    }));
    await fc.assert(
      fc.asyncProperty(fc.dictionary(keys, tree, { maxKeys: 4 }), async (table) => {
        const text = stringify(table);
        const error: unknown = await configOf(text).then(
          () => undefined,
          (thrown: unknown) => thrown,
        );
        expect(error === undefined || error instanceof WheelwayError, String(error)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
