import { describe, expect, it } from "vitest";
import {
  evaluate,
  holds,
  interpolate,
  Unknown,
  type Contexts,
} from "../../../../../src/config/translate/ci/expression.ts";

const contexts: Contexts = {
  matrix: {
    values: { os: "macos-14", python: "cp312", cibw: { build: "cp*" }, plat: ["ubuntu", "x"] },
    open: false,
  },
  env: { values: { A: "1", SECRET: new Unknown("secrets.X") }, open: true },
};

describe("expressions", () => {
  it.each([
    ["matrix.os", "macos-14"],
    ["matrix.cibw.build", "cp*"],
    ["matrix.plat[1]", "x"],
    ["matrix['os']", "macos-14"],
    ["matrix.missing", null],
    ["matrix.missing.deeper", null],
    ["matrix.cibw.skip || 'none'", "none"],
    ["matrix.os && 'yes' || 'no'", "yes"],
    ["matrix.os == 'MACOS-14'", true],
    ["matrix.os != 'x' && !false", true],
    ["contains(matrix.os, 'mac') && startsWith(matrix.python, 'cp')", true],
    ["contains(matrix.plat, 'ubuntu')", true],
    ["endsWith(matrix.os, '15')", false],
    ["format('{0}-{1}', matrix.python, 'it''s')", "cp312-it's"],
    ["join(matrix.plat, '+')", "ubuntu+x"],
    ["fromJSON('[1, 2]')[1]", 2],
    ["(1 < 2) == true", true],
    ["null == ''", true],
  ])("%s", (text, value) => {
    expect(evaluate(text, contexts)).toEqual(value);
  });

  it.each([
    "secrets.TOKEN",
    "needs.a.outputs.b",
    "env.UNSET",
    "env.SECRET",
    "hashFiles('x')",
    "github.ref == 'x'",
    "a b",
    "fromJSON(needs.x)",
  ])("%s is known only during a run", (text) => {
    expect(evaluate(text, contexts)).toBeInstanceOf(Unknown);
  });

  it("knows what an unknown half cannot change", () => {
    expect(evaluate("secrets.A && false", contexts)).toBe(false);
    expect(evaluate("secrets.A || 'x'", contexts)).toBeInstanceOf(Unknown);
  });

  it("names what an unknown value depends on", () => {
    expect(evaluate("needs.build.outputs.list", contexts)).toEqual(new Unknown("needs.build.outputs.list"));
    expect(evaluate("env.SECRET", contexts)).toEqual(new Unknown("env.SECRET"));
  });
});

describe("texts with expressions", () => {
  it("keep the kind of a value that stands alone, and are filled in otherwise", () => {
    expect(interpolate("${{ matrix.cibw }}", contexts)).toEqual({ build: "cp*" });
    expect(interpolate("${{ matrix.python }}-${{matrix.plat[0]}}", contexts)).toBe("cp312-ubuntu");
    expect(interpolate("a ${{ secrets.B }}", contexts)).toEqual(new Unknown("secrets.B"));
  });

  it("are conditions with and without braces", () => {
    expect(holds("matrix.os == 'linux'", contexts)).toBe(false);
    expect(holds("${{ matrix.python }}", contexts)).toBe(true);
    expect(holds("github.event_name == 'push'", contexts)).toBeUndefined();
    expect(holds(undefined, contexts)).toBe(true);
    expect(holds(false, contexts)).toBe(false);
  });
});
