/** A release on the terminal: what it has come to, and words of others that move no cursor. */

import { expect, it } from "vitest";
import { releaseEventLines, releaseLines } from "../../../src/report/terminal-release.ts";
import { plainStyle } from "../../../src/report/terminal-style.ts";

it("ends with where it is, and with what the indexes warned of, once each", () => {
  const warning = "pypi: no description\u001b[2J\nat all";
  const report = {
    project: "demo",
    version: "1.0",
    manifestDigest: "a".repeat(64),
    files: [{ file: "demo-1.0.tar.gz", sha256: "b".repeat(64), size: 5 }],
    links: { pypi: "https://index.example/project/demo/1.0/" },
    warnings: [warning, warning],
    journal: "/x/journal.jsonl",
  };
  expect(releaseLines(report, plainStyle)).toEqual([
    "",
    "demo 1.0 is published",
    `  1 file, manifest ${"a".repeat(12)}`,
    "  pypi  https://index.example/project/demo/1.0/",
    "  ! pypi: no description\\u{1b}[2J at all",
    "  journal  /x/journal.jsonl",
  ]);
});

it("shows what is said without its controls", () => {
  const said = { type: "said", text: "pypi: \u001b[31mred\u202e", warning: true } as const;
  expect(releaseEventLines(said, plainStyle, { verbose: false })).toEqual([
    "  warning pypi: \\u{1b}[31mred\\u{202e}",
  ]);
});
