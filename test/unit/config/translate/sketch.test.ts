/** What the files of a project suggest where no tool's configuration says it. */

import { describe, expect, it } from "vitest";
import { seenOf, sketchTests } from "../../../../src/config/translate/sketch.ts";
import { translate as translatedView } from "../../../../src/config/translate/translate.ts";
import { cibuildwheel, translated, viewOf } from "../../../support/init.ts";

const tests = (files: Record<string, string>, rest = {}) => sketchTests(viewOf({ files, ...rest }));
const seen = (files: Record<string, string>, rest = {}) =>
  seenOf(viewOf({ files: { LICENSE: "", ...files }, ...rest })).join("; ");

describe("tests", () => {
  it("are those of a folder, run by pytest with its configuration", () => {
    const files = {
      "tests/test_a.py": "",
      "pytest.ini": "[pytest]",
      "setup.cfg": "[metadata]",
      "conftest.py": "",
    };
    expect(tests(files)).toEqual({
      requires: ["pytest"],
      sources: ["tests/", "pytest.ini", "conftest.py"],
      command: "python -m pytest {sources}/tests",
    });
    expect(
      tests({ "test/test_a.py": "", "test/requirements.txt": "pytest>=8 # x\n-r other.txt\nmock\n" }),
    ).toEqual({
      requires: ["pytest>=8", "mock"],
      sources: ["test/"],
      command: "python -m pytest {sources}/test",
    });
  });

  it("have the dependency group or extra that is named for them", () => {
    const files = { "tests/test_a.py": "" };
    expect(tests(files, { pyproject: "[dependency-groups]\ntest = []" })).toMatchObject({ groups: ["test"] });
    expect(tests(files, { project: "[project.optional-dependencies]\ntesting = []" })).toMatchObject({
      extras: ["testing"],
    });
  });

  it("are run by unittest where nothing is of pytest", () => {
    expect(tests({ "tests/__init__.py": "", "tests/test_a.py": "" })).toEqual({
      sources: ["tests/"],
      command: "python -m unittest discover -s {sources}/tests",
    });
  });

  it("are not made up", async () => {
    expect(tests({ "src/a.py": "" })).toBeUndefined();
    const { table, text } = await cibuildwheel('build = "cp312-*"', { files: { "tests/test_a.py": "" } });
    expect(table["test"]).toBeUndefined();
    expect(text).toContain('# command = "python -m pytest {sources}/tests"');
  });
});

describe("what is seen", () => {
  it("is the back end and the languages", () => {
    expect(seen({ "Cargo.toml": "", "src/a.c": "" })).toBe(
      "build back end hatchling.build; Rust (Cargo.toml); C or C++ sources",
    );
    expect(seen({}, { project: 'requires-python = ">=3.9"' })).toContain("requires-python >=3.9");
  });

  it("is what a build without a network would miss", () => {
    expect(seen({ "a/b.pyx": "" })).toContain("add it there");
    expect(seen({ "setup.py": "setup(cffi_modules=['x'])" })).toContain(
      "which build-system.requires does not have",
    );
    expect(seenOf(viewOf({}))).toContain("no licence file, so that no artifact will have one");
  });
});

describe("Rust", () => {
  it("is prepared for projects that build with it, in the version that they pin", async () => {
    const maturin = { pyproject: "", files: { "Cargo.toml": "" } };
    const rust = async (files: Record<string, string>) => {
      const view = viewOf({ ...maturin, files: { ...maturin.files, ...files } });
      const pyproject = '[build-system]\nrequires = ["maturin>=1"]\nbuild-backend = "maturin"\n';
      const { table } = await translatedView({
        ...view,
        texts: new Map([...view.texts, ["pyproject.toml", pyproject]]),
        facts: {
          ...view.facts,
          backend: { requires: ["maturin>=1"], buildBackend: "maturin", backendPath: [], legacy: false },
        },
      });
      return table["prepare"];
    };
    expect(await rust({})).toEqual({ rust: "1.95" });
    expect(await rust({ "rust-toolchain": "1.88.0\n" })).toEqual({ rust: "1.88.0" });
    expect(await rust({ "rust-toolchain.toml": '[toolchain]\nchannel = "stable"' })).toEqual({
      rust: "1.95",
    });
    expect((await translated({ files: { "Cargo.toml": "" } })).table["prepare"]).toBeUndefined();
  });
});
