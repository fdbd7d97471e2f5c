/** The written workflows run by act on this machine itself, with the services of a release beside it. */

import { appendFileSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, it, type TestContext } from "vitest";
import { parse, stringify } from "yaml";
import type { Manifest } from "../../src/artifacts/manifest-schema.ts";
import type { WorkflowSystem } from "../../src/ci/workflow.ts";
import {
  act,
  actImageOrSkip,
  actOrSkip,
  containerOptions,
  jobAlone,
  storeOf,
  writeWorkflow,
  type ActOptions,
} from "../support/act.ts";
import { told, wheelway } from "../support/cli.ts";
import { git, programOrSkip, pythonsOrSkip, replaceIn } from "../support/e2e-projects.ts";
import {
  filesOf,
  onlyRelease,
  releaseWorld,
  type ReleaseWorld,
  type WorldOptions,
} from "../support/release-world.ts";
import { startVouching } from "../support/vouching.ts";

const slices = ["linux-x86_64-1", "linux-x86_64-2"] as const;

/** A small project in C for two Pythons, and the workflows of two slices, all of it pushed and tagged. */
async function written(
  context: TestContext,
  system: WorkflowSystem,
  more: WorldOptions,
  options: readonly string[] = [],
) {
  actOrSkip(context);
  programOrSkip(context, "cc");
  const { oldest, newest } = pythonsOrSkip(context);
  if (oldest === newest) context.skip("needs two Pythons");
  const world = await releaseWorld(context, {
    ...more,
    tables: '[build]\nenv = { TINY = "compile" }\n',
    files: { "wheelway.lock": 'version = 1\n\n[facts.kinds.cpython]\nkind = "version"\n' },
  });
  const both = `python = ["${oldest}", "${newest}"]\nbackend = "host"`;
  replaceIn(world.project, "wheelway.toml", `python = ["${newest}"]`, both);
  for (const argv of [["lock"], ["ci", "init", system, "--slices", "2", ...options], ["ci", "check"]]) {
    const run = await wheelway(argv, world.options);
    expect(run.status, told(run)).toBe(0);
  }
  const commit = world.push("Add workflows");
  git(world.project, "tag", "v1.0");
  git(world.project, "push", "--quiet", world.remote.folder, "v1.0");
  const payload = { ref: "refs/tags/v1.0", after: commit, repository: { default_branch: "main" } };
  const env = { ...world.options.env, GH_TOKEN: undefined, PATH: undefined, HOME: undefined };
  return { world, commit, common: { cwd: world.project, event: "push" as const, payload, env } };
}

it("GitHub's: a tag is built in two slices, gathered, signed, released as a trusted publisher", async (context) => {
  const vouching = await startVouching();
  const { world, commit, common } = await written(context, "github", { forge: true, vouching });
  await releasesByGithub(world, common, commit);
});

it("GitHub's: the same in containers of an image", async (context) => {
  const image = actImageOrSkip(context);
  const vouching = await startVouching();
  const { world, commit, common } = await written(context, "github", { forge: true, vouching });
  await releasesByGithub(world, { ...common, image }, commit);
});

