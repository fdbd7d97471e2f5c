import fc from "fast-check";
import { parse } from "smol-toml";
import { describe, expect, it } from "vitest";
import { inlineTable, tomlKey, tomlValue } from "../../../../src/config/translate/toml-text.ts";

describe("TOML text", () => {
  it("is read as the value that was written", () => {
    const text = fc.oneof(
      fc.string(),
      fc.string({ unit: "binary" }),
      fc.stringMatching(/^[\\"'\n\t {}$%]*$/),
    );
    const wellFormed = text;
    const values = fc.oneof(
      wellFormed,
      fc.boolean(),
      fc.integer(),
      fc.array(wellFormed),
      fc.dictionary(
        wellFormed.filter((key) => key !== "__proto__"),
        wellFormed,
      ),
    );
    fc.assert(
      fc.property(values, (value) => {
        expect(parse(`key = ${tomlValue(value)}`)).toEqual({ key: value });
      }),
    );
  });

  it("has keys of all kinds", () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }).filter((key) => key !== "__proto__"),
        (key) => {
          expect(Object.keys(parse(`${tomlKey(key)} = 1`))).toEqual([key]);
        },
      ),
    );
  });

  it("is written as people write it", () => {
    expect(tomlValue('say "a\\b"')).toBe(`'say "a\\b"'`);
    expect(tomlValue('it\'s "a"')).toBe('"it\'s \\"a\\""');
    expect(tomlValue("set -e\nmake")).toBe("'''\nset -e\nmake'''");
    expect(tomlValue(["a", "b"])).toBe('["a", "b"]');
    expect(tomlValue(["a".repeat(60), "b".repeat(60)])).toBe(
      `[\n  "${"a".repeat(60)}",\n  "${"b".repeat(60)}",\n]`,
    );
    expect(inlineTable({ "cmake.define": ["A=1"], CFLAGS: "-O2" })).toBe(
      '{ "cmake.define" = ["A=1"], CFLAGS = "-O2" }',
    );
  });
});
