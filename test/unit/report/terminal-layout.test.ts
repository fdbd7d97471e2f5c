import fc from "fast-check";
import stringWidth from "string-width";
import { describe, expect, it } from "vitest";
import { fit, labelled, paragraph, quotation, table } from "../../../src/report/terminal-layout.ts";
import { makeStyle, plainStyle } from "../../../src/report/terminal-style.ts";

const narrow = (columns: number, unicode = true) => makeStyle({ color: false, unicode, columns });
const anyText = fc.string({ unit: "grapheme", maxLength: 60 });

describe("fit", () => {
  it("leaves what fits and cuts what does not, with an ellipsis", () => {
    expect(fit("manylinux", 9, plainStyle)).toBe("manylinux");
    expect(fit("manylinux", 6, plainStyle)).toBe("manyl…");
    expect(fit("manylinux", 6, narrow(80, false))).toBe("many..");
  });

  it("counts wide characters as two columns and never halves one", () => {
    expect(fit("日本語のプロジェクト", 7, plainStyle)).toBe("日本語…");
    expect(fit("👩‍👩‍👧‍👦 family", 2, plainStyle)).toBe("…");
  });

  it("is never wider than asked", () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 0, max: 40 }), (text, width) => {
        expect(stringWidth(fit(text, width, plainStyle))).toBeLessThanOrEqual(width);
      }),
    );
  });

  it("lets no control character through", () => {
    expect(fit("a\u001b[31mred\u001b[0m b\u0007c\r\n\td", 40, plainStyle)).toBe("ared b c d");
  });
});

describe("table", () => {
  it("aligns columns, drops empty ones and ends no line in spaces", () => {
    const rows = [
      [{ text: "a" }, { text: "" }, { text: "1.0 kB" }],
      [{ text: "日本" }, { text: "" }, { text: "12 B" }],
    ];
    expect(table(rows, [{}, {}, { align: "right" }], plainStyle)).toEqual(["a     1.0 kB", "日本    12 B"]);
  });

  it("cuts the column that gives way so that rows fit", () => {
    const rows = [[{ text: "x".repeat(30) }, { text: "y".repeat(30) }]];
    expect(table(rows, [{ shrink: true }, {}], narrow(50))).toEqual([
      `${"x".repeat(17)}…  ${"y".repeat(30)}`,
    ]);
  });

  it("does not count colours", () => {
    const style = makeStyle({ color: true, unicode: true, columns: 80 });
    const [line = ""] = table(
      [[{ text: "ok", color: style.colors.green }, { text: "next" }]],
      [{}, {}],
      style,
    );
    expect(line).toContain("\u001b[32m");
    expect(stringWidth(line)).toBe("ok  next".length);
  });

  it("fits any terminal", () => {
    const rows = fc.array(fc.tuple(anyText, anyText), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(rows, fc.integer({ min: 40, max: 120 }), (texts, width) => {
        const cells = texts.map(([first, second]) => [
          { text: fit(first, 20, plainStyle) },
          { text: second },
        ]);
        for (const line of table(cells, [{}, { shrink: true }], narrow(width)))
          expect(stringWidth(line)).toBeLessThanOrEqual(width);
      }),
    );
  });
});

describe("paragraph", () => {
  it("wraps prose at words and indents it", () => {
    const lines = paragraph("one two three four five six seven eight nine ten eleven", "  ", narrow(40));
    expect(lines).toEqual(["  one two three four five six seven", "  eight nine ten eleven"]);
  });

  it("leaves indented lines, which are quotations, as they are", () => {
    const code = `    ${"long_call(argument), ".repeat(5)}end`;
    expect(paragraph(`why\n${code}`, "  ", narrow(40))).toEqual(["  why", `  ${code}`]);
  });

  it("does not wrap what goes to a file", () => {
    const long = "word ".repeat(60).trimEnd();
    expect(paragraph(long, "", plainStyle)).toEqual([long]);
  });

  it("stays readable on a very wide terminal", () => {
    const widths = paragraph("word ".repeat(60), "", narrow(250)).map((line) => line.length);
    expect(Math.max(...widths)).toBeLessThanOrEqual(100);
  });
});

it("labels stand in one column, long texts beside them", () => {
  const lines = labelled(
    [
      ["dist", "a b"],
      ["manifest", "one two three four five six seven"],
    ],
    narrow(40),
  );
  expect(lines).toEqual(["dist      a b", "manifest  one two three four five six", "          seven"]);
});

it("lines of a log are never cut, and never wider than the terminal", () => {
  const log = ["", "  indented \u001b[31mred\u001b[0m", `/a/path/${"x".repeat(60)}/file.c:1:2: error`];
  const lines = quotation(log, "  | ", narrow(40));
  expect(lines[0]).toBe("  |   indented red");
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(40);
  const letters = (text: string) => text.replace(/\s/g, "");
  expect(
    letters(
      lines
        .slice(1)
        .map((line) => line.slice(4))
        .join(""),
    ),
  ).toBe(letters(log[2] ?? ""));
});
