/** Platform tags (PEP 425, 513, 600, 656): what system, which libc and how new, which architecture. */

export type Architecture =
  | "x86_64"
  | "aarch64"
  | "i686"
  | "ppc64le"
  | "s390x"
  | "armv7l"
  | "riscv64"
  | "loongarch64"
  | "arm64"
  | "universal2"
  | "amd64"
  | "win32"
  | "win_arm64";

export type System = "linux" | "macos" | "windows";

export interface Platform {
  /** `manylinux_2_28_aarch64`, `musllinux_1_2_x86_64`, `macosx_11_0_arm64`, `win_amd64`, `linux_x86_64`. */
  readonly name: string;
  readonly system: System;
  readonly libc: "glibc" | "musl" | undefined;
  /** The policy's version: `[2, 28]` of glibc, `[1, 2]` of musl, `[11, 0]` the macOS deployment target. */
  readonly version: readonly [number, number] | undefined;
  readonly architecture: Architecture;
}

const linuxArchitectures = "x86_64|aarch64|i686|ppc64le|s390x|armv7l|riscv64|loongarch64";
const many = new RegExp(`^(many|musl)linux_(\\d+)_(\\d+)_(${linuxArchitectures})$`);
const plainLinux = new RegExp(`^linux_(${linuxArchitectures})$`);
const legacy = new RegExp(`^manylinux(1|2010|2014)_(${linuxArchitectures})$`);
const legacyVersions: Record<string, readonly [number, number]> = {
  "1": [2, 5],
  "2010": [2, 12],
  "2014": [2, 17],
};
const macos = /^macosx_(\d+)_(\d+)_(x86_64|arm64|universal2)$/;
const windows: Record<string, Architecture> = { win32: "win32", win_amd64: "amd64", win_arm64: "win_arm64" };

/** Reads a platform tag; `undefined` where Wheelway knows no such platform. */
export function parsePlatform(name: string): Platform | undefined {
  const linux = many.exec(name);
  if (linux) {
    const [, libc, major, minor, architecture] = linux;
    return {
      name,
      system: "linux",
      libc: libc === "many" ? "glibc" : "musl",
      version: [Number(major), Number(minor)],
      architecture: architecture as Architecture,
    };
  }
  const old = legacy.exec(name);
  if (old) {
    return {
      name,
      system: "linux",
      libc: "glibc",
      version: legacyVersions[old[1] ?? ""],
      architecture: old[2] as Architecture,
    };
  }
  const plain = plainLinux.exec(name);
  if (plain)
    return {
      name,
      system: "linux",
      libc: undefined,
      version: undefined,
      architecture: plain[1] as Architecture,
    };
  const mac = macos.exec(name);
  if (mac) {
    return {
      name,
      system: "macos",
      libc: undefined,
      version: [Number(mac[1]), Number(mac[2])],
      architecture: mac[3] as Architecture,
    };
  }
  const win = windows[name];
  if (win) return { name, system: "windows", libc: undefined, version: undefined, architecture: win };
  return undefined;
}

/**
 * Does a wheel tagged `tag` run wherever `target` does? An older policy of the same libc and architecture does;
 * a newer one does not (PEP 600). `linux_*` meets nothing but itself.
 */
export function platformMeets(tag: Platform, target: Platform): boolean {
  if (tag.system !== target.system || tag.libc !== target.libc) return false;
  const sameArchitecture =
    tag.architecture === target.architecture || (tag.system === "macos" && tag.architecture === "universal2");
  if (!sameArchitecture) return false;
  if (!tag.version || !target.version) return tag.version === target.version;
  const [major, minor] = tag.version;
  return major < target.version[0] || (major === target.version[0] && minor <= target.version[1]);
}
