/** From which source an option comes (cibuildwheel's own order), and what becomes of each option. */

import { describe, expect, it } from "vitest";
import { optionsFor } from "../../../../../src/config/options.ts";
import { makeTarget, parseTarget } from "../../../../../src/tags/target.ts";
import { optionOfVariable, variableOf } from "../../../../../src/config/translate/cibuildwheel/options.ts";
import { cibuildwheel, workflow, type InitProject, type Translated } from "../../../../support/init.ts";

/** One job on Linux, which builds cp312 and cp313 on manylinux. */
const linux = (lines: string, env: Record<string, string> = {}, rest: InitProject = {}) =>
  cibuildwheel(`build = "cp31{2,3}-manylinux*"\n${lines}`, {
    ...rest,
    files: { ".github/workflows/w.yml": workflow(env), ...rest.files },
  });

const optionsOf = ({ config }: Translated, id = "cp312-manylinux_2_28_x86_64") => {
  const target = parseTarget(id);
  if (!target) throw new Error(id);
  return optionsFor(config, makeTarget(target.interpreter, target.platform));
};

const why = ({ notCarried }: Translated, setting: string) =>
  notCarried.find((one) => one.setting === setting)?.why;

describe("sources of an option", () => {
  const lines = `test-command = "main"
[tool.cibuildwheel.linux]
test-command = "linux"
[[tool.cibuildwheel.overrides]]
select = "cp312-*"
test-command = "override"`;

  it("are the main table, the system's, the overrides, each replacing the last", async () => {
    expect(optionsOf(await linux('test-command = "main"')).test.command).toBe("main");
    const all = await linux(lines);
    expect(optionsOf(all).test.command).toBe("override");
    expect(optionsOf(all, "cp313-manylinux_2_28_x86_64").test.command).toBe("linux");
  });

  it("are the variables after them, that of the system last", async () => {
    expect(optionsOf(await linux(lines, { CIBW_TEST_COMMAND: "variable" })).test.command).toBe("variable");
    const both = { CIBW_TEST_COMMAND: "variable", CIBW_TEST_COMMAND_LINUX: "linux" };
    const result = await linux(lines, both);
    expect(optionsOf(result).test.command).toBe("linux");
    expect(why(result, "CIBW_TEST_COMMAND")).toContain("other settings replace it");
    expect(why(result, "test-command")).toContain("other settings replace it");
  });

  it("are joined where an override inherits", async () => {
    const inheriting = (how: string) => `environment = { A = "1", B = "2" }
test-requires = ["x"]
[[tool.cibuildwheel.overrides]]
select = "cp312-*"
inherit.environment = "${how}"
environment = { B = "3", C = "4" }
inherit.test-requires = "${how}"
test-requires = ["y"]`;
    const appended = optionsOf(await linux(inheriting("append")));
    expect(appended.build.env).toEqual({ A: "1", B: "3", C: "4" });
    expect(appended.test.requires).toEqual(["x", "y"]);
    const prepended = optionsOf(await linux(inheriting("prepend")));
    expect(prepended.test.requires).toEqual(["y", "x"]);
    expect(prepended.build.env).toEqual({ A: "1", B: "2", C: "4" });
    expect(optionsOf(await linux(inheriting("none"))).build.env).toEqual({ B: "3", C: "4" });
  });

  it("are known by variables of all kinds of names", () => {
    expect(variableOf("manylinux-pypy_x86_64-image")).toBe("CIBW_MANYLINUX_PYPY_X86_64_IMAGE");
    expect(optionOfVariable("CIBW_MANYLINUX_PYPY_X86_64_IMAGE")).toBe("manylinux-pypy_x86_64-image");
    expect(optionOfVariable("CIBW_MUSLLINUX_AARCH64_IMAGE")).toBe("musllinux-aarch64-image");
    expect(optionOfVariable("CIBW_TEST_COMMAND_WINDOWS")).toBe("test-command");
    expect(optionOfVariable("CIBW_NO_SUCH_THING")).toBeUndefined();
  });
});

