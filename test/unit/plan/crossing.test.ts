import { describe, expect, it } from "vitest";
import { crossFor, targetFiles, type Compiling } from "../../../src/plan/crossing.ts";
import { parseConfig } from "../../../src/config/parse.ts";
import type { Plan } from "../../../src/plan/plan.ts";
import { planOf, setuptoolsProject, targets } from "../../support/plans.ts";

const arm = "cp312-manylinux_2_28_aarch64";

async function ask(id: string, change: { toml?: string; backEnd?: string; remembered?: string } = {}) {
  const text = `${setuptoolsProject}\n[tool.wheelway]\n${change.toml ?? ""}`.replace(
    "setuptools.build_meta",
    change.backEnd ?? "setuptools.build_meta",
  );
  const requires = change.backEnd === undefined ? text : text.replace('["setuptools>=77"]', "[]");
  const { options, project } = await parseConfig({ pyproject: { path: "pyproject.toml", text: requires } });
  const [target] = targets(id);
  if (!target) throw new Error(id);
  const { remembered } = change;
  return crossFor({ target, options, backEnd: project.backend, machine: "x86_64", remembered });
}

describe("crossFor", () => {
  it("compiles for the policy of the target, and leaves the machine's own architecture alone", async () => {
    expect(await ask(arm)).toEqual({
      compiler: "zig",
      architecture: "aarch64",
      triple: "aarch64-linux-gnu",
      glibc: "2.28",
    });
    expect(await ask("cp312-manylinux2014_aarch64")).toMatchObject({ glibc: "2.17" });
    expect(await ask("cp312-manylinux_2_28_x86_64")).toBeUndefined();
    expect(await ask("cp312-macosx_11_0_arm64")).toBeUndefined();
  });

  it.each([
    ["cp312-musllinux_1_2_aarch64", /musl/],
    ["cp312-manylinux_2_28_s390x", /s390x/],
    ["pp311-manylinux_2_28_aarch64", /pp311/],
  ])("says why %s is not compiled here", async (id, why) => {
    expect(await ask(id)).toEqual({ why: expect.stringMatching(why) as string });
  });

  it("tries the unknown only where it is told to", async () => {
    const unknown = { backEnd: "hatchling.build" };
    const known = { toml: 'prepare.packages = ["libxml2-devel"]' };
    expect(await ask(arm, unknown)).toEqual({ why: expect.stringContaining("hatchling") as string });
    expect(await ask(arm, known)).toEqual({ why: expect.stringContaining("[prepare]") as string });
    expect(await ask(arm, { remembered: "it failed" })).toEqual({ why: "it failed" });
    for (const change of [unknown, known, { remembered: "it failed" }]) {
      const toml = `cross = "always"\n${"toml" in change ? change.toml : ""}`;
      expect(await ask(arm, { ...change, toml })).toMatchObject({ compiler: "zig" });
    }
    expect(await ask(arm, { toml: 'cross = "never"' })).toBeUndefined();
  });

  it("names the files of free-threaded Pythons as they are", () => {
    const [target] = targets("cp314t-manylinux_2_28_aarch64");
    expect(target && targetFiles(target)).toMatchObject({
      folder: "/opt/python/cp314-cp314t",
      paths: expect.arrayContaining(["include/python3.14t/**"]) as string[],
    });
  });
});

describe("the plan of a cross build", () => {
  const cross = {
    compiler: "zig",
    architecture: "aarch64",
    triple: "aarch64-linux-gnu",
    glibc: "2.28",
  } as const;
  const sibling = {
    kind: "image",
    image: "registry.example/manylinux_2_28_x86_64",
    platform: "linux/amd64",
    python: "/opt/python/cp312-cp312/bin/python",
  } as const;
  const files = { from: "image", image: "i", platform: "linux/arm64", folder: "/f", paths: ["**"] } as const;
  const compiling: Compiling = { how: "cross", cross, environment: sibling, files, orEmulate: true };
  const task = (plan: Plan, id: string) => plan.tasks.find((one) => one.id === id);

  it("builds in the sibling image, tests on the target's own, and makes the sdist where nothing is emulated", async () => {
    const plan = await planOf({
      targets: [arm],
      backend: "dagger",
      kinds: { cpython: { kind: "version" } },
      change: { machine: "x86_64", compiling: () => compiling },
    });
    for (const id of ["sdist", `environment:${arm}`, `wheel:${arm}`, `test:sdist:${arm}`])
      expect(task(plan, id)?.environment).toEqual(sibling);
    expect(task(plan, `test:${arm}`)?.environment).toMatchObject({ platform: "linux/arm64" });
    expect(task(plan, `wheel:${arm}`)).toMatchObject({ inputs: { target: files }, optional: true });
    expect(plan.targets[0]).toMatchObject({
      cross: { compiler: "zig", glibc: "2.28", files: "copied", orEmulate: true },
      emulated: true,
    });
  });

  it("derives the headers on the host, and leaves untested what does not run there", async () => {
    const environment = { kind: "host", interpreter: "cp312" } as const;
    const plan = await planOf({
      targets: [arm],
      kinds: { cpython: { kind: "version" } },
      change: {
        machine: "x86_64",
        compiling: () => ({ how: "cross", cross, environment, files: { from: "derived" } }),
        untestable: () => "not tested here: no Python",
      },
    });
    expect(task(plan, `wheel:${arm}`)?.inputs["target"]).toEqual({
      from: "task",
      task: `headers:${arm}`,
      output: "target",
    });
    expect(task(plan, `wheel:${arm}`)?.optional).toBeUndefined();
    expect(task(plan, `test:${arm}`)).toBeUndefined();
    expect(plan.targets[0]).toMatchObject({ untested: "not tested here: no Python", tests: [] });
  });
});
