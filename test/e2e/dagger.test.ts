/** The real CLI and the real module on a real engine: the same bytes through both doors, natively and emulated. */

import { execFile, execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it, onTestFinished, type TestContext } from "vitest";
import { findEngine } from "../../src/backends/dagger-engine.ts";
import { daggerBackend } from "../../src/backends/dagger.ts";
import { told, wheelway, wheelwayJson, type Report } from "../support/cli.ts";
import {
  copyExample,
  copyTestProject,
  digestsOf,
  emptyFolder,
  git,
  gitInit,
  replaceIn,
} from "../support/e2e-projects.ts";
import { findTestEngine, standIn, type Env } from "../support/engine.ts";
import { noHttpRemote, startGitRemote } from "../support/git-remote.ts";
import { makeReachable, outerAddress } from "../support/reachable.ts";

const run = promisify(execFile);
const root = join(import.meta.dirname, "../..");
const engine = await findTestEngine();

const x86 = standIn("linux/amd64");
const arm = standIn("linux/arm64");

/** What the CLI and `dagger` need in their environment. Skips where there is no engine, or no image for one of these. */
async function engineOrSkip({ skip }: TestContext, images: readonly (typeof x86)[]): Promise<Env> {
  if ("skip" in engine) return skip(engine.skip);
  const found = await findEngine(engine.env);
  if (!found.found) return skip(found.why);
  const backend = await daggerBackend({ cacheDir: emptyFolder(), env: engine.env });
  try {
    for (const { image, platform, python } of images) {
      const answer = await backend.supports({ kind: "image", image, platform, python });
      if (!answer.supported) return skip(`${answer.why}; test/support/images/build.sh makes the images`);
    }
  } finally {
    await backend.close();
  }
  return found.settings;
}

/** wheelway.toml for the stand-in images. */
function config(targets: readonly string[], images: readonly (typeof x86)[]): string {
  const pythons = [...new Set(targets.map((target) => target.split("-")[0]))];
  return [
    `python = ${JSON.stringify(pythons)}`,
    `platforms = ${JSON.stringify(images.map(({ tag }) => tag))}`,
    "[images]",
    ...images.map(({ tag, image }) => `${tag} = "${image}"`),
    "",
  ].join("\n");
}

async function builds(project: string, env: Env): Promise<Report> {
  const built = await wheelwayJson(["build", project, "--backend", "dagger"], { env });
  if (built.status !== 0 || !built.report) throw new Error(told(built));
  return built.report;
}

/** `dagger call`, from the project's folder. */
async function call(project: string, env: Env, ...argv: readonly string[]): Promise<string> {
  const program = env["_EXPERIMENTAL_DAGGER_CLI_BIN"] ?? "dagger";
  const { stdout } = await run(program, ["-m", root, "call", "--silent", ...argv], {
    cwd: project,
    env: { ...process.env, ...env, DAGGER_NO_NAG: "1", DAGGER_NO_UPDATE_CHECK: "1" },
  });
  return stdout;
}

it("gives the same bytes through the CLI and through the module", async (context) => {
  const env = await engineOrSkip(context, [x86]);
  const project = copyExample("hello-c");
  writeFileSync(join(project, ".gitignore"), "dist/\n");
  writeFileSync(
    join(project, "pyproject.toml"),
    readFileSync(join(project, "pyproject.toml"), "utf8") +
      `\n[tool.wheelway]\npython = ["cp311"]\nplatforms = ["${x86.tag}"]\nimages = { ${x86.tag} = "${x86.image}" }\n`,
  );
  gitInit(project);
  const { folder, record } = await builds(project, env);
  expect(record.environment.network.map(({ state }) => state)).toEqual(["isolated", "isolated"]);
  const other = join(emptyFolder(), "dist");
  await call(project, env, "build", "--source=.", "export", "--path", other);
  const times = (file: string) => ["build-info.txt", "manifest.json"].includes(file);
  const stable = (digests: Record<string, string>) =>
    Object.fromEntries(Object.entries(digests).filter(([file]) => !times(file)));
  expect(stable(await digestsOf(other))).toEqual(stable(await digestsOf(folder)));
  expect(readdirSync(other).sort()).toEqual(readdirSync(folder).sort());
  const manifest = (dist: string) =>
    JSON.parse(readFileSync(join(dist, "manifest.json"), "utf8")) as Record<string, unknown>;
  expect(withoutTimes(manifest(other))).toEqual(withoutTimes(manifest(folder)));
});

/** The manifest but for what differs between two runs. */
function withoutTimes(manifest: Record<string, unknown>): unknown {
  const text = JSON.stringify(manifest, (key, value: unknown) => (key === "times" ? undefined : value));
  return JSON.parse(text);
}

it("says in the module what would be built, and what is wrong", async (context) => {
  const env = await engineOrSkip(context, [x86]);
  const project = copyTestProject("tiny", join(emptyFolder(), "tiny"));
  writeFileSync(join(project, "wheelway.toml"), config(["cp312-x"], [x86]));
  // The first of the two loads the module.
  const plan = JSON.parse(await call(project, env, "plan", "--source=.", "--as-json")) as {
    plan: { targets: unknown[] };
  };
  expect(plan.plan.targets).toHaveLength(1);
  await expect(call(project, env, "plan", "--source=.", "--only", "cp399-*")).rejects.toMatchObject({
    stderr: expect.stringMatching(/error\[target-unknown\][^]*next:/) as string,
  });
});

