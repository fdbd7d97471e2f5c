import { execFileSync } from "node:child_process";

import { describe, expect, it } from "vitest";

import { parseHeaders } from "../../../src/artifacts/core-metadata.ts";
import { metadataProblems } from "../../../src/artifacts/fields/metadata-problems.ts";
import { metadataCases } from "./core-metadata-cases.ts";

const problems = (text: string) => metadataProblems(parseHeaders(text));
const refused = (text: string) =>
  [
    ...new Set(problems(text).flatMap(({ field, kind }) => (kind === "invalid" ? field.toLowerCase() : []))),
  ].sort();

it.each(metadataCases)("$says: $refused", (one) => {
  expect(refused(one.text)).toEqual(one.refused);
});

it("has enough cases, of both kinds", () => {
  expect(metadataCases.filter((one) => one.refused.length > 0).length).toBeGreaterThan(50);
  expect(metadataCases.filter((one) => one.refused.length === 0).length).toBeGreaterThan(30);
});

const script = `
import json, sys
from packaging.metadata import Metadata, ExceptionGroup
answers = []
for text in json.load(sys.stdin):
    try:
        Metadata.from_email(text.encode())
        answers.append([])
    except ExceptionGroup as group:
        answers.append(sorted({error.field.replace("_", "-") for error in group.exceptions}))
json.dump(answers, sys.stdout)
`;

/** A Python that has \`packaging\` with the newest version of the metadata; the first of those on PATH. */
function findPython(): string | undefined {
  const check = "import packaging.metadata as m; assert '2.6' in m._VALID_METADATA_VERSIONS";
  return [
    process.env["PYTHON"] ?? "python3",
    "python3",
    "python",
    "python3.11",
    "python3.12",
    "python3.13",
  ].find((python) => {
    try {
      execFileSync(python, ["-c", check], { stdio: "ignore" });
      return true;
    } catch {
      return false;
    }
  });
}

it("agrees with Python's packaging about every case", ({ skip }) => {
  const python = findPython();
  if (python === undefined) return skip("no Python here has packaging 26.1 or newer");
  const input = JSON.stringify(metadataCases.map(({ text }) => text));
  const answers = JSON.parse(execFileSync(python, ["-c", script], { input }).toString()) as string[][];
  const theirs = metadataCases.map(({ says }, index) => [says, answers[index]]);
  expect(theirs).toEqual(metadataCases.map(({ says, refused: fields }) => [says, fields]));
});

describe("what packaging takes", () => {
  const start = "Metadata-Version: 2.4\nName: demo\nVersion: 1.0\n";
  const told = (text: string) => problems(start + text).map(({ kind, message }) => `${kind}: ${message}`);

  it.each([
    ["Author-email: Jane", 'unindexed: Author-email is no address: "Jane" has no "@"'],
    ["Maintainer-email: J <j@localhost>", "unindexed: Maintainer-email is no address:"],
    ["Home-page: example.org", "unindexed: Home-page"],
    ["Project-URL: https://example.org", "unindexed: Project-URL"],
    [`Project-URL: ${"x".repeat(33)}, https://a.b`, "unindexed: Project-URL"],
    ["Project-URL: Home, git@example.org:demo", "unindexed: Project-URL"],
    [`Summary: ${"x".repeat(513)}`, "unindexed: Summary is longer than 512 characters"],
    ["Requires-Dist: idna @ https://example.org/idna.whl", "unindexed: Requires-Dist"],
    ["Provides-Dist: a b", "unindexed: Provides-Dist"],
    ["Dynamic: Dynamic", "unindexed: Dynamic may not name itself"],
    ["License: MIT\nLicense-Expression: MIT", "unindexed: License may not stand beside"],
    ["Author: UNKNOWN", "advice: Author says UNKNOWN"],
    ["Requires: idna", "advice: Requires is read by nobody"],
    ["Provides-Extra: a_b", 'advice: Provides-Extra "a_b" is not normalised'],
    [
      "Provides-Extra: a-b\nProvides-Extra: a.b",
      'advice: Provides-Extra has "a-b" and "a.b", which are the same',
    ],
    ["Requires-Dist: idna; extra == 'x'", 'advice: Requires-Dist is made conditional on the extra "x"'],
    ["License-Expression: GPL-3.0", "advice: License-Expression has GPL-3.0, which SPDX has replaced"],
  ])("is judged further: %s", (text, message) => {
    const [first = ""] = told(`${text}\n`);
    expect(first).toContain(message);
  });

  it.each([
    "Author-email: Jane <jane@example.org>",
    "Author-email: Jane Doe <jane@example.org>, Joe <joe@example.org>",
    "Home-page: https://example.org/a b?c=ü#d",
    "Project-URL: Home, http://example.org",
    "Platform: UNKNOWN",
    "Provides-Extra: a-b\nRequires-Dist: idna; extra == 'A_B'",
    "License-File: LICENSE",
  ])("is well: %s", (text) => {
    expect(told(`${text}\n`)).toEqual([]);
  });

  it("lets pass License-File of older versions, which build back ends wrote for years", () => {
    expect(problems("Metadata-Version: 2.1\nName: demo\nVersion: 1.0\nLicense-File: LICENSE\n")).toEqual([]);
  });

  it("says that the index may not know the newest version, and that a name may not be in two places", () => {
    expect(problems("Metadata-Version: 2.6\nName: demo\nVersion: 1.0\n")).toMatchObject([
      { kind: "advice", field: "Metadata-Version" },
    ]);
    const both =
      "Metadata-Version: 2.5\nName: demo\nVersion: 1.0\nImport-Name: a; private\nImport-Namespace: a\n";
    expect(problems(both)).toMatchObject([{ kind: "invalid", field: "Import-Name" }]);
  });

  it("is not slow or stopped by hostile values", () => {
    const hostile = [
      `Requires-Dist: idna; ${"(".repeat(100_000)}`,
      `License-Expression: ${"(".repeat(100_000)}MIT`,
      `Requires-Python: ${">=1,".repeat(50_000)}x`,
      `Author-email: ${"<".repeat(50_000)}@`,
      `Description-Content-Type: text/plain; ${'"\\'.repeat(50_000)}`,
      `Project-URL: ${"a:".repeat(50_000)}, ${"//".repeat(50_000)}`,
      `Import-Name: ${"a.".repeat(50_000)}`,
    ];
    for (const text of hostile) expect(problems(`${start}${text}\n`).length).toBeGreaterThan(0);
  });

  it("prints no control characters", () => {
    const [first] = problems(`${start}Summary: a\u2028\u202e\u001b[31m b\n`);
    for (const char of ["\u001b", "\u2028", "\u202e"]) expect(first?.message).not.toContain(char);
  });
});
