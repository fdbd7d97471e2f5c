/** Which machine code a platform tag promises: for every tag that indexes take, also those that Wheelway never builds. */

export interface TagMachine {
  readonly tag: string;
  readonly format: "elf" | "mach-o" | "pe" | "wasm";
  readonly system: "linux" | "macos" | "ios" | "ios-simulator" | "android" | "windows" | "wasm";
  /** As `CodeSlice.architecture` writes them. */
  readonly architectures: readonly string[];
  /** Must code be there for each of them (`universal2`), or is one enough? */
  readonly every: boolean;
  readonly libc?: "glibc" | "musl";
  /** Of the libc or of macOS, where the tag names one. */
  readonly version?: readonly [number, number];
}

/** PEP 513, 571 and 599 in the words of PEP 600. */
const legacy: Readonly<Record<string, readonly [number, number]>> = {
  "1": [2, 5],
  "2010": [2, 12],
  "2014": [2, 17],
};

const linuxNames: Readonly<Record<string, string>> = {
  i386: "i686",
  i586: "i686",
  armv6l: "armv7l",
  armv8l: "armv7l",
};
const linuxArchitectures = new Set(
  "x86_64 i686 aarch64 armv7l ppc64 ppc64le s390x riscv64 loongarch64 mips sparc64 ia64".split(" "),
);

const macArchitectures: Readonly<Record<string, readonly string[]>> = {
  x86_64: ["x86_64"],
  arm64: ["arm64"],
  universal2: ["x86_64", "arm64"],
  i386: ["i386"],
  ppc: ["ppc"],
  ppc64: ["ppc64"],
  intel: ["x86_64", "i386"],
  fat: ["i386", "ppc"],
  fat3: ["i386", "ppc", "x86_64"],
  fat64: ["x86_64", "ppc64"],
  universal: ["x86_64", "i386", "ppc", "ppc64"],
};

const windows: Readonly<Record<string, string>> = {
  win32: "win32",
  win_amd64: "amd64",
  win_arm64: "arm64",
  win_arm32: "arm32",
};

const android: Readonly<Record<string, string>> = {
  arm64_v8a: "aarch64",
  armeabi_v7a: "armv7l",
  x86_64: "x86_64",
  x86: "i686",
};

/** `undefined` for `any`, and for systems whose machine code is not told apart here (BSDs, Solaris, AIX). */
export function machineOfTag(tag: string): TagMachine | undefined {
  return linux(tag) ?? mac(tag) ?? others(tag);
}

function linux(tag: string): TagMachine | undefined {
  const match =
    /^(?:(?<libc>many|musl)linux_(?<major>\d+)_(?<minor>\d+)|manylinux(?<old>1|2010|2014)|linux)_(?<machine>\w+?)(?:_v[2-4])?$/.exec(
      tag,
    )?.groups;
  if (!match) return undefined;
  const { libc, major, minor, old, machine = "" } = match;
  const architecture = linuxNames[machine] ?? machine;
  if (!linuxArchitectures.has(architecture)) return undefined;
  const plain = { tag, format: "elf", system: "linux", architectures: [architecture], every: true } as const;
  const oldVersion = old === undefined ? undefined : legacy[old];
  if (oldVersion) return { ...plain, libc: "glibc", version: oldVersion };
  if (libc === undefined) return plain;
  return { ...plain, libc: libc === "many" ? "glibc" : "musl", version: [Number(major), Number(minor)] };
}

function mac(tag: string): TagMachine | undefined {
  const match = /^macosx_(\d+)_(\d+)_(\w+)$/.exec(tag);
  const architectures = macArchitectures[match?.[3] ?? ""];
  if (!match || !architectures) return undefined;
  return {
    tag,
    format: "mach-o",
    system: "macos",
    architectures,
    // The older names of several architectures were used for whatever was at hand.
    every: match[3] === "universal2",
    version: [Number(match[1]), Number(match[2])],
  };
}

function others(tag: string): TagMachine | undefined {
  const win = windows[tag];
  if (win !== undefined) return { tag, format: "pe", system: "windows", architectures: [win], every: true };
  const ios = /^ios_\d+_\d+_(arm64|x86_64)_iphone(os|simulator)$/.exec(tag);
  if (ios) {
    const system = ios[2] === "os" ? "ios" : "ios-simulator";
    return { tag, format: "mach-o", system, architectures: [ios[1] ?? ""], every: true };
  }
  const phone = android[/^android_\d+_(\w+)$/.exec(tag)?.[1] ?? ""];
  if (phone !== undefined)
    return { tag, format: "elf", system: "android", architectures: [phone], every: true };
  if (/^(?:emscripten|pyodide|pyemscripten|wasi)_\w+_wasm32$/.test(tag))
    return { tag, format: "wasm", system: "wasm", architectures: ["wasm32"], every: true };
  return undefined;
}
