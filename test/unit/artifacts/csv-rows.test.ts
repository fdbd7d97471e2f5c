import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { csvRows } from "../../../src/artifacts/csv-rows.ts";

const rows = (text: string) => [...csvRows(text)];

describe("csvRows", () => {
  it.each<[string, string, string[][]]>([
    [
      "plain rows",
      "a,b\nc,d\n",
      [
        ["a", "b"],
        ["c", "d"],
      ],
    ],
    ["no last line end", "a,b", [["a", "b"]]],
    ["all line ends", "a\r\nb\rc\n", [["a"], ["b"], ["c"]]],
    [
      "empty fields",
      ",\n,,",
      [
        ["", ""],
        ["", "", ""],
      ],
    ],
    ["an empty line", "a\n\nb\n", [["a"], [""], ["b"]]],
    ["quotes", '"a,b","c""d",""\n', [["a,b", 'c"d', ""]]],
    ["a line end in quotes", '"a\nb",c\n', [["a\nb", "c"]]],
    ["text after a closing quote", '"a"b,c\n', [["ab", "c"]]],
    ["a quote in the middle", 'a"b,c\n', [['a"b', "c"]]],
    ["a quote that nobody closes", '"a,b\n', [["a,b\n"]]],
    ["nothing", "", []],
  ])("reads %s", (_, text, expected) => {
    expect(rows(text)).toEqual(expected);
  });

  it("reads back what is written with every field in quotes", () => {
    const field = fc.string({ unit: fc.constantFrom("a", '"', ",", "\n", "\r", "é") });
    const table = fc.array(fc.array(field, { minLength: 1, maxLength: 4 }), { maxLength: 5 });
    fc.assert(
      fc.property(table, (written) => {
        const text = written
          .map((row) => `${row.map((f) => `"${f.replaceAll('"', '""')}"`).join(",")}\n`)
          .join("");
        expect(rows(text)).toEqual(written);
      }),
    );
  });

  it("takes a million quotes, and keeps no more of a row than anyone asks for", () => {
    expect(rows('"'.repeat(1_000_001) + "x")).toHaveLength(1);
    expect(rows(",".repeat(1_000_000))).toEqual([Array.from({ length: 100 }, () => "")]);
  });
});
