import { marked, type Token, type Tokens } from "marked";
import { describe, expect, it } from "vitest";
import { finding } from "../../../src/checks/finding.ts";
import { markdownCode, markdownProse, markdownText } from "../../../src/report/markdown-text.ts";
import { matrixOf } from "../../../src/report/matrix/model.ts";
import { groupsOf } from "../../../src/report/verify-groups.ts";
import { verifyMarkdown } from "../../../src/report/verify-markdown.ts";
import { visibleText } from "../../../src/report/visible-text.ts";
import { expectGolden } from "../../support/golden.ts";
import { elementsOf, textOf } from "../../support/html.ts";
import {
  hostileReport,
  hostileTexts,
  onePureWheel,
  sixtyWheels,
  verifyReport,
} from "../../support/verify-reports.ts";

function tokensOf(markdown: string): Token[] {
  const tokens: Token[] = [];
  void marked.walkTokens(marked.lexer(markdown), (token) => void tokens.push(token));
  return tokens;
}

const asHtml = (markdown: string) => marked.parse(markdown, { async: false });

/** As a forge shows it, without the invisible characters that keep it from linking. */
const asText = (markdown: string) =>
  textOf(asHtml(markdown)).replaceAll("\u200b", "").replace(/\s+/g, " ").trim();

describe("verify as Markdown", () => {
  it("is a verdict, the matrix, the findings and what to do", () => {
    expectGolden("report/verify.md", verifyMarkdown(sixtyWheels()));
    expectGolden("report/verify-pure.md", verifyMarkdown(onePureWheel()));
  });

  it.each([sixtyWheels(), hostileReport()])(
    "has a row for each Python and each finding, as wide as its head",
    (report) => {
      const tables = tokensOf(verifyMarkdown(report)).filter(
        (token): token is Tokens.Table => token.type === "table",
      );
      const findings = tables.at(-1);
      expect(findings?.header.map(({ text }) => text)).toEqual(["", "Code", "Artifact", "What"]);
      expect(findings?.rows.map(([, code]) => code?.text)).toEqual(
        groupsOf(report.findings).map(({ code }) => code),
      );
      const pythons = matrixOf(report).rows.map(({ python }) => python.label.slice(0, 20));
      for (const table of tables.slice(0, -1)) {
        expect(table.rows.map(([head]) => head?.text.replaceAll("`", "").slice(0, 20))).toEqual(pythons);
        for (const row of table.rows) expect(row).toHaveLength(table.header.length);
      }
    },
  );

  it("makes no link, image, HTML, heading or mention of what others wrote", () => {
    const markdown = verifyMarkdown(hostileReport());
    const tokens = tokensOf(markdown);
    expect(tokens.filter(({ type }) => type === "link" || type === "image")).toEqual([]);
    expect(tokens.filter(({ type }) => type === "heading")).toHaveLength(5);
    const tags = tokens.filter(({ type }) => type === "html").map(({ raw }) => raw);
    expect([...new Set(tags)].sort()).toEqual(["</code>", "<code>"]);
    const names = new Set(elementsOf(asHtml(markdown)).map(({ name }) => name));
    const ours = "html head body h2 h3 p table thead tbody tr th td ul li code strong";
    expect([...names].filter((name) => !ours.split(" ").includes(name))).toEqual([]);
    const prose = textOf(asHtml(markdown).replace(/<code>.*?<\/code>/gs, ""));
    expect(prose).toContain("everyone");
    expect(prose).not.toMatch(/@\w|#\d|:\/\//);
  });

  it("stays below the size that a forge takes", () => {
    const files = Array.from(
      { length: 500 },
      (_, index) => `demo-1.0-cp312-cp312-manylinux_2_${index}_x86_64.whl`,
    );
    const findings = files.map((file, index) =>
      finding("WW014", file, `case ${index}: ${"long ".repeat(30)}`),
    );
    const markdown = verifyMarkdown(verifyReport(files, { findings }));
    expect(markdown).toContain("… and 400 findings more.");
    expect(markdown.length).toBeLessThan(65_536);
  });
});

describe("text of others", () => {
  it.each([
    ...hostileTexts,
    "1. one",
    "- dash",
    "+ plus",
    "= setext",
    "# head",
    "a_b_c _d_ __e__",
    "`c`",
    "``",
    " ` ",
    "$x$",
    "tail\\",
    "~~gone~~",
  ])("is shown as it is: %j", (text) => {
    const words = visibleText(text).replace(/\s+/g, " ").trim();
    expect(asText(markdownText(text))).toBe(words);
    const table = `| a | b |\n| - | - |\n| ${markdownText(text)} | ${markdownCode(text)} |`;
    expect(tokensOf(table).filter(({ type }) => type === "table")).toHaveLength(1);
    const cells = elementsOf(asHtml(table)).filter(({ name }) => name === "td");
    const shown = cells.map((cell) => cell.text.replaceAll("\u200b", "").replace(/\s+/g, " ").trim());
    expect(shown).toEqual([words, words]);
  });

  it("mentions nobody and links nothing", () => {
    expect(markdownText("@admin fixes #12, see https://evil.example and www.evil.example")).toBe(
      "@&#8203;admin fixes #&#8203;12, see https:&#8203;//evil.example and www&#8203;.evil.example",
    );
  });

  it("keeps code between backticks as code", () => {
    expect(markdownProse("run `wheel pack <dir>` & look")).toBe("run `wheel pack <dir>` &amp; look");
  });
});
