import { describe, expect, it } from "vitest";
import {
  isEmptySection,
  releaseUnreleased,
  sectionOf,
  sectionsOf,
  unreleased,
} from "../../../src/release/changelog.ts";

const changelog = `# Changelog

The format is based on [Keep a Changelog].

## [Unreleased]

### Added

- A thing.

## [0.1.0-beta.2] - 2025-02-01

### Fixed

- \`## [9.9]\` is no heading:

\`\`\`md
## [9.9] - never
\`\`\`

## [0.0.1-alpha] - 2025-01-26

### Added
- Initial alpha release

[Unreleased]: https://example.invalid/compare
[0.0.1-alpha]: https://example.invalid/tag
`;

describe("a changelog", () => {
  it("gives the section of a version, however it is spelled", () => {
    expect(sectionsOf(changelog).map(({ version }) => version)).toEqual([undefined, "0.1.0b2", "0.0.1a0"]);
    expect(sectionOf(changelog, "0.0.1a0")?.text).toBe("### Added\n- Initial alpha release");
    expect(sectionOf(changelog, "0.1.0b2")?.text).toContain("## [9.9] - never");
    expect(sectionOf(changelog, "9.9")).toBeUndefined();
  });

  it("turns what is unreleased into a version, and opens a new one above it", () => {
    const released = releaseUnreleased(changelog, "0.1.0", "2026-11-21");
    expect(sectionsOf(released).map(({ heading }) => heading)).toEqual([
      "[Unreleased]",
      "[0.1.0] - 2026-11-21",
      "[0.1.0-beta.2] - 2025-02-01",
      "[0.0.1-alpha] - 2025-01-26",
    ]);
    expect(sectionOf(released, "0.1.0")?.text).toBe("### Added\n\n- A thing.");
    expect(unreleased(released)?.text).toBe("");
    expect(releaseUnreleased("# Changelog\n\n## 1.0\n", "1.1", "2026-11-21")).toBe("# Changelog\n\n## 1.0\n");
  });

  it.for([
    ["## v1.2.0 (2026-01-01)\nx", "1.2.0"],
    ["## Version 1.2\nx", "1.2"],
    ["## 1.2.0 / today\nx", "1.2.0"],
    ["## [1.2.0](https://example.invalid) - 2026-01-01\nx", "1.2.0"],
    ["## 1.2.0 ##\r\nx", "1.2.0"],
  ] as const)("reads the heading %s", ([text, version]) => {
    expect(sectionsOf(text)[0]?.version).toBe(version);
  });

  it("knows an empty section from one that says something", () => {
    const empty = (text: string) => isEmptySection(sectionsOf(`## 1.0\n${text}`)[0] ?? never());
    expect(empty("\n### Added\n\n<!-- nothing yet -->\n")).toBe(true);
    expect(empty("\n### Added\n- x\n")).toBe(false);
  });
});

function never(): never {
  throw new Error("no section");
}
