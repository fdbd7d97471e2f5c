import { describe, expect, it } from "vitest";

import { parseInterpreter } from "../../../src/tags/interpreter.ts";
import { parseTarget } from "../../../src/tags/target.ts";
import {
  coversInterpreter,
  formatTag,
  kindOf,
  meetsTarget,
  parseWheelName,
  wheelTags,
  type WheelName,
} from "../../../src/tags/wheel-name.ts";

function wheel(file: string): WheelName {
  const name = parseWheelName(file);
  if ("malformed" in name) throw new Error(name.malformed);
  return name;
}

const tagged = (tags: string) => wheel(`demo-1.0-${tags}.whl`);

describe("parseWheelName", () => {
  it("reads all parts", () => {
    const name = wheel("Zope.Interface-6.0-2b-cp39-abi3-manylinux_2_17_x86_64.manylinux2014_x86_64.whl");
    expect(name).toMatchObject({
      distribution: "Zope.Interface",
      name: "zope-interface",
      version: "6.0",
      build: "2b",
      pythons: ["cp39"],
      abis: ["abi3"],
      platforms: ["manylinux_2_17_x86_64", "manylinux2014_x86_64"],
    });
  });

  it("normalises versions, also local ones", () => {
    expect(wheel("demo-1.0_RC.1+Ubuntu_1-py3-none-any.whl").version).toBe("1.0rc1+ubuntu.1");
    expect(wheel("demo-1!2.0.post1.dev3-py3-none-any.whl").version).toBe("1!2.0.post1.dev3");
  });

  it("writes out compressed tag sets", () => {
    expect(wheelTags(tagged("py2.py3-none-any")).map(formatTag)).toEqual(["py2-none-any", "py3-none-any"]);
    expect(wheelTags(tagged("cp315-abi3.abi3t-win_amd64")).map(formatTag)).toEqual([
      "cp315-abi3-win_amd64",
      "cp315-abi3t-win_amd64",
    ]);
  });

  it.each([
    ["demo-1.0-py3-none-any.zip", "does not end in .whl"],
    ["demo-1.0-py3-none.whl", "4 parts"],
    ["demo-1.0-1-2-py3-none-any.whl", "7 parts"],
    ["-1.0-py3-none-any.whl", "no project name"],
    ["../demo-1.0-py3-none-any.whl", "no project name"],
    ["demo-one-py3-none-any.whl", "no version"],
    ["demo-1.0-x1-py3-none-any.whl", "build tag"],
    ["demo-1.0-py3..py2-none-any.whl", "no tag set"],
    ["demo-1.0-py3-none-a/b.whl", "no tag set"],
  ])("says what is wrong with %s", (file, why) => {
    expect(parseWheelName(file)).toMatchObject({ malformed: expect.stringContaining(why) as string });
  });
});

describe("kindOf", () => {
  it.each([
    ["py3-none-any", "pure"],
    ["py2.py3-none-any", "pure"],
    ["cp311-none-any", "pure"],
    ["py3-none-manylinux_2_17_x86_64", "py3-platform"],
    ["cp39-abi3-win_amd64", "abi3"],
    ["cp315-abi3t-win_amd64", "abi3t"],
    ["cp315-abi3.abi3t-win_amd64", "abi3t"],
    ["cp312-cp312-win_amd64", "version"],
    ["cp314-cp314t-win_amd64", "version"],
    ["pp311-pypy311_pp73-win_amd64", "version"],
    ["cp312-none-win_amd64", "version"],
  ])("%s is %s", (tags, kind) => {
    expect(kindOf(tagged(tags))).toBe(kind);
  });
});

describe("coversInterpreter", () => {
  it.each([
    ["py3-none-any", "cp39 cp314 cp314t pp311 gp311", ""],
    ["py2-none-any", "", "cp39 pp311"],
    ["py312-none-any", "cp312 cp313 cp314t", "cp311 pp311"],
    ["cp39-abi3-win_amd64", "cp39 cp310 cp314", "cp38 cp314t pp39 pp311"],
    ["cp315-abi3t-win_amd64", "cp315t cp316t", "cp315 cp314t"],
    ["cp315-abi3.abi3t-win_amd64", "cp315 cp315t cp316", "cp314 cp314t"],
    ["cp312-cp312-win_amd64", "cp312", "cp311 cp313 cp312t pp312"],
    ["cp37-cp37m-win_amd64", "cp37", "cp38"],
    ["cp314-cp314t-win_amd64", "cp314t", "cp314 cp315t"],
    ["cp314-cp314d-win_amd64", "", "cp314 cp314t"],
    ["cp312-none-win_amd64", "cp312", "cp311 cp313"],
    ["pp311-pypy311_pp73-win_amd64", "pp311", "pp310 cp311"],
    ["pp3-none-any", "pp310 pp311", "cp311"],
    ["graalpy311-graalpy242_311_native-win_amd64", "gp311", "pp311 cp311 gp312"],
    ["cp310.cp311-cp310.cp311-win_amd64", "cp310 cp311", "cp312"],
  ])("%s covers [%s] and not [%s]", (tags, covered, others) => {
    const covers = (name: string) => coversInterpreter(tagged(tags), parseInterpreter(name)!);
    for (const name of covered.split(" ").filter(Boolean)) expect(covers(name), name).toBe(true);
    for (const name of others.split(" ").filter(Boolean)) expect(covers(name), name).toBe(false);
  });
});

describe("meetsTarget", () => {
  const met = (tags: string, target: string) => meetsTarget(tagged(tags), parseTarget(target)!);

  it.each([
    ["cp312-cp312-manylinux_2_28_x86_64", "cp312-manylinux_2_28_x86_64"],
    ["cp312-cp312-manylinux_2_17_x86_64", "cp312-manylinux_2_28_x86_64"],
    ["cp312-cp312-manylinux2014_x86_64", "cp312-manylinux_2_28_x86_64"],
    ["cp312-cp312-manylinux_2_31_x86_64.manylinux_2_26_x86_64", "cp312-manylinux_2_28_x86_64"],
    ["cp39-abi3-macosx_10_9_universal2", "cp312-macosx_11_0_arm64"],
    ["py3-none-any", "pp311-musllinux_1_2_aarch64"],
    ["cp312-cp312-unheard_of.win_amd64", "cp312-win_amd64"],
  ])("%s meets %s", (tags, target) => {
    expect(met(tags, target)).toBe(true);
  });

  it.each([
    ["cp312-cp312-manylinux_2_31_x86_64", "cp312-manylinux_2_28_x86_64", "newer-policy"],
    ["cp312-cp312-macosx_14_0_arm64", "cp312-macosx_11_0_arm64", "newer-policy"],
    ["cp312-cp312-musllinux_1_2_x86_64", "cp312-manylinux_2_28_x86_64", "platform"],
    ["cp312-cp312-manylinux_2_31_aarch64", "cp312-manylinux_2_28_x86_64", "platform"],
    ["cp312-cp312-linux_x86_64", "cp312-manylinux_2_28_x86_64", "platform"],
    ["cp312-cp312-unheard_of", "cp312-win_amd64", "platform"],
    ["cp313-cp313-manylinux_2_17_x86_64", "cp312-manylinux_2_28_x86_64", "interpreter"],
    ["cp314-cp314-manylinux_2_17_x86_64", "cp314t-manylinux_2_28_x86_64", "interpreter"],
  ])("%s does not meet %s: %s", (tags, target, reason) => {
    expect(met(tags, target)).toMatchObject({ reason });
  });
});
