/** The user's placeholders mean the same in commands, environment variables, config settings and repair arguments. */

import { describe, expect, it } from "vitest";
import { fillAliases, fillValues } from "../../../src/recipes/commands.ts";
import { planOf, setuptoolsProject } from "../../support/plans.ts";

const id = "cp312-manylinux_2_28_x86_64";

const plan = await planOf({
  targets: [id],
  pyproject: `${setuptoolsProject}
[tool.wheelway.sdist]
env = { ROOT = "{project}" }
[tool.wheelway.build]
before = ["make -C {project} \${project}"]
env = { PKG_CONFIG_PATH = "{project}/.libs", CFLAGS = "-I{project}/include" }
config-settings = { setup-args = ["--cross-file={project}/cross.txt"] }
[tool.wheelway.repair]
args = ["--add-path", "{project}/dlls"]
command = "cd {project} && ./repair {wheel} {out}"
`,
});

const task = (name: string) => plan.tasks.find((one) => one.id === name);

describe("placeholders of the configuration", () => {
  it("are the unpacked sdist for a wheel", () => {
    const wheel = task(`wheel:${id}`);
    const words = wheel?.commands.flatMap(({ argv = [] }) => argv).join(" ");
    expect(wheel?.env).toMatchObject({
      PKG_CONFIG_PATH: "{work}/src/.libs",
      CFLAGS: "-I{work}/src/include",
    });
    expect(words).toContain("setup-args=--cross-file={work}/src/cross.txt");
    expect(words).toContain("--arg={work}/src/dlls");
    expect(words).toContain('"cd {work}/src && ./repair @wheel@ @out@"');
  });

  it("are not taken from the shell's own variables", () => {
    const before = task(`wheel:${id}`)?.commands.find(({ name }) => name === "build.before");
    expect(before?.argv).toContain("make -C {work}/src ${project}");
  });

  it("are the copy of the project, and not the staged tree, for the sdist", () => {
    expect(task("sdist")?.env["ROOT"]).toBe("{work}/src");
  });

  it("reach the hook that tells the dynamic requirements", () => {
    const environment = task(`environment:${id}`);
    const hook = environment?.commands.find(({ name }) => name.includes("dynamic"));
    expect(hook?.env?.["PKG_CONFIG_PATH"]).toBe("{work}/src/.libs");
    expect(hook?.argv?.join(" ")).toContain('"--cross-file={work}/src/cross.txt"');
  });

  it("leave unknown names as they are", () => {
    expect(fillAliases("{project}/{other}", { project: "/p" })).toBe("/p/{other}");
    expect(fillValues({ a: ["{x}", "y"], b: "{x}" }, { x: "1" })).toEqual({ a: ["1", "y"], b: "1" });
  });
});