it("takes a project from a git address, with the version that its tags give", async (context) => {
  const env = await engineOrSkip(context, [x86]);
  if (noHttpRemote !== undefined) return context.skip(noHttpRemote);
  if (outerAddress() === undefined) return context.skip("containers have no way to this machine");
  const project = copyTestProject("tiny", join(emptyFolder(), "tiny"));
  writeFileSync(join(project, "pyproject.toml"), versionFromTags);
  writeFileSync(join(project, "wheelway.toml"), config(["cp312-x"], [x86]));
  gitInit(project);
  git(project, "tag", "v2.3.4");
  const remote = await startGitRemote(join(emptyFolder(), "tiny.git"), { http: true });
  git(project, "push", "--quiet", remote.folder, "HEAD:main", "v2.3.4");
  const { address, close } = await makeReachable(remote.address);
  onTestFinished(async () => {
    await Promise.all([close(), remote.close()]);
  });
  const file = await call(emptyFolder(), env, "sdist", `--git=${address}#v2.3.4`, "name");
  expect(file.trim()).toBe("tiny-2.3.4.tar.gz");
  // A folder of a git address has one commit and no tags: no version is guessed from it.
  await expect(call(emptyFolder(), env, "sdist", `--source=${address}#v2.3.4`, "name")).rejects.toMatchObject(
    {
      stderr: expect.stringContaining("error[project-shallow-clone]") as string,
    },
  );
});

const versionFromTags = `[build-system]
requires = ["setuptools>=77", "setuptools-scm>=8"]
build-backend = "setuptools.build_meta"
[project]
name = "tiny"
dynamic = ["version"]
requires-python = ">=3.9"
[tool.setuptools]
py-modules = ["tiny"]
[tool.setuptools_scm]
`;

it("builds and tests C for another architecture under emulation, with the network shut there too", async (context) => {
  const env = await engineOrSkip(context, [x86, arm]);
  const project = wantsNetworkInC();
  const smoke = '[[test.smoke]]\nname = "loads"\npython = "import wants_network._native"\n';
  const table = `cross = "never"\n${config(["cp311-x"], [x86, arm])}${smoke}`;
  writeFileSync(join(project, "wheelway.toml"), table);
  const { folder, record } = await builds(project, env);
  expect(new Set(record.environment.network.map(({ state }) => state))).toEqual(new Set(["isolated"]));
  const wheels = record.artifacts.filter(({ kind }) => kind === "wheel");
  const machines = wheels.map(({ file }) => /-cp311-cp311-\S+_(x86_64|aarch64)\.whl$/.exec(file)?.[1]);
  expect(machines.sort()).toEqual(["aarch64", "x86_64"]);
  for (const { file, tests } of wheels) {
    expect(tests.map(({ verdict }) => verdict)).toEqual(["passed"]);
    const code =
      "import sys, zipfile; print(zipfile.ZipFile(sys.argv[1]).read('wants_network/report.json').decode())";
    const text = execFileSync("python3", ["-c", code, join(folder, file)], { encoding: "utf8" });
    const { probes } = JSON.parse(text) as { probes: readonly { probe: string; outcome: string }[] };
    expect(probes.filter(({ outcome }) => outcome === "reached" || outcome === "refused")).toEqual([]);
    expect(probes.map(({ probe }) => probe)).toEqual(expect.arrayContaining(["dns", "tcp", "dagger-api"]));
  }
});

/** The project that reaches for the network while it is built, with an extension module: one build proves both. */
function wantsNetworkInC(): string {
  const project = copyTestProject("wants-network", join(emptyFolder(), "wants-network"));
  const source = 'static struct PyModuleDef module = { PyModuleDef_HEAD_INIT, "_native", 0, -1, 0 };';
  const start = "PyMODINIT_FUNC PyInit__native(void) { return PyModule_Create(&module); }";
  writeFileSync(join(project, "native.c"), ["#include <Python.h>", source, start, ""].join("\n"));
  const extension = 'ext-modules = [{ name = "wants_network._native", sources = ["native.c"] }]';
  replaceIn(project, "pyproject.toml", /^packages = .*$/m, `$&\n${extension}`);
  return project;
}

it("names what keeps an image from being used, before anything is built", async (context) => {
  const env = await engineOrSkip(context, [x86]);
  const project = copyTestProject("tiny", join(emptyFolder(), "tiny"));
  const missing = { ...x86, image: `${x86.image}-which-is-not-there` };
  writeFileSync(join(project, "wheelway.toml"), config(["cp312-x"], [missing]));
  const { status, stderr } = await wheelway(["build", project, "--backend", "dagger"], { env });
  expect(status).toBe(3);
  expect(stderr).toContain("-which-is-not-there");
  expect(stderr).toContain("[tool.wheelway.images]");
});
