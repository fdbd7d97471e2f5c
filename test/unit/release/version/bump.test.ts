import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { gt, valid } from "@renovatebot/pep440";
import { bump, type BumpPart } from "../../../../src/release/version/bump.ts";

describe("the next version", () => {
  it.for<readonly [string, BumpPart, string]>([
    ["1.2.3", "patch", "1.2.4"],
    ["1.2.3", "minor", "1.3.0"],
    ["1.2.3", "major", "2.0.0"],
    ["1.2.3", "pre", "1.2.4a1"],
    ["1.2.3", "post", "1.2.3.post1"],
    ["1.2", "minor", "1.3"],
    ["1.2", "patch", "1.2.1"],
    ["1", "major", "2"],
    ["1", "minor", "1.1"],
    ["2026.11.0.1", "minor", "2026.12.0.0"],
    ["1.3.0rc1", "patch", "1.3.0"],
    ["1.3.0rc1", "minor", "1.3.0"],
    ["1.3.1rc1", "minor", "1.4.0"],
    ["2.0.0a1", "major", "2.0.0"],
    ["2.1.0a1", "major", "3.0.0"],
    ["1.3.0rc1", "pre", "1.3.0rc2"],
    ["v1.0.0-alpha", "pre", "1.0.0a1"],
    ["1.0.0-alpha", "patch", "1.0.0"],
    ["1.2.4.dev5", "patch", "1.2.4"],
    ["1.2.4.dev5+g1234567.d20260101", "patch", "1.2.4"],
    ["1.2.4.dev5", "pre", "1.2.4a1"],
    ["1.2.4a2.dev5", "pre", "1.2.4a2"],
    ["1.2.3.post1", "post", "1.2.3.post2"],
    ["1.2.3.post1", "patch", "1.2.4"],
    ["1.2.3.post2.dev1", "post", "1.2.3.post2"],
    ["1!2.3", "minor", "1!2.4"],
    ["1.0rc1", "post", "1.0rc1.post1"],
  ])("%s, %s: %s", ([version, part, next]) => {
    expect(bump(version, part)).toBe(next);
  });

  it("is newer and valid, whatever it was", () => {
    const version = fc.tuple(
      fc.array(fc.nat(30), { minLength: 1, maxLength: 4 }),
      fc.option(fc.tuple(fc.constantFrom("a", "b", "rc"), fc.nat(9)), { nil: undefined }),
      fc.option(fc.nat(9), { nil: undefined }),
      fc.option(fc.nat(9), { nil: undefined }),
    );
    const part = fc.constantFrom<BumpPart>("major", "minor", "patch", "pre", "post");
    fc.assert(
      fc.property(version, part, ([release, pre, post, dev], which) => {
        const text =
          release.join(".") +
          (pre ? pre.join("") : "") +
          (post === undefined ? "" : `.post${post}`) +
          (dev === undefined ? "" : `.dev${dev}`);
        const next = bump(text, which);
        expect(valid(next)).toBe(next);
        expect(gt(next, text)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it("refuses what is no version", () => {
    expect(() => bump("unknown", "patch")).toThrow(/no version of PEP 440/);
  });
});
