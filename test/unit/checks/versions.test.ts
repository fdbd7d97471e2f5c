import { describe, expect, it } from "vitest";

import { pythonVersions } from "../../../src/checks/python-versions.ts";
import { releaseVersion } from "../../../src/checks/release-version.ts";
import { statedVersion } from "../../../src/checks/stated-version.ts";
import { findingsOf } from "../../support/metadata-sets.ts";

describe("stated-version", () => {
  const of = (file: string, files: Readonly<Record<string, string>>) =>
    findingsOf(statedVersion, { wheels: [{ file, files }] });

  it.each([
    ["the same", "demo-1.0-py3-none-any.whl", { "demo/__init__.py": '__version__ = "1.0"\n' }],
    [
      "the same, spelled otherwise",
      "demo-1.0rc1-py3-none-any.whl",
      { "demo/_version.py": "__version__='1.0.0-RC.1'\n" },
    ],
    ["computed", "demo-1.0-py3-none-any.whl", { "demo/__init__.py": "__version__ = version('demo')\n" }],
    [
      "of something that is bundled",
      "demo-1.0-py3-none-any.whl",
      { "demo/_vendor/x/__init__.py": '__version__ = "7"\n' },
    ],
    ["of another module", "demo-1.0-py3-none-any.whl", { "other.py": '__version__ = "7"\n' }],
  ])("is quiet about one that is %s", async (_, file, files) => {
    expect(await of(file, files)).toEqual([]);
  });

  it.each([
    ["demo/__init__.py", '__version__ = "1.0"\n'],
    ["demo/__about__.py", "__version__: str = '1.0'  # here\n"],
    ["demo/_version.py", "__version__ = version = '1.0'\n"],
    ["demo.py", '"""Doc."""\n__version__ = "1.0"\n'],
    ["demo/version.py", '__version__ = "unknown"\n'],
  ])("warns of another one in %s", async (path, content) => {
    const [found] = await of("demo-1.1-py3-none-any.whl", { [path]: content });
    expect(found).toMatchObject({ code: "WW036", severity: "warning", member: path });
    expect(found?.message).toContain('the file name "1.1"');
  });

  it("only notes a post-release, which often changes no content", async () => {
    const files = { "demo/__init__.py": '__version__ = "1.0"\n' };
    expect(await of("demo-1.0.post1-py3-none-any.whl", files)).toMatchObject([{ severity: "note" }]);
  });
});

describe("python-versions", () => {
  const named = (...minors: number[]) =>
    minors.map((minor) => `Classifier: Programming Language :: Python :: 3.${minor}`).join("\n");
  const wheels = (tags: readonly string[], fields: string) =>
    findingsOf(pythonVersions, { wheels: tags.map((tag) => ({ file: `demo-1.0-${tag}.whl`, fields })) });
  const cp = (...minors: number[]) => minors.map((minor) => `cp3${minor}-cp3${minor}-win_amd64`);

  it.each([
    ["cp38-cp38-win_amd64", ">=3.9"],
    ["cp314-cp314t-win_amd64", "<3.14,>=3.9"],
    ["pp39-pypy39_pp73-win_amd64", ">=3.10"],
    ["py2-none-any", ">=3.6"],
    ["cp36.cp37-abi3.cp37m-win_amd64", "<3"],
  ])("refuses %s with Requires-Python %s", async (tag, requires) => {
    const [found, ...others] = await wheels([tag], `Requires-Python: ${requires}`);
    expect(others).toEqual([]);
    expect(found).toMatchObject({ code: "WW037", severity: "error", artifact: `demo-1.0-${tag}.whl` });
  });

  it.each([
    ["cp37-abi3-win_amd64", ">=3.9"],
    ["py2.py3-none-any", ">=3.9"],
    ["py37-none-any", ">=3.9"],
    ["cp39-cp39-win_amd64", ">=3.9.2,!=3.9.7"],
    ["cp39-cp39-win_amd64", "not a specifier"],
    ["graalpy311-graalpy242_311_native-win_amd64", ">=3.11"],
    ["ip27-none-any", ">=3.9"],
    ["cp3-none-any", ">=3.9"],
  ])("lets pass %s with Requires-Python %s", async (tag, requires) => {
    expect(await wheels([tag], `Requires-Python: ${requires}`)).toEqual([]);
  });

  it("tells of a Python that is named, but has no wheel: a gap is a warning", async () => {
    expect(await wheels(cp(10, 12), named(10, 11, 12))).toMatchObject([
      {
        code: "WW038",
        severity: "warning",
        artifact: undefined,
        message: "the classifiers name Python 3.11, but no wheel is for CPython 3.11",
      },
    ]);
    expect(await wheels(cp(10, 11), named(9, 10, 11, 12))).toMatchObject([
      { code: "WW038", severity: "note", message: expect.stringContaining("Python 3.9, 3.12") as string },
    ]);
  });

  it("notes a wheel whose Python no classifier names", async () => {
    expect(await wheels(cp(10, 11), named(10))).toMatchObject([
      {
        code: "WW038",
        severity: "note",
        message: "there are wheels for CPython 3.11, which no classifier names",
      },
    ]);
  });

  it("is quiet where another wheel serves it, where nothing is named, and of a single Python", async () => {
    expect(await wheels([...cp(10, 12), "cp311-abi3-win_amd64"], named(10, 11, 12, 13))).toEqual([]);
    expect(await wheels([...cp(10, 12), "py3-none-any"], named(10, 11, 12, 13))).toEqual([]);
    expect(await wheels(cp(10, 12), "Classifier: Programming Language :: Python :: 3")).toEqual([]);
    expect(await wheels(cp(12), named(10, 11, 12))).toEqual([]);
  });
});

