import stringWidth from "string-width";
import { describe, expect, it } from "vitest";
import { finding } from "../../../src/checks/finding.ts";
import { verifyLines } from "../../../src/report/verify-terminal.ts";
import { makeStyle, plainStyle, type Style } from "../../../src/report/terminal-style.ts";
import { expectGolden } from "../../support/golden.ts";
import { hostileReport, onePureWheel, sixtyWheels, verifyReport } from "../../support/verify-reports.ts";

const style = (columns: number | undefined, more: { color?: boolean; unicode?: boolean } = {}): Style =>
  makeStyle({ color: more.color ?? false, unicode: more.unicode ?? true, columns });

const wheels = (count: number) =>
  Array.from({ length: count }, (_, index) => `demo-1.0-cp3${index + 8}-cp3${index + 8}-win_amd64.whl`);

describe("what verify found, on a terminal", () => {
  it.each([80, 120])("of %i columns", (columns) => {
    const lines = verifyLines(sixtyWheels(), style(columns));
    expectGolden(`report/verify-${columns}.txt`, lines.map((line) => `${line}\n`).join(""));
    for (const line of lines) {
      expect(stringWidth(line), line).toBeLessThanOrEqual(columns);
      expect(line).toBe(line.trimEnd());
    }
  });

  it("in a pipe has whole names, each on a line, in ASCII where the locale is not UTF-8", () => {
    const text = verifyLines(sixtyWheels(), style(undefined, { unicode: false })).join("\n");
    expectGolden("report/verify-pipe.txt", `${text}\n`);
    expect(text).toMatch(/^[\x20-\x7e\n]*$/);
  });

  it("of one pure wheel is short", () => {
    expectGolden("report/verify-pure.txt", `${verifyLines(onePureWheel(), style(80)).join("\n")}\n`);
  });

  it("has the same words with colours", () => {
    for (const report of [sixtyWheels(), onePureWheel()]) {
      const colored = verifyLines(report, style(80, { color: true }));
      const words = colored.map((line) => line.replace(/\u001b\[\d+m/g, "")); // eslint-disable-line no-control-regex
      expect(colored).not.toEqual(words);
      expect(words).toEqual(verifyLines(report, style(80)));
    }
  });

  it("takes the width of its option before that of the style", () => {
    expect(verifyLines(sixtyWheels(), plainStyle, { columns: 80 })).toEqual(
      verifyLines(sixtyWheels(), style(80)),
    );
  });

  it("shows no control characters and no bidirectional overrides of names and messages", () => {
    const text = verifyLines(hostileReport(), style(80)).join("");
    expect(text).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(text).toContain("\\u{1b}[2J\\u{1b}]0;owned\\u{7}\\u{202e}gpj.exe\\u{200b}");
  });
});

describe("many findings", () => {
  const files = wheels(60);
  const many = verifyReport(files, {
    findings: files.flatMap((file, index) =>
      Array.from({ length: 5 }, (_, at) =>
        finding(
          "WW014",
          file,
          `member ${at} of wheel ${index} is not what it should be, for a reason that takes a while to tell`,
        ),
      ),
    ),
  });

  it("are one line each, the first ones of a code, and the count of the others", () => {
    const lines = verifyLines(many, style(80)).filter((line) => /WW014[\]:]|more of/.test(line));
    expect(lines).toHaveLength(11);
    expect(lines[0]).toMatch(/^warning\[WW014\]: cp310-win_amd64: member 0 of wheel 2 .*…$/);
    expect(lines.at(-1)).toBe("  and 290 more of WW014: --json and a pipe show all");
    for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(80);
  });

  it("are all there in a pipe", () => {
    const lines = verifyLines(many, style(undefined)).filter((line) => line.startsWith("warning[WW014]: "));
    expect(lines).toHaveLength(300);
  });

  it("that say the same are told once, with the wheels or the name of their part", () => {
    const says = (some: readonly string[]) =>
      verifyLines(
        verifyReport(files, { findings: some.map((file) => finding("WW014", file, "no code")) }),
        style(80),
      );
    expect(says(files)).toContain(
      "warning[WW014]: all 60 wheels for Windows: no code".replace(" for Windows", ""),
    );
    expect(says(files.slice(0, 2))).toEqual(
      expect.arrayContaining(["warning[WW014]: 2 wheels: no code", "  cp38-win_amd64, cp39-win_amd64"]),
    );
  });

  it("of one code tell its reason once, and its different hints", () => {
    const findings = [
      finding("WW014", files[0], "no code", { hint: "First way." }),
      finding("WW014", files[1], "still no code", { hint: "Second way." }),
    ];
    const lines = verifyLines(verifyReport(files, { findings }), style(80));
    expect(lines.filter((line) => line.startsWith("  why"))).toHaveLength(1);
    expect(lines.filter((line) => line.startsWith("  do"))).toEqual([
      "  do   First way.",
      "  do   Second way.",
    ]);
  });
});

it("a set without names is called by its source", () => {
  const lines = verifyLines(verifyReport([], { project: undefined, source: "empty" }), style(80));
  expect(lines).toEqual(["empty", "", "✓ empty: passed, no findings", "  0 wheels, 0 B"]);
});
