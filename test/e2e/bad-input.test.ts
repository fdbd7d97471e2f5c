/** What cannot be built at all: one clear error each, pinned whole, before anything was started or changed. */

import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, inject, it } from "vitest";
import { wheelway, type CliOptions } from "../support/cli.ts";
import { writeSdist } from "../support/archives.ts";
import {
  append,
  copyTestProject,
  emptyFolder,
  git,
  gitInit,
  replaceIn,
  tinyProject,
} from "../support/e2e-projects.ts";
import { expectGolden } from "../support/golden.ts";

interface BadInput {
  readonly name: string;
  readonly status: number;
  /** Makes the project; its path is masked in the golden file. */
  readonly project: () => string;
  readonly words?: readonly string[];
  readonly options?: CliOptions;
}

const table = "[tool.wheelway]\n";

function bareFolder(): string {
  const folder = join(emptyFolder(), "bare");
  mkdirSync(folder);
  return folder;
}

/** A tiny project whose pyproject.toml has more lines. */
function withConfig(text: string): string {
  const folder = tinyProject();
  append(folder, "pyproject.toml", `\n${text}`);
  return folder;
}

function withVersionFromGit(): string {
  const folder = tinyProject();
  replaceIn(folder, "pyproject.toml", "requires = []", 'requires = ["setuptools-scm>=8"]');
  replaceIn(folder, "pyproject.toml", 'version = "1.0"', 'dynamic = ["version"]');
  append(folder, "pyproject.toml", "\n[tool.setuptools_scm]\n");
  return folder;
}

const cases: readonly BadInput[] = [
  { name: "no-project", status: 2, project: () => join(emptyFolder(), "nothing") },
  {
    name: "no-sdist",
    status: 2,
    project: () => {
      const file = join(emptyFolder(), "notes.txt");
      writeFileSync(file, "no sdist\n");
      return file;
    },
  },
  { name: "no-pyproject", status: 2, project: () => bareFolder() },
  {
    name: "setup-py-alone",
    status: 2,
    project: () => {
      const folder = bareFolder();
      writeFileSync(join(folder, "setup.py"), "from setuptools import setup\nsetup(name='old')\n");
      return folder;
    },
  },
  { name: "broken-toml", status: 2, project: () => withConfig("[tool.wheelway\npython = 3\n") },
  {
    name: "no-build-backend",
    status: 2,
    project: () => {
      const folder = tinyProject();
      replaceIn(folder, "pyproject.toml", "requires = []", 'requires = ["flit_core>=3.2"]');
      replaceIn(folder, "pyproject.toml", /build-backend = .*\nbackend-path = .*\n/, "");
      return folder;
    },
  },
  { name: "unknown-python", status: 2, project: () => withConfig(`${table}python = ["cp31", "py312"]\n`) },
  {
    name: "unknown-platform",
    status: 2,
    project: () => withConfig(`${table}platforms = ["manylinux_2_28_x86_46"]\n`),
  },
  { name: "unknown-key", status: 2, project: () => withConfig(`${table}pythons = ["cp312"]\n`) },
  {
    name: "only-near-miss",
    status: 2,
    project: () => withConfig(`${table}python = ["cp312"]\nplatforms = ["manylinux_2_28_x86_64"]\n`),
    words: ["--only", "cp312-manylinux_2_82_x86_64"],
  },
  { name: "interpreter-missing", status: 3, project: () => withConfig(`${table}python = ["gp312"]\n`) },
  {
    name: "other-system",
    status: 3,
    project: () => withConfig(`${table}python = ["cp312"]\nplatforms = ["win_amd64"]\n`),
  },
  {
    name: "lock-missing",
    status: 4,
    project: () => tinyProject(),
    words: ["--locked"],
  },
  {
    name: "sdist-climbs-out",
    status: 1,
    project: () => writeSdist({ more: [{ name: "demo-1.0/../../evil.py", content: "evil" }] }),
  },
  {
    name: "sdist-absolute-path",
    status: 1,
    project: () => writeSdist({ more: [{ name: "/tmp/evil.py", content: "evil" }] }),
  },
  { name: "no-git", status: 2, project: () => withVersionFromGit() },
  {
    name: "shallow-clone",
    status: 2,
    project: () => {
      const origin = gitInit(withVersionFromGit(), "v1.0");
      append(origin, "tiny.py", "more = 1\n");
      git(origin, "commit", "--quiet", "--all", "--message", "More");
      const clone = join(emptyFolder(), "shallow");
      git(origin, "clone", "--quiet", "--depth", "1", `file://${origin}`, clone);
      return clone;
    },
  },
  {
    name: "submodule-missing",
    status: 2,
    project: () => {
      const library = gitInit(copyTestProject("wants-network"));
      const origin = gitInit(tinyProject());
      git(origin, "submodule", "--quiet", "add", library, "extern/library");
      git(origin, "commit", "--quiet", "--message", "Add the library");
      const clone = join(emptyFolder(), "clone");
      git(origin, "clone", "--quiet", origin, clone);
      return clone;
    },
  },
];

it.for(cases)("tells $name", async ({ name, status, project, words = [], options }, { skip }) => {
  if (inject("pythons").length === 0) skip("no CPython 3.9 or newer with headers and venv on this machine");
  const path = project();
  // The whole folder around it: nothing may be added to it.
  const files = () => readdirSync(dirname(path), { recursive: true }).sort();
  const before = files();
  const run = await wheelway(["build", path, "--backend", "host", "--quiet", ...words], options);
  expectGolden(
    `e2e/bad-input/${name}.txt`,
    `exit status ${run.status}\n${masked(run.stdout + run.stderr, path)}`,
  );
  expect(run.status).toBe(status);
  expect(files()).toEqual(before);
});

it("tells that no Dagger engine answers, and what to do", async () => {
  const path = tinyProject();
  const env = { _EXPERIMENTAL_DAGGER_RUNNER_HOST: "unix:///nowhere/engine.sock", PATH: "/nowhere" };
  const run = await wheelway(["build", path, "--backend", "dagger", "--quiet"], { env });
  expectGolden(
    "e2e/bad-input/no-engine.txt",
    `exit status ${run.status}\n${masked(run.stdout + run.stderr, path)}`,
  );
  expect(run.status).toBe(3);
});

function masked(text: string, project: string): string {
  return text
    .replaceAll(project, "{project}")
    .replaceAll(dirname(project), "{folder}")
    .replaceAll(inject("cacheDir"), "{cache}")
    .replaceAll(/gp312-\w+/g, "gp312-{platform}");
}
