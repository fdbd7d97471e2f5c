import { describe, expect, it } from "vitest";
import {
  cargoVersion,
  isPrerelease,
  tagsMeaning,
  versionOfTag,
} from "../../../../src/release/version/spelling.ts";

describe("one version in its spellings", () => {
  it.for([
    ["1.0.0", "1.0.0"],
    ["1.2", "1.2.0"],
    ["1.0.0a0", "1.0.0-alpha.0"],
    ["1.0b2", "1.0.0-beta.2"],
    ["2.0rc1", "2.0.0-rc.1"],
    ["1.0.post1", "1.0.0-post.1"],
    ["1.0a1.dev3", "1.0.0-alpha.1.dev.3"],
    ["1.2.3.4", "1.2.3.4"],
  ] as const)("Cargo writes %s as %s", ([version, semver]) => {
    expect(cargoVersion(version)).toBe(semver);
  });

  it("v1.0.0-alpha and 1.0.0a0 are one version", () => {
    expect(versionOfTag("v{version}", "v1.0.0-alpha")).toBe("1.0.0a0");
    expect(tagsMeaning("v{version}", ["v1.0.0", "v1.0.0-alpha", "v1.0.0a0", "release-1"], "1.0.0a0")).toEqual(
      ["v1.0.0-alpha", "v1.0.0a0"],
    );
    expect(versionOfTag("v{version}", "version-1")).toBeUndefined();
    expect(versionOfTag("demo-{version}-x", "demo-x")).toBeUndefined();
  });

  it("knows what is no final release", () => {
    expect(["1.0", "1.0a1", "1.0.dev1", "1.0.post1", "1.0rc1"].map(isPrerelease)).toEqual([
      false,
      true,
      true,
      false,
      true,
    ]);
  });
});
