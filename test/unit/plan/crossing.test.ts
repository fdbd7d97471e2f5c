import { describe, expect, it } from "vitest";
import { crossFor, targetFiles, type Compiling } from "../../../src/plan/crossing.ts";
import { parseConfig } from "../../../src/config/parse.ts";
import { needs, type Plan } from "../../../src/plan/plan.ts";
import { planOf, setuptoolsProject, targets } from "../../support/plans.ts";

const arm = "cp312-manylinux_2_28_aarch64";

interface Change {
  readonly toml?: string;
  readonly backEnd?: string;
  readonly remembered?: string;
  readonly glibc?: readonly [number, number];
}

async function ask(id: string, change: Change = {}) {
  const text = `${setuptoolsProject}\n[tool.wheelway]\n${change.toml ?? ""}`.replace(
    "setuptools.build_meta",
    change.backEnd ?? "setuptools.build_meta",
  );
  const requires = change.backEnd === undefined ? text : text.replace('["setuptools>=77"]', "[]");
  const { options, project } = await parseConfig({ pyproject: { path: "pyproject.toml", text: requires } });
  const [target] = targets(id);
  if (!target) throw new Error(id);
  const { remembered, glibc } = change;
  return crossFor({ target, options, backEnd: project.backend, machine: "x86_64", glibc, remembered });
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

  it("compiles for an older glibc of the machine's own architecture, and leaves its own and newer ones alone", async () => {
    const host = { glibc: [2, 36] } as const;
    const own = { compiler: "zig", architecture: "x86_64", triple: "x86_64-linux-gnu" };
    expect(await ask("cp312-manylinux_2_28_x86_64", host)).toEqual({ ...own, glibc: "2.28" });
    expect(await ask("cp312-manylinux2014_x86_64", host)).toEqual({ ...own, glibc: "2.17" });
    for (const id of [
      "manylinux_2_36_x86_64",
      "manylinux_2_39_x86_64",
      "musllinux_1_2_x86_64",
      "linux_x86_64",
    ])
      expect(await ask(`cp312-${id}`, host)).toBeUndefined();
    // Glibc 3.0 is newer than 2.36, and 2.5 older than 2.28.
    expect(await ask("cp312-manylinux_2_36_x86_64", { glibc: [3, 0] })).toMatchObject({ glibc: "2.36" });
    expect(await ask("cp312-manylinux_2_28_x86_64", { glibc: [2, 5] })).toBeUndefined();
    expect(await ask("cp312-manylinux_2_28_x86_64", { ...host, toml: 'cross = "never"' })).toBeUndefined();
  });

  it("does not take what had to be emulated for a reason against its own architecture", async () => {
    const known = { glibc: [2, 36], remembered: "it failed" } as const;
    expect(await ask("cp312-manylinux_2_28_x86_64", known)).toMatchObject({ compiler: "zig" });
    const pypy = { why: expect.stringContaining("pp311") as string };
    expect(await ask("pp311-manylinux_2_28_x86_64", known)).toEqual(pypy);
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
  const compiling: Compiling = { how: "cross", cross, environment: sibling, files, instead: "emulated" };
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
    // Under emulation each tool that is installed costs seconds: uv alone, and no compiler.
    const tools = plan.tasks.filter(({ kind }) => kind === "tools").map(({ id }) => id.split(":")[1]);
    expect(new Set(tools)).toEqual(new Set(["build", "cross", "test"]));
    // It shows nothing of the sdist's test, which goes on beside it.
    const sdist = task(plan, `test:sdist:${arm}`);
    expect(sdist && needs(sdist)).not.toContain(`wheel:${arm}`);
    const learning = await planOf({
      targets: [arm],
      backend: "dagger",
      change: { machine: "x86_64", compiling: () => compiling },
    });
    expect(task(learning, `test:sdist:${arm}`)).toEqual(sdist);
    // Nothing is made for a target that builds no wheel yet.
    const two = await planOf({
      targets: [arm.replace(/^cp\d+/, "cp310"), arm],
      backend: "dagger",
      change: { machine: "x86_64", compiling: () => ({ ...compiling, files: { from: "derived" } }) },
    });
    expect(two.tasks.filter(({ id }) => id.startsWith("headers:"))).toHaveLength(1);
    expect(plan.targets[0]).toMatchObject({
      cross: { compiler: "zig", glibc: "2.28", files: "copied", instead: "emulated" },
      emulated: true,
    });
  });

  it("takes the building Python's headers for an older glibc, and tests where it is built", async () => {
    const id = "cp312-manylinux_2_28_x86_64";
    const environment = { kind: "host", interpreter: "cp312" } as const;
    const here = { ...cross, architecture: "x86_64", triple: "x86_64-linux-gnu" };
    const plan = await planOf({
      targets: [id],
      kinds: { cpython: { kind: "version" } },
      change: {
        machine: "x86_64",
        compiling: () => ({
          how: "cross",
          cross: here,
          environment,
          files: { from: "building" },
          instead: "own-compiler",
        }),
      },
    });
    expect(plan.targets[0]).toMatchObject({
      cross: { compiler: "zig", glibc: "2.28", files: "copied", instead: "own-compiler" },
      emulated: false,
    });
    expect(task(plan, `headers:${id}`)?.environment).toEqual(environment);
    for (const one of [`wheel:${id}`, `test:${id}`])
      expect(task(plan, one)?.environment).toEqual(environment);
    expect(task(plan, `wheel:${id}`)?.optional).toBe(true);
  });

  it("says why the machine's own compiler is taken", async () => {
    const id = "cp312-manylinux_2_28_x86_64";
    const change = { compiling: () => ({ how: "own", why: "it failed" }) as const };
    const plan = await planOf({ targets: [id], kinds: { cpython: { kind: "version" } }, change });
    expect(plan.targets[0]).toMatchObject({ whyOwnCompiler: "it failed" });
    expect(plan.targets[0]).not.toHaveProperty("cross");
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
