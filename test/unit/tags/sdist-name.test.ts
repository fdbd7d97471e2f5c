import { describe, expect, it } from "vitest";

import {
  fileNamePart,
  isProjectName,
  normalizeName,
  normalizeVersion,
  sameVersion,
} from "../../../src/tags/project-name.ts";
import { parseSdistName } from "../../../src/tags/sdist-name.ts";

describe("parseSdistName", () => {
  it("reads a name as PEP 625 wants it", () => {
    expect(parseSdistName("zope_interface-6.0rc1.tar.gz")).toEqual({
      file: "zope_interface-6.0rc1.tar.gz",
      distribution: "zope_interface",
      name: "zope-interface",
      version: "6.0rc1",
      rawVersion: "6.0rc1",
      root: "zope_interface-6.0rc1",
      canonical: true,
    });
  });

  it("reads older spellings, and knows that they are", () => {
    expect(parseSdistName("zope.interface-6.0.tar.gz")).toMatchObject({
      name: "zope-interface",
      canonical: false,
    });
    expect(parseSdistName("argon2-cffi-bindings-21.2.0.tar.gz")).toMatchObject({
      version: "21.2.0",
      canonical: false,
    });
    expect(parseSdistName("demo-1.0.RC1.tar.gz")).toMatchObject({ version: "1.0rc1", canonical: false });
  });

  it.each([
    "demo-1.0.zip",
    "demo.tar.gz",
    "-1.0.tar.gz",
    "demo-.tar.gz",
    "demo-one.tar.gz",
    "../demo-1.0.tar.gz",
  ])("refuses %s", (file) => {
    expect(parseSdistName(file)).toHaveProperty("malformed");
  });
});

describe("names and versions", () => {
  it("normalises names (PEP 503) and writes them into file names (PEP 625)", () => {
    expect(normalizeName("Zope.-_Interface")).toBe("zope-interface");
    expect(fileNamePart("Zope.Interface")).toBe("zope_interface");
    expect(isProjectName("A")).toBe(true);
    expect(isProjectName("-a")).toBe(false);
    expect(isProjectName("a b")).toBe(false);
  });

  it("normalises versions (PEP 440) and keeps trailing zeros", () => {
    expect(normalizeVersion("v1.0-ALPHA.1")).toBe("1.0a1");
    expect(normalizeVersion("1.0-1")).toBe("1.0.post1");
    expect(normalizeVersion("1.0+Ab-01_x")).toBe("1.0+ab.1.x");
    expect(normalizeVersion("1.0.0")).toBe("1.0.0");
    expect(normalizeVersion("1.0 beta")).toBeUndefined();
  });

  it("compares versions, not texts", () => {
    expect(sameVersion("1.0", "1.0.0")).toBe(true);
    expect(sameVersion("1.0rc1", "1.0.0c1")).toBe(true);
    expect(sameVersion("1.0+a-1", "1.0+a.1")).toBe(true);
    expect(sameVersion("1.0", "1.0+a")).toBe(false);
    expect(sameVersion("1!1.0", "1.0")).toBe(false);
    expect(sameVersion("unknown", "unknown")).toBe(true);
    expect(sameVersion("unknown", "1.0")).toBe(false);
  });
});
