import { describe, expect, it } from "vitest";

import { knownClassifiers } from "../../../src/checks/classifiers.ts";
import { coreMetadata } from "../../../src/checks/core-metadata.ts";
import { readme } from "../../../src/checks/readme.ts";
import type { ToolAudit } from "../../../src/artifacts/tool-audit.ts";
import { findingsOf } from "../../support/metadata-sets.ts";

const wheel = "demo-1.0-py3-none-any.whl";
const other = "demo-1.0-cp312-cp312-win_amd64.whl";

describe("core-metadata", () => {
  it("is quiet about healthy metadata", async () => {
    expect(await findingsOf(coreMetadata, { sdist: {}, wheels: [{}, { file: other }] })).toEqual([]);
  });

  it("refuses what is not valid, and names it", async () => {
    expect(await findingsOf(coreMetadata, { wheels: [{ fields: "Requires-Python: 3.9" }] })).toMatchObject([
      {
        code: "WW030",
        severity: "error",
        artifact: wheel,
        message: 'Requires-Python "3.9" is not valid: "3.9" is no version specifier (PEP 440)',
      },
    ]);
  });

  it("says once of the set what all artifacts have in common, except an error", async () => {
    const fields = "Author: UNKNOWN\nRequires-Python: 3.9";
    const findings = await findingsOf(coreMetadata, {
      sdist: { fields },
      wheels: [{ fields }, { file: other, fields: `${fields}\nColour: blue` }],
    });
    expect(findings).toMatchObject([
      { code: "WW030", artifact: wheel },
      { code: "WW031", severity: "warning", artifact: undefined },
      { code: "WW030", artifact: other },
      { code: "WW030", artifact: other, message: '"Colour" is no field of core metadata' },
      { code: "WW030", artifact: "demo-1.0.tar.gz" },
    ]);
  });

  it("does not ask of a private project what only the public index wants, unless it is released", async () => {
    const wheels = [
      { fields: "Classifier: Private :: Do Not Upload\nRequires-Dist: idna @ https://example.org/idna.whl" },
    ];
    expect(await findingsOf(coreMetadata, { wheels })).toEqual([]);
    expect(await findingsOf(coreMetadata, { wheels, input: { forRelease: true } })).toMatchObject([
      { code: "WW030", severity: "error" },
    ]);
  });

  it("does not drown a reader in the thousands of problems of a hostile file", async () => {
    const fields = Array.from({ length: 5000 }, (_, index) => `X-${index}: y`).join("\n");
    const findings = await findingsOf(coreMetadata, { wheels: [{ fields }] });
    expect(findings).toHaveLength(26);
    expect(findings.at(-1)?.message).toBe("its metadata has 4975 more problems");
  });
});

describe("classifiers", () => {
  const of = (classifier: string, forRelease = false) =>
    findingsOf(knownClassifiers, {
      wheels: [{ fields: `Classifier: ${classifier}` }],
      input: { forRelease },
    });

  it.each([
    "Programming Language :: Python :: 3.12",
    "Typing :: Typed",
    "License :: OSI Approved :: MIT License",
  ])("knows %s", async (classifier) => expect(await of(classifier)).toEqual([]));

  it.each([
    ["Programming Language :: Pyhton", "error", "is no classifier of the list"],
    ["typing :: typed", "error", 'spell it "Typing :: Typed"'],
    ["Natural Language :: Ukranian", "error", "use Natural Language :: Ukrainian"],
    ["Programming Language :: Python :: 3.99", "warning", "may be newer than Wheelway's list"],
    ["Framework :: Of My Own :: 1.0", "error", "is no classifier of the list"],
  ])("judges %s: %s", async (classifier, severity, words) => {
    const [found] = await of(classifier);
    expect(found).toMatchObject({ code: "WW035", severity });
    expect(`${found?.message ?? ""} ${found?.hint ?? ""}`).toContain(words);
  });

  it("lets a private project be private, and stops its release", async () => {
    expect(await of("Private :: Do Not Upload")).toEqual([]);
    expect(await of("Private :: Do Not Upload", true)).toMatchObject([{ code: "WW035", severity: "error" }]);
  });
});

describe("readme", () => {
  const of = (fields: string, problems?: ToolAudit["problems"]) =>
    findingsOf(readme, {
      wheels: [{ fields }],
      input: problems ? { audits: [{ tool: "twine", version: "7.0.0", file: wheel, problems }] } : {},
    });
  const rst = "Description-Content-Type: text/x-rst\n\n";

  it.each([
    ["Markdown", ""],
    ["reStructuredText", `${rst}Demo\n====\n\n\`\`code\`\`\n`],
    ["plain text", "Description-Content-Type: text/plain\n\n```\n"],
    ["the field of older versions", "Description-Content-Type: text/x-rst\nDescription: A demo.\n\n"],
  ])("takes %s", async (_, fields) => {
    expect(await of(fields)).toEqual([]);
  });

  it.each([
    ["no description", "Description-Content-Type: text/markdown\n\n", "warning", "it has no description"],
    ["an empty one", "Description-Content-Type: text/markdown\n\n \n\n", "warning", "it has no description"],
    ["a forgotten one", "Description: UNKNOWN\n\n", "warning", "it has no description"],
    ["no content type", "Summary: x\n\nA demo.\n", "note", "it is taken for reStructuredText"],
    ["Markdown without saying so", "Summary: x\n\n```sh\nls\n```\n", "warning", "but looks like Markdown"],
    ["Markdown by another name", `${rst}\`\`\`sh\nls\n\`\`\`\n`, "warning", "the fences (```) of Markdown"],
  ])("tells of %s", async (_, fields, severity, words) => {
    const [found, ...others] = await of(fields);
    expect(others).toEqual([]);
    expect(found).toMatchObject({ code: "WW034", severity });
    expect(found?.message).toContain(words);
  });

  it("repeats what twine says of the rendering, and not what is judged already", async () => {
    const findings = await of(`${rst}A\n==\n`, [
      {
        severity: "error",
        message: "`long_description` has syntax errors in markup:\n line 2: Warning: too short.",
      },
      { severity: "warning", message: "`long_description` missing." },
      {
        severity: "warning",
        message: "`long_description_content_type` missing. defaulting to `text/x-rst`.",
      },
      { severity: "error", message: "Invalid distribution metadata: unrecognized or malformed field 'x'" },
    ]);
    expect(findings).toMatchObject([
      {
        code: "WW034",
        severity: "error",
        artifact: wheel,
        message: "`long_description` has syntax errors in markup: line 2: Warning: too short (twine 7.0.0)",
      },
    ]);
  });
});
