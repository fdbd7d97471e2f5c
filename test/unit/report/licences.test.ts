import { describe, expect, it } from "vitest";
import { parseCoreMetadata } from "../../../src/artifacts/core-metadata.ts";
import { licenceWords, statedLicence } from "../../../src/artifacts/licence.ts";
import { licences } from "../../../src/report/licences.ts";

const stated = (...lines: readonly string[]) =>
  licenceWords(
    statedLicence(
      parseCoreMetadata(["Metadata-Version: 2.4", "Name: a", "Version: 1", ...lines, "", ""].join("\n")),
    ),
  );

describe("the stated licence", () => {
  it.each([
    [["License-Expression: MIT", "Classifier: License :: OSI Approved"], "MIT"],
    [["License-Expression: My Own"], "My Own (no valid SPDX expression)"],
    [["Classifier: License :: OSI Approved :: MIT License"], "OSI Approved :: MIT License (classifiers)"],
    [["License: BSD-ish\n        and more"], "BSD-ish (License field)"],
    [["License: UNKNOWN"], undefined],
    [["Classifier: License :: OSI Approved"], undefined],
    [[], undefined],
  ] as const)("of %j is %j", (lines, words) => {
    expect(stated(...lines)).toBe(words);
  });
});

describe("LICENCES.txt", () => {
  const project = { name: "demo", version: "1.0" };

  it("names everything that comes along, and what nobody states", () => {
    const heck = { kind: "package", name: "heck", version: "0.5.0", licence: "MIT", source: "x" } as const;
    const text = licences({
      project,
      licence: { kind: "expression", text: "Apache-2.0", valid: true },
      components: {
        "one.whl": [heck, { kind: "library", name: "libfoo", version: "1", source: "demo.libs/libfoo.so.1" }],
        "two.whl": [
          heck,
          { kind: "requirement", name: "idna", requirement: "idna>=3", source: "Requires-Dist" },
        ],
      },
    });
    expect(text).toContain("demo 1.0  Apache-2.0\n");
    expect(text).toContain("heck 0.5.0  MIT\n");
    expect(text).toContain("libfoo 1    not stated (in 1 wheel of 2)\n");
    expect(text).toContain("idna>=3  (in 1 wheel of 2)\n");
  });

  it("has no empty section", () => {
    const text = licences({ project, licence: { kind: "none" }, components: {} });
    expect(text).toContain("demo 1.0  not stated");
    expect(text).not.toContain("---");
  });
});
