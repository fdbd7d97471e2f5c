/** What uv calls a platform (`--python-platform`), as of uv 0.13. */

import type { Platform } from "../tags/platform.ts";

/** The glibc versions that uv knows by name, oldest first. */
const glibc = [17, 28, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40] as const;

/**
 * `undefined` where uv has no name: i686, ppc64le, s390x, armv7l and loongarch64 Linux, musl on riscv64, universal2.
 * Build requirements of these are resolved for all platforms at once (`--universal`).
 *
 * A policy between two that uv knows takes the older; what the policy changes is only which wheels fit, and the image
 * decides that again when they are installed.
 */
export function uvPlatform(platform: Platform): string | undefined {
  const { architecture } = platform;
  switch (platform.system) {
    case "windows":
      return {
        amd64: "x86_64-pc-windows-msvc",
        win32: "i686-pc-windows-msvc",
        win_arm64: "aarch64-pc-windows-msvc",
      }[architecture as "amd64" | "win32" | "win_arm64"];
    case "macos":
      if (architecture === "universal2") return undefined;
      return architecture === "arm64" ? "aarch64-apple-darwin" : "x86_64-apple-darwin";
    case "linux":
      if (architecture === "riscv64") return platform.libc === "musl" ? undefined : "riscv64-unknown-linux";
      if (architecture !== "x86_64" && architecture !== "aarch64") return undefined;
      if (platform.libc === "musl") return `${architecture}-unknown-linux-musl`;
      if (!platform.version) return `${architecture}-unknown-linux-gnu`;
      return `${architecture}-manylinux_2_${nearestGlibc(platform.version[1])}`;
  }
}

function nearestGlibc(minor: number): number {
  return glibc.findLast((known) => known <= minor) ?? glibc[0];
}
