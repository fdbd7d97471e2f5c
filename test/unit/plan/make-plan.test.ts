import { describe, expect, it } from "vitest";
import { needs, type Plan } from "../../../src/plan/plan.ts";
import { buildsSdist } from "../../../src/recipes/test-sdist.ts";
import { planOf, setuptoolsProject } from "../../support/plans.ts";

const x86 = "manylinux_2_28_x86_64";
const ids = (plan: Plan) => plan.tasks.map(({ id }) => id);

describe("makePlan", () => {
  it("plans the sdist and one probe a family while the kinds are unknown, and says so", async () => {
    const plan = await planOf({ targets: [`cp311-${x86}`, `cp312-${x86}`] });
    expect(plan.contract.mode).toBe("learning");
    expect(ids(plan).filter((id) => id.startsWith("wheel:"))).toEqual([`wheel:cp311-${x86}`]);
    expect(ids(plan).filter((id) => id.startsWith("test:"))).toEqual([]);
  });

  it("builds abi3 once and tests it on every version", async () => {
    const kinds = { cpython: { kind: "abi3", from: "cp39" } } as const;
    const plan = await planOf({ targets: [`cp311-${x86}`, `cp312-${x86}`, `cp313-${x86}`], kinds });
    expect(ids(plan).filter((id) => id.startsWith("wheel:"))).toEqual([`wheel:cp311-${x86}`]);
    expect(ids(plan).filter((id) => id.startsWith("test:cp"))).toEqual([
      `test:cp311-${x86}`,
      `test:cp312-${x86}`,
      `test:cp313-${x86}`,
    ]);
    expect(plan.contract).toEqual({
      mode: "exact",
      artifacts: [
        { kind: "sdist", optional: false },
        {
          kind: "wheel",
          targets: [`cp311-${x86}`, `cp312-${x86}`, `cp313-${x86}`],
          wheelKind: "abi3",
          abi: "abi3",
          python: "cp39",
          platform: x86,
          optional: false,
        },
      ],
    });
  });

  it("builds every wheel from the sdist, without the network", async () => {
    const plan = await planOf({
      targets: [`cp311-${x86}`, `cp312-${x86}`],
      kinds: { cpython: { kind: "version" } },
    });
    const wheels = plan.tasks.filter(({ kind }) => kind === "wheel");
    expect(wheels).toHaveLength(2);
    for (const task of wheels) {
      expect(task.inputs["sdist"]).toEqual({ from: "task", task: "sdist", output: "sdist" });
      expect(task.inputs["project"]).toBeUndefined();
      expect(task.network).toBe("none");
    }
    expect(plan.tasks.find(({ id }) => id === "sdist")?.network).toBe("none");
  });

  it("lists every task after all it needs, and nothing twice", async () => {
    const kinds = { cpython: { kind: "version" }, pypy: { kind: "pure" } } as const;
    const targets = [`cp311-${x86}`, `pp311-${x86}`, "cp311-manylinux_2_28_aarch64"];
    const plan = await planOf({ targets, kinds, backend: "dagger" });
    const seen = new Set<string>();
    for (const task of plan.tasks) {
      for (const id of needs(task)) expect(seen, `${task.id} needs ${id}`).toContain(id);
      expect(seen).not.toContain(task.id);
      seen.add(task.id);
    }
  });

  it("tells emulated targets and gives each image its own tools", async () => {
    const targets = [`cp311-${x86}`, "cp311-manylinux_2_28_aarch64"];
    const plan = await planOf({ targets, kinds: { cpython: { kind: "version" } }, backend: "dagger" });
    expect(plan.targets.map(({ id, emulated }) => [id, emulated])).toEqual([
      ["cp311-manylinux_2_28_aarch64", true],
      [`cp311-${x86}`, false],
    ]);
    expect(plan.tasks.filter(({ kind }) => kind === "tools")).toHaveLength(2);
  });

  it("takes no sdist task where the project is an sdist", async () => {
    const fromSdist = { from: "file", path: "/spam-1.0.tar.gz", sha256: "00" } as const;
    const plan = await planOf({
      targets: [`cp311-${x86}`],
      kinds: { cpython: { kind: "version" } },
      change: { fromSdist },
    });
    expect(ids(plan)).not.toContain("sdist");
    expect(plan.tasks.find(({ kind }) => kind === "wheel")?.inputs["sdist"]).toEqual(fromSdist);
  });

  it("fetches crates once for a maturin project and hands them to every build", async () => {
    const pyproject = setuptoolsProject
      .replace("setuptools>=77", "maturin>=1.9")
      .replace("setuptools.build_meta", "maturin");
    const plan = await planOf({
      pyproject,
      targets: [`cp311-${x86}`, `cp312-${x86}`],
      kinds: { cpython: { kind: "version" } },
    });
    expect(ids(plan).filter((id) => id === "crates")).toHaveLength(1);
    const builds = plan.tasks.filter(({ kind }) => kind === "wheel" || kind === "sdist");
    expect(builds.every((task) => needs(task).includes("crates"))).toBe(true);
  });

  it("adds the declared pure wheel beside the binaries once the kinds are known", async () => {
    const pyproject = `${setuptoolsProject}
[tool.wheelway.pure-fallback]
env = { NO_EXTENSION = "1" }
`;
    const targets = [`cp311-${x86}`, `cp312-${x86}`];
    const plan = await planOf({ pyproject, targets, kinds: { cpython: { kind: "version" } } });
    const task = plan.tasks.find(({ id }) => id === "wheel:pure-fallback");
    expect(task?.env["NO_EXTENSION"]).toBe("1");
    expect(task?.target, "it must teach nothing of the kind of its target").toBeUndefined();
    expect(plan.tasks.find(({ id }) => id === `wheel:cp312-${x86}`)?.env["NO_EXTENSION"]).toBeUndefined();
    expect(plan.contract.artifacts.filter((one) => one.kind === "wheel" && one.fallback)).toEqual([
      expect.objectContaining({ wheelKind: "pure", platform: "any", targets: [`cp312-${x86}`] }),
    ]);
    expect(plan.targets.map(({ id }) => id)).toContain("pure-fallback");
    expect((await planOf({ pyproject, targets })).tasks.map(({ id }) => id)).not.toContain(
      "wheel:pure-fallback",
    );
  });

  it("does not test what has a written reason, and counts it", async () => {
    const pyproject = `${setuptoolsProject}
[tool.wheelway]
python = ["cp311"]
platforms = ["manylinux_2_39_riscv64", "${x86}"]
[[tool.wheelway.override]]
select = "*_riscv64"
optional = true
[tool.wheelway.override.test]
untested = "no runner of this architecture"
`;
    const targets = ["cp311-manylinux_2_39_riscv64", `cp311-${x86}`];
    const plan = await planOf({
      pyproject,
      targets,
      kinds: { cpython: { kind: "version" } },
      backend: "dagger",
    });
    const riscv = plan.targets.find(({ id }) => id.endsWith("_riscv64"));
    expect(riscv).toMatchObject({ untested: "no runner of this architecture", tests: [], optional: true });
    expect(plan.tasks.find(({ id }) => id === "wheel:cp311-manylinux_2_39_riscv64")?.optional).toBe(true);
  });

  it("makes and tests the sdist where it must not fail, and forgives all of an optional target", async () => {
    const pyproject = `${setuptoolsProject}
[[tool.wheelway.override]]
select = "cp314-*"
optional = true
`;
    const plan = await planOf({
      pyproject,
      targets: [`cp312-${x86}`, `cp314-${x86}`],
      kinds: { cpython: { kind: "version" } },
    });
    const optional = plan.tasks.filter((task) => task.optional).map(({ id }) => id);
    expect(optional).toEqual(["environment", "wheel", "test"].map((kind) => `${kind}:cp314-${x86}`));
    expect(ids(plan)).toContain(`test:sdist:cp312-${x86}`);
  });

  it("tries the sdist only where the wheel of its target could be built", async () => {
    const kinds = { cpython: { kind: "abi3", from: "cp39" } } as const;
    const plan = await planOf({ targets: [`cp311-${x86}`, `cp312-${x86}`], kinds });
    const sdist = plan.tasks.find(({ id }) => id === `test:sdist:cp312-${x86}`);
    expect(sdist && needs(sdist)).toContain(`wheel:cp311-${x86}`);
  });

  it("tests the sdist by what its own target made of it, and builds nothing twice", async () => {
    const kinds = { cpython: { kind: "version" } } as const;
    const plan = await planOf({ targets: [`cp311-${x86}`, `cp312-${x86}`], kinds });
    const find = (id: string) => plan.tasks.find((task) => task.id === id);
    expect(Object.keys(find(`wheel:cp312-${x86}`)?.outputs ?? {})).toEqual(["wheel", "built"]);
    expect(Object.keys(find(`wheel:cp311-${x86}`)?.outputs ?? {})).toEqual(["wheel"]);
    const sdist = find(`test:sdist:cp312-${x86}`);
    expect(sdist?.inputs["built"]).toEqual({ from: "task", task: `wheel:cp312-${x86}`, output: "built" });
    expect(sdist && buildsSdist(sdist)).toBe(false);
    expect(sdist?.caches).not.toContain("compiler");
  });

  it.each([
    ["commands of the project's own", 'build.before = ["make"]'],
    ["settings of the build back end", 'build.config-settings = { a = "b" }'],
    ["a repair that may move the wheel", 'repair.command = "mv {wheel} {out}"'],
  ])("installs the sdist from source where its wheel came with %s", async (_, setting) => {
    const kinds = { cpython: { kind: "version" } } as const;
    const pyproject = `${setuptoolsProject}\n[tool.wheelway]\n${setting}\n`;
    const plan = await planOf({ pyproject, targets: [`cp312-${x86}`], kinds });
    const sdist = plan.tasks.find(({ id }) => id === `test:sdist:cp312-${x86}`);
    expect(sdist && buildsSdist(sdist)).toBe(true);
    expect(sdist && needs(sdist)).toContain(`wheel:cp312-${x86}`);
  });

  it("tests what was not repaired where it finds the libraries that were prepared", async () => {
    const kinds = { cpython: { kind: "version" } } as const;
    const pyproject = `${setuptoolsProject}\n[tool.wheelway.prepare]\ncommands = ["make install"]\n`;
    const plan = await planOf({ pyproject, targets: [`cp312-${x86}`], kinds });
    const sdist = plan.tasks.find(({ id }) => id === `test:sdist:cp312-${x86}`);
    expect(sdist?.inputs).toHaveProperty("built");
    expect(sdist?.env["LD_LIBRARY_PATH"]).toContain("{prepared}/prefix/lib");
  });

  it("installs the sdist of a pure project for the newest Python beside the wheel that an older one builds", async () => {
    const kinds = { cpython: { kind: "pure" } } as const;
    const plan = await planOf({ targets: [`cp311-${x86}`, `cp312-${x86}`], kinds });
    const sdist = plan.tasks.find(({ id }) => id === `test:sdist:cp312-${x86}`);
    expect(sdist && needs(sdist)).not.toContain(`wheel:cp311-${x86}`);
    expect(sdist && needs(sdist)).toContain("sdist");
  });
});
