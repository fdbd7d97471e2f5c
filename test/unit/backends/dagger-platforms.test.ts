import { describe, expect, it } from "vitest";
import {
  isEmulated,
  machineName,
  nativeSiblings,
  whatEnginesMake,
} from "../../../src/backends/dagger-platforms.ts";

describe("isEmulated", () => {
  it.each([
    ["linux/amd64", "linux/amd64", false],
    ["linux/386", "linux/amd64", false],
    ["linux/arm/v7", "linux/arm64", false],
    ["linux/arm64", "linux/amd64", true],
    ["linux/386", "linux/arm64", true],
    ["linux/s390x", "linux/amd64", true],
  ])("%s on %s: %s", (platform, native, emulated) => {
    expect(isEmulated(platform, native)).toBe(emulated);
  });
});

describe("nativeSiblings", () => {
  it("puts the engine's architecture into the image's name, and leaves the digest of the other behind", () => {
    const image = "registry.example/pypa/manylinux_2_28_aarch64@sha256:0123";
    expect(nativeSiblings(image, "linux/arm64", "linux/amd64")).toEqual([
      "registry.example/pypa/manylinux_2_28_x86_64",
      image,
    ]);
  });

  it("replaces the last mention, and keeps a tag", () => {
    const image = "aarch64.example:5000/musllinux_1_2_aarch64:2026.11.1";
    expect(nativeSiblings(image, "linux/arm64", "linux/amd64")[0]).toBe(
      "aarch64.example:5000/musllinux_1_2_x86_64:2026.11.1",
    );
  });

  it("takes an image without an architecture in its name for one of several", () => {
    expect(nativeSiblings("python:3.12-slim", "linux/arm64", "linux/amd64")).toEqual(["python:3.12-slim"]);
  });
});

describe("whatEnginesMake", () => {
  it("makes every architecture that has images, and the engine's own by default", () => {
    const { platforms, byDefault, interpreters } = whatEnginesMake("linux/arm64");
    expect(byDefault?.map(({ name }) => name)).toEqual(["manylinux_2_28_aarch64", "musllinux_1_2_aarch64"]);
    expect(platforms.map(({ name }) => name)).toContain("manylinux_2_28_x86_64");
    expect(platforms.every(({ system }) => system === "linux")).toBe(true);
    expect(interpreters.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["cp312", "pp311", "cp314t"]),
    );
  });

  it("names machines as the kernel does", () => {
    expect(["linux/amd64", "linux/arm/v7", "linux/riscv64"].map(machineName)).toEqual([
      "x86_64",
      "armv7l",
      "riscv64",
    ]);
  });
});
