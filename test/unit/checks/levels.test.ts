import { describe, expect, it } from "vitest";
import { finding, type Severity } from "../../../src/checks/finding.ts";
import { applyLevels, isFixed, type CheckLevel } from "../../../src/checks/levels.ts";

const reason = "known, and on purpose";
const at = (level: CheckLevel["level"], code: "WW012" | "WW014" | "WW021", severity?: Severity) =>
  applyLevels([finding(code, "demo-1.0.tar.gz", "it is so", severity ? { severity } : {})], {
    [code]: { level, reason },
  });

describe("a level of the configuration", () => {
  it.each([
    // WW012 is usually an error, WW014 a warning.
    ["WW012", "error", "warning", "warning"],
    ["WW012", "error", "info", "note"],
    ["WW014", "warning", "error", "error"],
    // A milder case of a code is not made worse by a level that turns the code down.
    ["WW012", "note", "warning", "note"],
    ["WW012", "warning", "error", "warning"],
    ["WW014", "note", "error", "error"],
  ] as const)("%s, %s here: %s makes it %s", (code, severity, level, expected) => {
    expect(at(level, code, severity).findings).toMatchObject([{ code, severity: expected }]);
  });

  it("takes findings away, and says how many and why", () => {
    const findings = [
      finding("WW014", "a.whl", "one"),
      finding("WW014", "b.whl", "two"),
      finding("WW012", "b.whl", "another"),
    ];
    expect(
      applyLevels(findings, { WW014: { level: "off", reason }, WW013: { level: "off", reason } }),
    ).toEqual({
      findings: [findings[2]],
      turnedDown: [
        { code: "WW013", level: "off", reason, count: 0 },
        { code: "WW014", level: "off", reason, count: 2 },
      ],
    });
  });

  it("never hides a refused archive, whatever was configured", () => {
    expect(at("off", "WW021")).toMatchObject({
      findings: [{ severity: "error" }],
      turnedDown: [{ count: 0 }],
    });
    expect(isFixed("WW029")).toBe(true);
    expect(isFixed("WW030")).toBe(false);
  });
});
