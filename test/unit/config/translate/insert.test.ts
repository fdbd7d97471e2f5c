import { parse } from "smol-toml";
import { describe, expect, it } from "vitest";
import { hasConfiguration, withConfiguration } from "../../../../src/config/translate/insert.ts";

const block = `# Configuration of Wheelway. New.

[tool.wheelway]
python = ["cp313"]

# Tests.
[tool.wheelway.test]
command = "new"
`;

const project = `[project]
name = "demo" # a comment
`;

describe("a pyproject.toml without a configuration", () => {
  it("gets it at its end", async () => {
    expect(await hasConfiguration(project)).toBe(false);
    expect(await withConfiguration(project, block)).toBe(`${project}\n${block}`);
    expect(await withConfiguration(`${project}\n\n\n`, block)).toBe(`${project}\n${block}`);
    expect(await withConfiguration("", block)).toBe(block);
  });

  it("keeps its line ends", async () => {
    const whole = await withConfiguration(project.replaceAll("\n", "\r\n"), block);
    expect(whole.replaceAll("\r\n", "")).not.toContain("\n");
    expect(whole.replaceAll("\r\n", "\n")).toBe(`${project}\n${block}`);
  });
});

describe("a pyproject.toml with a configuration", () => {
  const old = `# Configuration of Wheelway. Old.
#
# Not carried over: nothing.

[tool.wheelway]
python = [
  "cp312",
]
# python = ["cp311"]

# How things are built.

[tool.wheelway.build]
env = { A = "1" }

[[tool.wheelway.override]]
select = "cp312-*"
optional = true
# a last remark
`;
  const other = `# of another tool
[tool.other]
wheelway = 1
`;

  it("has it replaced where it stands, and nothing else", async () => {
    expect(await hasConfiguration(old)).toBe(true);
    expect(await withConfiguration(`${project}\n${old}\n${other}`, block)).toBe(
      `${project}\n${block}\n${other}`,
    );
    expect(await withConfiguration(old, block)).toBe(block);
  });

  it("keeps tables of other tools between its own", async () => {
    const mixed = `[tool.wheelway]\nskip = []\n\n${other}\n[tool.wheelway.test]\nsources = []\n\n[tool.last]\nx = 1\n`;
    const whole = await withConfiguration(mixed, block);
    expect(whole).toBe(`${block}\n${other}\n[tool.last]\nx = 1\n`);
    expect(parse(whole)).toMatchObject({
      tool: { other: { wheelway: 1 }, last: { x: 1 }, wheelway: { test: { command: "new" } } },
    });
  });

  it("is replaced the same again and again", async () => {
    const once = await withConfiguration(`${project}\n${old}\n${other}`, block);
    expect(await withConfiguration(once, block)).toBe(once);
  });
});
