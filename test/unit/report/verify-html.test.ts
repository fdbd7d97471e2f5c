import { describe, expect, it } from "vitest";
import { markup } from "../../../src/report/html-text.ts";
import { verifyHtml } from "../../../src/report/verify-html.ts";
import { verifyCss } from "../../../src/report/verify-html-style.ts";
import { visibleText } from "../../../src/report/visible-text.ts";
import { elementsOf, type Element } from "../../support/html.ts";
import { hostileReport, hostileTexts, onePureWheel, sixtyWheels } from "../../support/verify-reports.ts";

const reports = { sixty: sixtyWheels(), pure: onePureWheel(), hostile: hostileReport() };

function pageOf(name: keyof typeof reports): { elements: Element[]; errors: string[]; html: string } {
  const errors: string[] = [];
  const html = verifyHtml(reports[name]);
  return { elements: elementsOf(html, (error) => void errors.push(error)), errors, html };
}

const classes = ({ attributes }: Element) => (attributes["class"] ?? "").split(" ");

describe.each(["sixty", "pure", "hostile"] as const)("the page of %s", (name) => {
  const { elements, errors, html } = pageOf(name);
  const report = reports[name];

  it("is HTML without errors, of our elements and attributes alone", () => {
    expect(errors).toEqual([]);
    const names = new Set(elements.map((element) => element.name));
    const known =
      "html head meta title style body header main h1 h2 h3 p span code section div table thead tbody tr th td small b i a ul li article dl dt dd details summary";
    expect([...names].filter((one) => !known.split(" ").includes(one))).toEqual([]);
    const attributes = new Set(elements.flatMap((element) => Object.keys(element.attributes)));
    const ours =
      "lang charset name content http-equiv class id title href scope colspan rowspan tabindex role aria-labelledby aria-hidden open";
    expect([...attributes].filter((one) => !ours.split(" ").includes(one))).toEqual([]);
  });

  it("loads nothing and leads nowhere but to itself", () => {
    expect(
      elements
        .flatMap(({ attributes }) => attributes["href"] ?? [])
        .filter((href) => !/^#[\w-]+$/.test(href)),
    ).toEqual([]);
    expect(verifyCss).not.toMatch(/url\(|@import|https?:/);
    const policy = elements.find(({ attributes }) => attributes["http-equiv"] === "Content-Security-Policy");
    expect(policy?.attributes["content"]).toBe("default-src 'none'; style-src 'unsafe-inline'");
    if (name !== "hostile") expect(html).not.toMatch(/https?:\/\//);
  });

  it("has every artifact once in the table or below it, with its name", () => {
    const there = elements.filter(
      (one) => one.attributes["id"]?.startsWith("cell-") && !classes(one).includes("absent"),
    );
    const titles = there.map(({ attributes }) => attributes["title"] ?? "");
    expect(there).toHaveLength(report.files.length);
    for (const { file } of report.files)
      expect(titles.filter((title) => `${title}; `.startsWith(`${visibleText(file)}; `))).toHaveLength(1);
  });

  it("has each id once, and an element for each of its links", () => {
    const ids = elements.flatMap(({ attributes }) => attributes["id"] ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { attributes } of elements.filter(({ name: tag }) => tag === "a"))
      expect(ids).toContain(attributes["href"]?.slice(1));
  });

  it("has a line for each finding, to which the cell leads", () => {
    const ids = elements.flatMap(({ attributes }) => attributes["id"] ?? []);
    report.findings.forEach((_, index) => expect(ids).toContain(`finding-${index + 1}`));
  });

  it("gives each head of the tables its scope", () => {
    const heads = elements.filter((element) => element.name === "th");
    expect(heads.length).toBeGreaterThan(1);
    for (const head of heads) expect(head.attributes["scope"]).toMatch(/^(row|col|colgroup)$/);
  });
});

describe("hostile text", () => {
  const { elements, html } = pageOf("hostile");

  it("is shown letter for letter, and is never an element", () => {
    const names = elements.filter(({ name }) => name === "code").map(({ text }) => text);
    for (const hostile of hostileTexts) expect(names).toContain(visibleText(hostile));
    expect(html).not.toMatch(/<script|<img|<b>\||<!-- /i);
    expect(html).not.toMatch(/[\p{Cf}]/u);
    expect(html.replaceAll("\n", "")).not.toMatch(/\p{Cc}/u);
  });

  it("cannot leave an attribute", () => {
    const value = `" onmouseover="alert(1)' x=&quot;`;
    expect(markup`<p title="${value}"></p>`.html).toBe(
      '<p title="&quot; onmouseover=&quot;alert(1)&#39; x=&amp;quot;"></p>',
    );
  });
});

describe("the look", () => {
  it("says each state in words too, not by colour alone", () => {
    const { elements } = pageOf("sixty");
    const words = elements
      .filter((one) => classes(one).includes("entry") && one.attributes["id"])
      .map((one) => [classes(one)[1], one.text]);
    for (const [state, text] of words) expect(text).toContain(state);
  });

  it("has a contrast of at least 4.5 to 1, light and dark", () => {
    const [light, dark] = [...verifyCss.matchAll(/:root \{([^}]*--page[^}]*)\}/g)].map(([, block = ""]) =>
      Object.fromEntries(
        [...block.matchAll(/--([\w-]+): (#[0-9a-f]{6})/g)].map(([, key = "", value = ""]) => [key, value]),
      ),
    );
    for (const colors of [light, dark]) {
      const pairs = [
        ...["text", "dim", "link", "good", "error", "warning"].map((color) => [color, "page"]),
        ...["text", "dim"].map((color) => [color, "raised"]),
        ...["good", "new", "warning", "error"].map((color) => [color, `${color}-fill`]),
      ];
      for (const [front = "", back = ""] of pairs)
        expect(
          contrast(colors?.[front] ?? "", colors?.[back] ?? ""),
          `${front} on ${back}`,
        ).toBeGreaterThanOrEqual(4.5);
    }
  });
});

/** WCAG 2.2, relative luminance and contrast ratio. */
function contrast(front: string, back: string): number {
  const luminance = (color: string) =>
    [0.2126, 0.7152, 0.0722].reduce((sum, weight, index) => {
      const value = parseInt(color.slice(1 + 2 * index, 3 + 2 * index), 16) / 255;
      return sum + weight * (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
    }, 0);
  const [dark = 0, light = 0] = [luminance(front), luminance(back)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}
