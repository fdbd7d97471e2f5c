import { describe, expect, it } from "vitest";
import { uvPlatform } from "../../../src/lock/uv-platform.ts";
import { parsePlatform } from "../../../src/tags/platform.ts";

describe("uv's name of a platform", () => {
  it.each([
    ["manylinux_2_28_x86_64", "x86_64-manylinux_2_28"],
    ["manylinux_2_28_aarch64", "aarch64-manylinux_2_28"],
    ["manylinux2014_x86_64", "x86_64-manylinux_2_17"],
    ["manylinux1_x86_64", "x86_64-manylinux_2_17"],
    ["manylinux_2_24_aarch64", "aarch64-manylinux_2_17"],
    ["manylinux_2_36_aarch64", "aarch64-manylinux_2_36"],
    ["manylinux_2_99_x86_64", "x86_64-manylinux_2_40"],
    ["linux_x86_64", "x86_64-unknown-linux-gnu"],
    ["musllinux_1_2_aarch64", "aarch64-unknown-linux-musl"],
    ["manylinux_2_39_riscv64", "riscv64-unknown-linux"],
    ["musllinux_1_2_riscv64", undefined],
    ["manylinux_2_28_s390x", undefined],
    ["manylinux_2_28_i686", undefined],
    ["musllinux_1_2_armv7l", undefined],
    ["macosx_11_0_arm64", "aarch64-apple-darwin"],
    ["macosx_10_13_x86_64", "x86_64-apple-darwin"],
    ["macosx_10_13_universal2", undefined],
    ["win_amd64", "x86_64-pc-windows-msvc"],
    ["win32", "i686-pc-windows-msvc"],
    ["win_arm64", "aarch64-pc-windows-msvc"],
  ])("for %s is %s", (platform, name) => {
    expect(uvPlatform(parsePlatform(platform)!)).toBe(name);
  });
});
