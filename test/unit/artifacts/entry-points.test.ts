import { describe, expect, it } from "vitest";

import { isScriptName, parseEntryPoints } from "../../../src/artifacts/entry-points.ts";

describe("parseEntryPoints", () => {
  it("reads groups, names and objects, comments and continued lines", () => {
    const { groups, problems } = parseEntryPoints(
      "; made by hand\n[console_scripts]\r\ndemo = demo:main [extra]\nOther=demo:other\n\n" +
        "# plug-ins\n[demo.plugins]\n  one = demo.one\n  two = demo.two:\n    Two\n[empty]\n",
    );
    expect(problems).toEqual([]);
    expect([...groups].map(([group, entries]) => [group, [...entries]])).toEqual([
      [
        "console_scripts",
        [
          ["demo", "demo:main [extra]"],
          ["Other", "demo:other"],
        ],
      ],
      [
        "demo.plugins",
        [
          ["one", "demo.one"],
          ["two", "demo.two:\nTwo"],
        ],
      ],
      ["empty", []],
    ]);
  });

  it.each([
    ["a line before the first group", "demo = demo:main\n", "line 1 stands before the first group"],
    ["a line without =", "[console_scripts]\ndemo: demo:main\n", 'line 2 is no "name = object"'],
    ["no name", "[console_scripts]\n= demo:main\n", 'line 2 is no "name = object"'],
    ["a name twice", "[a]\nb = c\nb = d\n", "line 3 names an entry that is there already"],
    ["a group twice", "[a]\nb = c\n[a]\n", "line 3 begins a group that is there already"],
  ])("tells %s", (_, text, problem) => {
    expect(parseEntryPoints(text).problems).toEqual([problem]);
  });

  it("names at most twenty problems, however long the file", () => {
    expect(parseEntryPoints("x\n".repeat(1_000_000)).problems).toHaveLength(20);
  });
});

it.each([
  ["demo", true],
  ["demo-2.x_y", true],
  ["größe", true],
  ["../demo", false],
  ["a/b", false],
  ["a\\b", false],
  ["a b", false],
  ["..", false],
  ["", false],
])("%j as the name of a script: %s", (name, good) => {
  expect(isScriptName(name)).toBe(good);
});