describe("images", () => {
  const platform = async (lines: string) => (await linux(lines)).targets[0]?.split("-")[1];

  it("are policies", async () => {
    expect(await platform('manylinux-x86_64-image = "manylinux_2_34"')).toBe("manylinux_2_34_x86_64");
    expect(await platform('manylinux-x86_64-image = "manylinux2014"')).toBe("manylinux_2_17_x86_64");
    expect(
      await platform('linux.manylinux-x86_64-image = "registry.example/pypa/manylinux_2_34_x86_64:latest"'),
    ).toBe("manylinux_2_34_x86_64");
  });

  it("of others replace the default, with the policy that their name tells", async () => {
    const result = await linux('manylinux-x86_64-image = "registry.example/me/manylinux_2_34_cuda:12"');
    expect(result.table["platforms"]).toEqual(["manylinux_2_34_x86_64"]);
    expect(result.config.options.images).toEqual({
      manylinux_2_34_x86_64: "registry.example/me/manylinux_2_34_cuda:12",
    });
  });

  it("whose name tells nothing are taken for the default policy, and that is said", async () => {
    const result = await linux('manylinux-x86_64-image = "dockcross/manylinux-x64"');
    expect(result.config.options.images).toEqual({ manylinux_2_28_x86_64: "dockcross/manylinux-x64" });
    expect(why(result, "manylinux-x86_64-image")).toContain("manylinux_2_28 is assumed");
  });
});

describe("commands before builds", () => {
  it("become packages, Rust and commands, without what reads the project", async () => {
    const result = await linux(`before-all = [
  "yum install -y libffi-devel openssl-devel && yum clean all",
  "curl https://sh.rustup.rs -sSf | sh -s -- -y --default-toolchain 1.89",
  "make -C third_party",
]`);
    expect(optionsOf(result).prepare).toMatchObject({
      packages: ["libffi-devel", "openssl-devel"],
      commands: ["yum clean all"],
      rust: "1.89",
    });
    expect(why(result, "before-all")).toContain(
      '"make -C third_party": `prepare` runs before the project\'s files are there',
    );
  });

  it("choose the package manager of the platform", async () => {
    const result = await cibuildwheel(
      'build = "cp312-*linux_x86_64"\nbefore-all = "yum install -y a-devel || apk add a-dev || (apt-get update && apt-get install -y liba-dev)"',
      { files: { ".github/workflows/w.yml": workflow({}) } },
    );
    expect(optionsOf(result).prepare.packages).toEqual(["a-devel"]);
    expect(optionsOf(result, "cp312-musllinux_1_2_x86_64").prepare.packages).toEqual(["a-dev"]);
  });

  it("run in the unpacked sdist; build requirements belong elsewhere", async () => {
    const result = await linux(
      'before-build = "pip install numpy && bash {package}/tools/gen.sh && pip install delvewheel"',
    );
    expect(optionsOf(result).build.before).toEqual(["bash {project}/tools/gen.sh"]);
    expect(why(result, "before-build")).toContain("add numpy to build-system.requires");
    expect(why(result, "before-build")).toContain("Wheelway has these tools");
  });

  it("that want the network are carried with a warning", async () => {
    const result = await linux('before-build = "curl -O https://example.org/x"');
    expect(optionsOf(result).build.before).toEqual(["curl -O https://example.org/x"]);
    expect(why(result, "before-build")).toContain("wants the network");
  });

  it("with braces of their own are left", async () => {
    const result = await linux(`before-build = "awk '{print}' x"`);
    expect(optionsOf(result).build.before).toEqual([]);
    expect(why(result, "before-build")).toContain("{print} would be taken for a placeholder");
  });
});

describe("repair commands", () => {
  const repair = async (command: string) =>
    optionsOf(await linux(`repair-wheel-command = ${JSON.stringify(command)}`)).repair;

  it("of the usual tool become arguments and exclusions", async () => {
    const command =
      "auditwheel repair --strip --exclude libcuda.so.1 --exclude=libx.so --lib-sdir . -w {dest_dir} {wheel}";
    expect(await repair(command)).toEqual({
      args: ["--strip", "--lib-sdir", "."],
      exclude: ["libcuda.so.1", "libx.so"],
      command: undefined,
    });
  });

  it("that say what is done anyway become nothing", async () => {
    expect(await repair("auditwheel repair -w {dest_dir} {wheel}")).toEqual({
      args: [],
      exclude: [],
      command: undefined,
    });
  });

  it("cannot choose a policy: the platform does", async () => {
    const result = await linux(
      'repair-wheel-command = "auditwheel repair --plat manylinux_2_34_x86_64 -w {dest_dir} {wheel}"',
    );
    expect(optionsOf(result).repair.args).toEqual([]);
    expect(why(result, "repair-wheel-command")).toContain("the targets' platforms decide");
  });

  it("of other kinds replace the tool", async () => {
    expect((await repair("./fix.sh {wheel} && auditwheel repair -w {dest_dir} {wheel}")).command).toBe(
      "cd {project} && ./fix.sh {wheel} && auditwheel repair -w {out} {wheel}",
    );
    expect((await repair("")).command).toBe("cp {wheel} {out}");
  });

  it("lose the audits that Wheelway has itself", async () => {
    const result = await linux(`[[tool.cibuildwheel.overrides]]
select = "cp312-*"
inherit.repair-wheel-command = "append"
repair-wheel-command = "abi3audit --strict --report {wheel}"`);
    expect(optionsOf(result).repair.command).toBeUndefined();
    expect(result.notCarried[0]?.why).toContain("`wheelway verify` has its own checks");
  });
});

