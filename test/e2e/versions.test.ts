/** Versions that are computed from git come out right: the sdist is made from the history, the wheels from the sdist. */

import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { builds } from "../support/cli.ts";
import { append, emptyFolder, git, gitInit, pythonsOrSkip, tinyProject } from "../support/e2e-projects.ts";

interface Source {
  readonly name: string;
  readonly pyproject: string;
  /** What a commit after the tag 1.2.0 gives, and changes on top of it. */
  readonly later: RegExp;
  readonly dirty: RegExp;
}

const module = 'version = "unknown"\n';
const hatch = (requires: string, more: string) => `[build-system]
requires = ["hatchling", "${requires}"]
build-backend = "hatchling.build"
[project]
name = "demo"
dynamic = ["version"]
requires-python = ">=3.9"
${more}
[tool.hatch.build]
include = ["demo.py"]
`;

const sources: readonly Source[] = [
  {
    name: "setuptools-scm",
    pyproject: `[build-system]
requires = ["setuptools>=77", "setuptools-scm>=8"]
build-backend = "setuptools.build_meta"
[project]
name = "demo"
dynamic = ["version"]
requires-python = ">=3.9"
[tool.setuptools]
py-modules = ["demo"]
[tool.setuptools_scm]
`,
    later: /^1\.2\.1\.dev1\+g[0-9a-f]+$/,
    dirty: /^1\.2\.1\.dev1\+g[0-9a-f]+\.d\d{8}$/,
  },
  {
    name: "hatch-vcs",
    pyproject: hatch("hatch-vcs", '[tool.hatch.version]\nsource = "vcs"'),
    later: /^1\.2\.1\.dev1\+g[0-9a-f]+$/,
    dirty: /^1\.2\.1\.dev1\+g[0-9a-f]+\.d\d{8}$/,
  },
  {
    name: "versioningit",
    pyproject: hatch("versioningit", '[tool.hatch.version]\nsource = "versioningit"'),
    later: /^1\.2\.0\.post1\+g[0-9a-f]+$/,
    dirty: /^1\.2\.0\.post1\+g[0-9a-f]+\.d\d{8}$/,
  },
];

/** The version of all artifacts of a run, which must agree. */
async function versionOf(project: string, python: string): Promise<string> {
  const { folder, record } = await builds([project, "--only", `${python}-*`]);
  const files = readdirSync(folder).filter((file) => /\.(whl|gz)$/.test(file));
  expect(files).toHaveLength(2);
  for (const file of files) expect(file).toContain(`demo-${record.project.version}`.replace("+", "+"));
  return record.project.version;
}

describe.for(sources)("$name", ({ pyproject, later, dirty }) => {
  it("gives the tag's version, a later one for a later commit, and says what is not committed", async (context) => {
    const { newest } = pythonsOrSkip(context);
    const project = emptyFolder();
    writeFileSync(join(project, "pyproject.toml"), pyproject);
    writeFileSync(join(project, "demo.py"), module);
    writeFileSync(join(project, ".gitignore"), "dist/\n");
    gitInit(project, "v1.2.0");
    expect(await versionOf(project, newest)).toBe("1.2.0");
    append(project, "demo.py", "more = 1\n");
    git(project, "commit", "--quiet", "--all", "--message", "More");
    expect(await versionOf(project, newest)).toMatch(later);
    append(project, "demo.py", "more = 2\n");
    expect(await versionOf(project, newest)).toMatch(dirty);
  });
});

it("is right for a project below the top of its repository", async (context) => {
  const { newest } = pythonsOrSkip(context);
  const top = emptyFolder();
  writeFileSync(join(top, "README.md"), "Several projects.\n");
  const project = tinyProject("", join(top, "python", "demo"));
  const [{ pyproject } = { pyproject: "" }] = sources;
  writeFileSync(
    join(project, "pyproject.toml"),
    pyproject.replace("[tool.setuptools_scm]", '[tool.setuptools_scm]\nroot = "../.."'),
  );
  writeFileSync(join(project, "demo.py"), module);
  gitInit(top, "v1.2.0");
  expect(await versionOf(project, newest)).toBe("1.2.0");
});

it("comes from PKG-INFO where the project is an sdist, without any git", async (context) => {
  const { newest } = pythonsOrSkip(context);
  const project = emptyFolder();
  const [{ pyproject } = { pyproject: "" }] = sources;
  writeFileSync(join(project, "pyproject.toml"), pyproject);
  writeFileSync(join(project, "demo.py"), module);
  gitInit(project, "v3.0");
  const { folder } = await builds([project, "--only", `${newest}-*`]);
  const again = await builds([
    join(folder, "demo-3.0.tar.gz"),
    "--only",
    `${newest}-*`,
    "--dist",
    join(emptyFolder(), "dist"),
  ]);
  expect(again.record.project.version).toBe("3.0");
  const wheels = (dist: string) =>
    readdirSync(dist)
      .filter((file) => file.endsWith(".whl"))
      .map((file) => readFileSync(join(dist, file)));
  expect(wheels(again.folder)).toEqual(wheels(folder));
});