describe("release-version", () => {
  const pyproject = (requires: string) => `[build-system]\nrequires = ["${requires}"]\n`;
  const of = (version: string, requires = "flit_core", forRelease = true) =>
    findingsOf(releaseVersion, {
      wheels: [{ file: `demo-${version}-py3-none-any.whl` }],
      sdist: { file: `demo-${version}.tar.gz`, pyproject: pyproject(requires) },
      input: { forRelease },
    });

  it.each(["1.0", "0.1", "0.0.1", "2026.1.1", "1.0rc1", "1.0.post1", "0.1.dev1"])(
    "lets %s be released",
    async (version) => {
      expect((await of(version)).filter(({ severity }) => severity === "error")).toEqual([]);
    },
  );

  it.each([
    ["0.0.0", "setuptools-scm[toml]>=8", "what setuptools-scm says when it finds no tag"],
    ["0.0.0.dev0", "flit_core", "a tool that takes the version from git tags"],
    ["0.1.dev1+g0d1e2f3", "hatch-vcs", "what hatch-vcs says when it finds no tag"],
    ["0.1.dev7", "setuptools_scm", "what setuptools-scm says"],
    ["0.0.1.dev3", "pbr>=6", "what pbr says"],
    ["0+unknown", "versioneer[toml]", "what versioneer says"],
    ["0+untagged.1.g0d1e2f3", "versioneer", "what versioneer says"],
    ["1.2.dev3+g0d1e2f3", "setuptools-scm", "a commit that is not the tagged one"],
    ["1.2+d20260101", "setuptools-scm", "a local one"],
    ["1.2.dev3+g0d1e2f3.d20260101", "setuptools-scm", "files were changed since the tag"],
    ["1.2+3.g0d1e2f3.dirty", "versioneer", "files were changed since the tag"],
    ["1.2+cpu", "flit_core", "a local one"],
  ])("refuses %s made with %s, once for the set", async (version, requires, words) => {
    const [found, ...others] = await of(version, requires);
    expect(others).toEqual([]);
    expect(found).toMatchObject({ code: "WW039", severity: "error", artifact: undefined });
    expect(found?.message).toContain(words);
    expect(found?.hint).toContain("fetch-depth: 0");
  });

  it("notes a development release, and says nothing of what is not on its way to users", async () => {
    expect(await of("1.2.dev3")).toMatchObject([{ code: "WW039", severity: "note" }]);
    expect(await of("0.0.0", "setuptools-scm", false)).toEqual([]);
  });
});
