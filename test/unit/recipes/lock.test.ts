import { describe, expect, it } from "vitest";
import { parseConfig } from "../../../src/config/parse.ts";
import type { Environment } from "../../../src/plan/task.ts";
import { askTask } from "../../../src/recipes/ask.ts";
import type { Place, RecipeContext } from "../../../src/recipes/context.ts";
import { lockTask } from "../../../src/recipes/lock.ts";

const environment: Environment = { kind: "host", interpreter: "cp312" };

describe("the lock task", () => {
  const resolution = {
    id: "3.12-x86_64-pc-windows-msvc",
    targets: ["cp312-win_amd64"],
    requires: ["setuptools>=61"],
    dynamic: ["wheel"],
    options: ["--python-version", "3.12"],
    preferences: "",
  };

  it("asks one question a set, of what is required and what the back end asks for", () => {
    const { resolutions } = lockTask(environment, "linux", "tools:build:cp312", [resolution]).inputs;
    expect(resolutions).toMatchObject({ from: "text" });
    const text = resolutions?.from === "text" ? resolutions.text : "";
    expect(JSON.parse(text)).toEqual([
      {
        id: "3.12-x86_64-pc-windows-msvc",
        requires: ["setuptools>=61", "wheel"],
        options: ["--python-version", "3.12"],
        preferences: "",
      },
    ]);
  });

  it("has the network, and runs uv from where the system has it", () => {
    const linux = lockTask(environment, "linux", "tools:build:cp312", [resolution]);
    expect(linux.network).toBe("index");
    expect(linux.commands[0]?.argv).toContain("{tools}/bin/uv");
    const windows = lockTask(environment, "windows", "tools:build:cp312", [resolution]);
    expect(windows.commands[0]?.argv).toContain("{tools}/Scripts/uv.exe");
  });
});

describe("the ask task", () => {
  const task = async (backEnd: string, requires: string) => {
    const config = await parseConfig({
      pyproject: {
        path: "pyproject.toml",
        text: `[project]\nname = "x"\nversion = "1"\n[build-system]\nrequires = ${requires}\nbuild-backend = "${backEnd}"\n`,
      },
    });
    const context: RecipeContext = {
      config,
      subfolder: "below",
      fromSdist: undefined,
      epoch: 0,
      lockedRequirements: () => undefined,
    };
    const place: Place = {
      environment,
      system: "linux",
      architecture: "x86_64",
      tools: "tools:build:cp312",
      prepare: undefined,
      crates: undefined,
      options: config.options,
    };
    return askTask(context, place);
  };

  it("runs both hooks without the network, in the project's own folder", async () => {
    const { commands } = await task("setuptools.build_meta", '["setuptools"]');
    const hooks = commands.filter(({ argv }) => argv?.includes("--build-system"));
    expect(hooks.map(({ network }) => network)).toEqual(["none", "none"]);
    for (const { argv } of hooks) expect(argv).toContain("{work}/src/below");
    expect(hooks.map(({ argv }) => argv?.at(-1))).toEqual(["{out}/asked/sdist.txt", "{out}/asked/wheel.txt"]);
  });

  it("installs nothing where nothing is required", async () => {
    const { commands } = await task("backend", "[]");
    expect(commands.map(({ name }) => name)).not.toContain("install build requirements");
  });

  it("hides the machine's programs from back ends that would ask for less where it has CMake or Ninja", async () => {
    const path = async (backEnd: string) => (await task(backEnd, '["x"]')).env["PATH"];
    expect(await path("mesonpy")).toBe("{out}/env/bin:{tools}/bin");
    expect(await path("scikit_build_core.build")).toBe("{out}/env/bin:{tools}/bin");
    expect(await path("maturin")).toBe("{out}/env/bin:{tools}/bin:{PATH}");
  });
});
