/** Facts of pyproject.toml. */

import { parse } from "smol-toml";
import { describe, expect, it } from "vitest";
import { parseCoreMetadata } from "../../../src/artifacts/core-metadata.ts";
import { legacyBuildSystem } from "../../../src/config/build-system.ts";
import { fromCoreMetadata, fromSetupCfg } from "../../../src/config/declared.ts";
import { readProject } from "../../../src/config/project-facts.ts";

const facts = (text: string) => readProject(parse(text)).facts;

describe("readProject", () => {
  it("normalises the name (PEP 503) and keeps the raw one", () => {
    expect(facts('[project]\nname = "Foo._Bar--baz"').name).toEqual({
      raw: "Foo._Bar--baz",
      normalized: "foo-bar-baz",
    });
    expect(facts("").name).toBeUndefined();
  });

  it("puts setuptools' legacy back end in the place of a missing one (PEP 517, 518)", () => {
    expect(facts('[project]\nname = "a"').backend).toEqual(legacyBuildSystem);
    expect(facts('[build-system]\nrequires = ["setuptools_scm", "Setuptools >= 64"]').backend).toEqual({
      ...legacyBuildSystem,
      requires: ["setuptools_scm", "Setuptools >= 64"],
    });
  });

  it("refuses a build system that only has something else", () => {
    const codes = (requires: string) =>
      readProject(parse(`[build-system]\nrequires = [${requires}]`)).problems.map(({ code }) => code);
    expect(codes('"setuptools-rust"')).toEqual(["project-no-build-backend"]);
    expect(codes('"setuptools_scm"')).toEqual(["project-no-build-backend"]);
    expect(codes("")).toEqual(["project-no-build-backend"]);
    expect(codes('"setuptools[core]"')).toEqual([]);
    expect(codes('"setuptools"')).toEqual([]);
  });

  it("reads back end, groups and extras", () => {
    const read = facts(`
      [build-system]
      requires = ["x"]
      build-backend = "backend"
      backend-path = ["."]
      [project]
      name = "a"
      optional-dependencies = { cli = [], Docs = [] }
      [dependency-groups]
      test = []
      [tool.pytest.ini_options]
    `);
    expect(read.backend).toEqual({
      requires: ["x"],
      buildBackend: "backend",
      backendPath: ["."],
      legacy: false,
    });
    expect(read).toMatchObject({
      extras: ["cli", "Docs"],
      dependencyGroups: ["test"],
      configuresPytest: true,
    });
  });

  it("does not know the extras of a project that computes them, or has no [project]", () => {
    expect(facts('[project]\nname = "a"\ndynamic = ["optional-dependencies"]').extras).toBeUndefined();
    expect(facts("").extras).toBeUndefined();
    expect(facts('[project]\nname = "a"').extras).toEqual([]);
  });

  it.each([
    ['project.version = "1"\nbuild-system.requires = ["setuptools-scm"]', "static", false],
    [
      'project.dynamic = ["version"]\nbuild-system.requires = ["setuptools", "setuptools_scm[toml]>=8"]',
      "setuptools-scm",
      true,
    ],
    ['project.dynamic = ["version"]\ntool.setuptools_scm = {}', "setuptools-scm", true],
    ['project.dynamic = ["version"]\ntool.hatch.version.source = "vcs"', "hatch-vcs", true],
    ['project.dynamic = ["version"]\nbuild-system.requires = ["hatchling", "hatch-vcs"]', "hatch-vcs", true],
    ['project.dynamic = ["version"]\ntool.versioningit = {}', "versioningit", true],
    ['project.dynamic = ["version"]\ntool.pdm.version.source = "scm"', "other", true],
    ['project.dynamic = ["version"]\ntool.hatch.version.path = "a.py"', "other", false],
    ['project.dynamic = ["version"]\ntool.hatch.version.source = "code"', "other", false],
    ["", "other", false],
  ])("%j: the version is from %s", (text, from, needsGit) => {
    expect(facts(text)).toMatchObject({ versionFrom: from, versionNeedsGit: needsGit });
  });
});

describe("what pyproject.toml leaves to other files", () => {
  const setupCfg = fromSetupCfg(`
[metadata]
name = Fast_Histogram
version: 0.14
classifiers =
    Programming Language :: Python :: 3.9
    # a comment

    Programming Language :: Python :: 3.10

[options]
python-requires = >=3.9
[options.extras_require]
test =
    pytest
`);

  it("takes all from setup.cfg where there is no [project]", () => {
    expect(readProject({}, setupCfg).facts).toMatchObject({
      name: { raw: "Fast_Histogram", normalized: "fast-histogram" },
      version: "0.14",
      versionFrom: "static",
      requiresPython: ">=3.9",
      classifiers: ["Programming Language :: Python :: 3.9", "Programming Language :: Python :: 3.10"],
      extras: ["test"],
    });
  });

  it("takes what is dynamic, and nothing that [project] has or lacks", () => {
    const project = { name: "demo", dynamic: ["classifiers", "version"], "requires-python": ">=3.12" };
    expect(readProject({ project }, setupCfg).facts).toMatchObject({
      name: { raw: "demo" },
      version: "0.14",
      requiresPython: ">=3.12",
      classifiers: [expect.anything(), expect.anything()],
      extras: [],
    });
    expect(readProject({ project: { name: "demo" } }, setupCfg).facts).toMatchObject({
      version: undefined,
      requiresPython: undefined,
      classifiers: [],
    });
  });

  it("leaves what setup.cfg computes, and a specifier that is none", () => {
    const computed = fromSetupCfg(
      "[metadata]\nversion = attr: demo.__version__\n[options]\npython_requires = 3.x\n",
    );
    expect(readProject({}, computed).facts).toMatchObject({ version: undefined, requiresPython: undefined });
  });

  it("takes the version of an sdist that was made from git as settled", () => {
    const metadata = parseCoreMetadata(
      "Metadata-Version: 2.1\nName: demo\nVersion: 1.2\nRequires-Python: >=3.9\nClassifier: A\nProvides-Extra: cli\n\n",
    );
    const scm = { "build-system": { requires: ["setuptools", "setuptools-scm"] } };
    expect(readProject(scm).facts.versionNeedsGit).toBe(true);
    expect(readProject(scm, fromCoreMetadata(metadata)).facts).toMatchObject({
      version: "1.2",
      versionNeedsGit: false,
      requiresPython: ">=3.9",
      classifiers: ["A"],
      extras: ["cli"],
    });
  });
});
