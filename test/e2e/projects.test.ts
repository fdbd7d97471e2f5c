/** Where a project is and what it is: names that shells trip over, links, subfolders, sdists, no configuration. */

import { copyFileSync, mkdirSync, readdirSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, it } from "vitest";
import { builds, wheelway } from "../support/cli.ts";
import {
  commitAll,
  copyExample,
  copyTestProject,
  digestsOf,
  emptyFolder,
  git,
  gitInit,
  programOrSkip,
  pythonsOrSkip,
  replaceIn,
  tinyProject,
} from "../support/e2e-projects.ts";

const artifactsIn = (folder: string) => readdirSync(folder).filter((file) => /\.(whl|gz)$/.test(file));
const tinyArtifacts = ["tiny-1.0-py3-none-any.whl", "tiny-1.0.tar.gz"];

it("builds a project without any configuration, and imports what it has", async (context) => {
  const { newest } = pythonsOrSkip(context);
  const { record, folder } = await builds([tinyProject(), "--only", `${newest}-*`]);
  expect(artifactsIn(folder)).toEqual(tinyArtifacts);
  const tests = record.artifacts.flatMap((artifact) => artifact.tests);
  expect(tests.map(({ name, verdict }) => `${name} ${verdict}`)).toEqual([
    "imports passed",
    "imports passed",
  ]);
});

it("builds the project of the working folder, from an sdist the same wheel, beside the sdist", async (context) => {
  const { newest } = pythonsOrSkip(context);
  const only = ["--only", `${newest}-*`];
  const project = gitInit(tinyProject());
  const first = await builds([...only], { cwd: project });
  expect(first.folder).toBe(join(project, "dist"));

  const sdist = join(emptyFolder(), "tiny-1.0.tar.gz");
  copyFileSync(join(first.folder, basename(sdist)), sdist);
  const second = await builds([sdist, ...only]);
  expect(second.folder).toBe(join(sdist, "../dist"));
  const digests = async (folder: string) => {
    const all = await digestsOf(folder);
    return tinyArtifacts.map((file) => all[file]);
  };
  expect(await digests(second.folder)).toEqual(await digests(first.folder));
  expect(second.record.environment.commit).toBeUndefined();
});

it("takes a path with spaces, quotes and letters of other alphabets, and a compiler does too", async (context) => {
  const { newest } = pythonsOrSkip(context);
  programOrSkip(context, "cc");
  const parent = join(emptyFolder(), `it's "the" $HOME; größe 日本`);
  mkdirSync(parent);
  const project = copyExample("hello-c", join(parent, "a project & more"));
  replaceIn(project, "pyproject.toml", /requires = \["pytest"\]\n|command = .*\n/g, "");
  const { folder, record } = await builds([project, "--only", `${newest}-*`], {
    cacheDir: join(parent, "cache dir"),
  });
  expect(folder).toBe(join(project, "dist"));
  expect(record.verdict).toBe("passed");
  expect(artifactsIn(folder)).toHaveLength(2);
});

it("gives a command to run again that a shell takes, whatever the path is", async (context) => {
  const { newest } = pythonsOrSkip(context);
  const project = tinyProject('[build]\nenv = { TINY = "fail" }\n', join(emptyFolder(), "it's $HOME"));
  const run = await wheelway(["build", project, "--only", `${newest}-*`, "--backend", "host"]);
  expect(run.status).toBe(1);
  expect(run.stdout).toContain(`wheelway build '${project.replace("'", `'\\''`)}' --only ${newest}-`);
});

it("builds a symlinked project into its real folder, the same bytes", async (context) => {
  const { newest } = pythonsOrSkip(context);
  const only = ["--only", `${newest}-*`];
  const project = gitInit(tinyProject());
  const link = join(emptyFolder(), "link");
  symlinkSync(project, link);
  const { folder, record } = await builds([link, ...only]);
  expect(realpathSync(folder)).toBe(join(project, "dist"));
  expect(artifactsIn(folder)).toEqual(tinyArtifacts);
  expect(record.environment).toMatchObject({ commit: git(project, "rev-parse", "HEAD"), dirty: false });
});

it("builds a project below the top of its repository, and knows what of it has changed", async (context) => {
  const { newest } = pythonsOrSkip(context);
  const only = ["--only", `${newest}-*`];
  const top = emptyFolder();
  writeFileSync(join(top, "README.md"), "A repository with several projects.\n");
  const project = tinyProject("", join(top, "python", "tiny"));
  gitInit(top);
  // Changes elsewhere in the repository are not the project's.
  writeFileSync(join(top, "README.md"), "Changed.\n");
  const first = await builds([project, ...only]);
  expect(first.record.environment).toMatchObject({ commit: git(top, "rev-parse", "HEAD"), dirty: false });
  writeFileSync(join(project, "tiny.py"), "answer = 43\n");
  const second = await builds([project, ...only]);
  expect(second.record.environment.dirty).toBe(true);
});

it("keeps its own dist out of the sdist and out of what has changed, also where git does not ignore it", async (context) => {
  const { newest } = pythonsOrSkip(context);
  const only = ["--only", `${newest}-*`];
  // Its sdist holds all that is there.
  const project = copyTestProject("wheel-turns-pure");
  writeFileSync(join(project, "MANIFEST.in"), "graft .\n");
  gitInit(project);
  const first = await builds([project, ...only]);
  const before = await digestsOf(first.folder);
  const second = await builds([project, ...only]);
  const after = await digestsOf(second.folder);
  for (const file of artifactsIn(second.folder)) expect(after[file], file).toBe(before[file]);
  expect(second.record.environment.dirty).toBe(false);
});

it("leaves out what git ignores, and takes what is new or changed", async (context) => {
  const { newest } = pythonsOrSkip(context);
  const project = copyTestProject("wheel-turns-pure");
  writeFileSync(join(project, "MANIFEST.in"), "graft .\n");
  writeFileSync(join(project, ".gitignore"), "secrets.txt\ndist/\n");
  git(project, "init", "--quiet");
  git(project, "add", "--all");
  git(project, "commit", "--quiet", "--message", "Commit");
  writeFileSync(join(project, "secrets.txt"), "a password\n");
  writeFileSync(join(project, "new.txt"), "not yet in git\n");
  const { folder, record } = await builds([project, "--only", `${newest}-*`]);
  expect(record.environment.dirty).toBe(true);
  const sdist = join(folder, "wheel_turns_pure-0.1.0.tar.gz");
  const { readSdist } = await import("../../src/artifacts/sdist.ts");
  const members = (await readSdist(sdist)).members.map(({ path }) => path);
  expect(members).toContain("new.txt");
  expect(members).not.toContain("secrets.txt");
  expect(members.filter((path) => path.startsWith("dist/") || path.startsWith(".git/"))).toEqual([]);
  commitAll(project);
});