describe("tests", () => {
  it("run beside copies of the files that their command names", async () => {
    const result = await linux(
      'test-command = "pytest {project}/tests/unit {package}/conftest.py::x -k a"',
      {},
      {
        files: { "tests/unit/test_a.py": "", "conftest.py": "" },
        pyproject: "[tool.pytest.ini_options]\naddopts = []",
      },
    );
    expect(optionsOf(result).test).toMatchObject({
      command: "pytest {sources}/tests/unit {sources}/conftest.py::x -k a",
      sources: ["tests/unit", "conftest.py", "pyproject.toml"],
    });
  });

  it("run in the folder of the copies where cibuildwheel was told to copy", async () => {
    const result = await linux('test-sources = ["tests", "data dir"]\ntest-command = "pytest tests"');
    expect(optionsOf(result).test).toMatchObject({
      command: "cd {sources} && pytest tests",
      sources: ["tests", "data dir"],
    });
  });

  it("that need the whole project are told of", async () => {
    const result = await linux(
      'test-command = "bash {project}/run.sh {project}"',
      {},
      { files: { "run.sh": "" } },
    );
    expect(optionsOf(result).test).toMatchObject({
      command: "bash {sources}/run.sh {sources}",
      sources: ["run.sh"],
    });
    expect(why(result, "test-command")).toContain("not the whole project");
  });

  it("take requirements, extras and groups that exist", async () => {
    const result = await linux(
      `test-requires = "pytest 'a; python_version < \\"3.13\\"' ./other"
test-extras = "cli,nope"
test-groups = ["test"]
before-test = "pip install -r {project}/reqs/test-requirements.txt && pip install cov && ./start.sh"`,
      {},
      {
        project: "[project.optional-dependencies]\ncli = []",
        pyproject: "[dependency-groups]\ntest = []",
        files: {
          "reqs/test-requirements.txt": "-r more-requirements.txt\nhypothesis>=6 # why\n--no-binary x\n",
          "reqs/more-requirements.txt": "mock\n",
        },
      },
    );
    expect(optionsOf(result).test).toMatchObject({
      requires: ["mock", "hypothesis>=6", "cov", "pytest", 'a; python_version < "3.13"'],
      extras: ["cli"],
      groups: ["test"],
      before: ["./start.sh"],
    });
    expect(why(result, "test-requires")).toContain('"./other": tests install the wheel');
    expect(why(result, "test-extras")).toContain('does not define "nope"');
    expect(why(result, "before-test")).toContain("--no-binary x");
  });

  it("that are skipped need a written reason", async () => {
    const result = await linux('test-command = "pytest"\ntest-skip = "cp313-* *-macosx_universal2:arm64"');
    expect(optionsOf(result).test.untested).toBeUndefined();
    expect(optionsOf(result, "cp313-manylinux_2_28_x86_64").test.untested).toContain("test-skip");
    expect(result.text).toContain("# Write the reason");
    expect(why(result, "test-skip")).toContain("universal2");
  });
});

describe("options that have nothing to become", () => {
  it("are told of, each with its reason", async () => {
    const result = await linux('build-verbosity = 1\ncontainer-engine = "podman"\nno-such-option = 1', {
      CIBW_DEPENDENCY_VERSIONS: "latest",
      CIBW_ODD: "1",
    });
    expect(why(result, "build-verbosity")).toContain("not needed");
    expect(why(result, "container-engine")).toContain("Dagger");
    expect(why(result, "no-such-option")).toContain("no option of cibuildwheel");
    expect(why(result, "CIBW_DEPENDENCY_VERSIONS")).toContain("wheelway.lock");
    expect(why(result, "CIBW_ODD")).toContain("no variable of cibuildwheel");
  });
});