async function releasesByGithub(
  world: ReleaseWorld,
  options: Omit<ActOptions, "store" | "workflow">,
  commit: string,
): Promise<void> {
  const store = storeOf();
  const workflow = ".github/workflows/release.yml";
  const run = await act({ ...options, workflow, store, secrets: { GITHUB_TOKEN: world.forge.token } });
  expect(run.status, run.text.slice(-5000)).toBe(0);
  expect(run.text).not.toMatch(/error\[|::error/);
  expect(readdirSync(store).sort()).toEqual(["dist", "plan", ...slices.map((name) => `slice-${name}`)]);
  expect(filesOf(world.pypi)).toHaveLength(3);
  expect(filesOf(world.pypi)).toEqual(filesOf(world.testpypi));
  expect(onlyRelease(world.forge).files).toEqual(expect.arrayContaining([...filesOf(world.pypi)]));
  expect(world.pypi.files().every(({ provenance }) => provenance !== undefined)).toBe(true);
  const { environment } = JSON.parse(readFileSync(join(store, "dist/manifest.json"), "utf8")) as Manifest;
  expect(environment).toMatchObject({ commit, dirty: false });
}

it("names the job that was killed, whose artifact is lost or altered, and is whole when that one ran again", async (context) => {
  const { world, common } = await written(context, "github", {});
  const store = storeOf();
  const workflow = ".github/workflows/wheels.yml";
  const [first, second] = slices;
  const killed = await act({ ...common, workflow, store, killed: second });
  expect(killed.status).not.toBe(0);
  expect(killed.text).toMatch(new RegExp(`\\[wheels/${second}\\S*\\s*\\] .*Failure - Main Build and test`));
  expect(readdirSync(store).sort()).toEqual(["plan", `slice-${first}`]);

  const alone = (job: string, slice?: string) =>
    act({ ...common, workflow: jobAlone(world.project, workflow, job, slice), store });
  const gather = await alone("gather");
  expect(gather.text).toContain(`lost: ${second}: there is no folder of it`);
  expect((await alone("build", second)).status).toBe(0);

  const folder = join(store, `slice-${first}`);
  const wheel = readdirSync(folder).find((file) => file.endsWith(".whl")) ?? "";
  appendFileSync(join(folder, wheel), "x");
  rmSync(join(store, `slice-${second}`), { recursive: true });
  const broken = await alone("gather");
  expect(broken.status).not.toBe(0);
  expect(broken.text).toContain(`altered: ${first} (`);
  expect(broken.text).toContain(`${wheel} is not what was built`);
  expect(broken.text).toContain(`lost: ${second}: there is no folder of it`);
  expect(broken.text).toContain(`Run the jobs of these slices again`);

  for (const slice of slices) expect((await alone("build", slice)).status).toBe(0);
  const whole = await alone("gather");
  expect(whole.status, whole.text.slice(-5000)).toBe(0);
  expect(readdirSync(join(store, "dist")).filter((file) => /\.(whl|tar\.gz)$/.test(file))).toHaveLength(3);
});

it("Forgejo's: a tag is released with the index's own tokens, in jobs without their container", async (context) => {
  const { world, common } = await written(context, "forgejo", {}, ["--image", "any"]);
  const workflow = inContainer(world.project, undefined);
  await releasesByForgejo(world, { ...common, workflow });
});

it("Forgejo's: the same in the container of an image", async (context) => {
  const image = actImageOrSkip(context);
  const { world, common } = await written(context, "forgejo", {}, ["--image", image.name]);
  const workflow = inContainer(world.project, { image: image.name, options: containerOptions() });
  await releasesByForgejo(world, { ...common, workflow, image });
});

/** The written release workflow with another container for its jobs, or none. */
function inContainer(project: string, container: object | undefined): string {
  const text = readFileSync(join(project, ".forgejo/workflows/release.yml"), "utf8");
  const changed = parse(text, (key, value: unknown) => (key === "container" ? container : value)) as object;
  return writeWorkflow(project, ".wheelway/changed.yml", stringify(changed));
}

async function releasesByForgejo(world: ReleaseWorld, options: Omit<ActOptions, "store">) {
  const { WHEELWAY_PYPI_TOKEN = "", WHEELWAY_TESTPYPI_TOKEN = "" } = world.tokens;
  const env = {
    ...options.env,
    FORGEJO_ACTIONS: "true",
    WHEELWAY_PYPI_TOKEN: undefined,
    WHEELWAY_TESTPYPI_TOKEN: undefined,
  };
  const secrets = { PYPI_API_TOKEN: WHEELWAY_PYPI_TOKEN, TEST_PYPI_API_TOKEN: WHEELWAY_TESTPYPI_TOKEN };
  const store = storeOf();
  const run = await act({ ...options, env, secrets, store });
  expect(run.status, run.text.slice(-5000)).toBe(0);
  expect(filesOf(world.pypi)).toHaveLength(3);
  expect(filesOf(world.pypi)).toEqual(filesOf(world.testpypi));
  const { environment } = JSON.parse(readFileSync(join(store, "dist/manifest.json"), "utf8")) as Manifest;
  expect(environment.ci).toMatchObject({ system: "forgejo", event: "tag", ref: "refs/tags/v1.0" });
}
