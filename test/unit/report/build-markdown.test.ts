/** The page of a CI's job: what came out, what failed, and nothing that a hostile name could add to it. */

import { describe, expect, it } from "vitest";
import { buildAnnotations } from "../../../src/report/ci-annotations.ts";
import { buildMarkdown } from "../../../src/report/build-markdown.ts";
import { buildRecord, wheelFile } from "../../support/build-record.ts";

const target = "cp312-manylinux_2_28_x86_64";
const rowOf = (markdown: string, text: string) =>
  markdown.split("\n").find((line) => line.includes(text)) ?? "";

describe("the page of a good run", () => {
  const tasks = { [`environment:${target}`]: 5, [`wheel:${target}`]: 60, [`test:${target}`]: 7, sdist: 3 };
  const { times } = buildRecord();
  const record = buildRecord({
    times: { ...times, tasks },
    compilations: [{ task: `wheel:${target}`, compiled: 4, hits: 3 }],
  });
  const markdown = buildMarkdown({ record, manifestDigest: "ab".repeat(32) });

  it("has a row for each target, with sizes, times and tests", () => {
    expect(markdown).toMatch(/^## ✅ demo 1\\?\.0: passed\n/);
    const row = rowOf(markdown, `\`${target}\``);
    expect(row).toContain(wheelFile);
    expect(row).toContain("| 1:05 | 0:07 | 2 passed |");
    expect(rowOf(markdown, "cp313-manylinux_2_28_x86_64")).toContain("not tested: no emulation here");
    expect(rowOf(markdown, "`sdist`")).toContain("0:03");
  });

  it("has findings, the compiler cache's counts and the manifest's digest", () => {
    expect(rowOf(markdown, "WW014")).toContain("it holds no machine code");
    expect(markdown).toContain("4 files compiled, 3 from the compiler cache");
    expect(markdown).toContain(`sha256:${"ab".repeat(32)}`);
  });
});

describe("a hostile log and hostile names", () => {
  const hostile = "</code>|<script>x</script>\n## heading\n@everyone ![i](https://evil.example/x.png)";
  const record = buildRecord({
    verdict: "failed",
    artifacts: [],
    findings: [{ code: "WW014", severity: "error", artifact: hostile, message: hostile, hint: hostile }],
    failures: [
      {
        task: `wheel:${target}`,
        target,
        optional: false,
        message: hostile,
        log: "/tmp/log",
        tail: ["```", "````text", "\u001B[31m## heading", "<img src=x>"],
        again: "wheelway build --only 'cp312-*'",
      },
    ],
  });
  const markdown = buildMarkdown({ record, manifestDigest: undefined });

  it("add no heading, no image, no mention and no HTML", () => {
    const [before = "", log = "", after = ""] = markdown.split(/^`{5}(?:text)?$/m);
    expect(log).toBe("\n```\n````text\n[31m## heading\n<img src=x>\n");
    for (const text of [before, after]) {
      expect(text).not.toMatch(/<(?:script|img)/);
      expect(text).not.toMatch(/^## heading/m);
      expect(text).not.toContain("@everyone");
      expect(text).not.toContain("![i](");
    }
  });

  it("leave the target, the reason and the way to run it again", () => {
    expect(rowOf(markdown, "not built")).toContain(target);
    expect(markdown).toContain("Again: `wheelway build --only 'cp312-*'`");
  });

  it("become annotations, each with its level", () => {
    expect(buildAnnotations(record).map(({ level, title }) => [level, title.slice(0, 11)])).toEqual([
      ["error", "wheel:cp312"],
      ["error", "WW014 </cod"],
    ]);
  });
});
