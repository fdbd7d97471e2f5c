/** What a build back end is told so that it compiles for another machine than the one it runs on. */

import type { ConfigSettings } from "../config/config.ts";
import type { Command, InputRef } from "../plan/task.ts";
import type { System } from "../tags/platform.ts";
import type { BackEnd } from "./back-ends.ts";
import { script } from "./commands.ts";
import { remapped } from "./crates.ts";

/** How a wheel is compiled for another platform than the one the task runs on. Linux with glibc alone. */
export interface Cross {
  /** ziglang of the tool environment. */
  readonly compiler: "zig";
  /** The target's machine as wheel tags name it: `aarch64`, `x86_64`. */
  readonly architecture: string;
  /** GNU triple of the target without its version: `aarch64-linux-gnu`. */
  readonly triple: string;
  /** Newest glibc that the wheel may need: `2.28`. */
  readonly glibc: string;
  /** What `rust-std.ts` fetched, for projects that run cargo: the input `rust-std`. */
  readonly rust?: InputRef;
}

/** Folder that `cross.py` fills before the build. */
export const crossFolder = "{work}/cross";

/** Makes `{work}/cross` from the input `target`, without running anything of it. `pythonVersion` is `3.12`, `3.14t`. */
export function prepareCross(system: System, cross: Cross, pythonVersion: string): Command {
  const { architecture, glibc, triple } = cross;
  const rust = cross.rust === undefined ? [] : ["--rust-std", "{rust-std}"];
  return script(system, "prepare cross-compilation", "cross.py", [
    ...["--target", "{target}", "--python-version", pythonVersion, "--architecture", architecture],
    ...["--triple", triple, "--glibc", glibc, ...rust],
    // Left as it is where the task has no such cache.
    ...["--cache", "{cache-compiler}", "--to", crossFolder],
  ]);
}

const bin = `${crossFolder}/bin`;

/**
 * Environment of the build command alone (`env` of the command, not of the task: repair runs on the build machine).
 * It does not hold PATH, and it stands over what the user wrote of compilers, since those are of the build machine.
 */
export function crossEnv(backEnd: BackEnd, cross: Cross): Record<string, string> {
  const common = { ...compilers, ...interpreter(cross), ...cmake, ...cargo(cross) };
  switch (backEnd) {
    case "setuptools":
    case "other":
      // Setup scripts choose sources and flags by the machine. meson and CMake have files that say it.
      return { ...common, PYTHONPATH: `${crossFolder}/site:${common.PYTHONPATH}` };
    case "meson-python":
      // Its cross file names the compilers; those in the environment are taken for the build machine's own.
      return { ...common, CC_FOR_BUILD: "cc", CXX_FOR_BUILD: "c++" };
    case "scikit-build-core":
    case "maturin":
      return common;
  }
}

/** Config settings of the build command (PEP 517), before the user's own. */
export function crossSettings(backEnd: BackEnd): ConfigSettings {
  return backEnd === "meson-python" ? { "setup-args": [`--cross-file=${crossFolder}/meson.ini`] } : {};
}

const compilers = {
  CC: `${bin}/cc`,
  CXX: `${bin}/c++`,
  AR: `${bin}/ar`,
  RANLIB: `${bin}/ranlib`,
  STRIP: `${bin}/strip`,
  LDSHARED: `${bin}/cc -shared`,
  LDCXXSHARED: `${bin}/c++ -shared`,
  // Libraries of the build machine are not the target's.
  PKG_CONFIG_LIBDIR: `${crossFolder}/pkgconfig`,
  PKG_CONFIG_PATH: "",
} as const;

/** What `sysconfig` of the building interpreter says of the target, and pyo3 after it. */
function interpreter({ architecture }: Cross) {
  return {
    _PYTHON_HOST_PLATFORM: `linux-${architecture}`,
    PYTHONPATH: `${crossFolder}/python`,
    PYO3_CROSS_LIB_DIR: `${crossFolder}/sysconfig`,
    // uv remembers what it was told of an interpreter, and other tasks have the same one.
    UV_CACHE_DIR: `${crossFolder}/uv`,
  };
}

/** CMake reads it from 3.21 on. */
const cmake = { CMAKE_TOOLCHAIN_FILE: `${crossFolder}/toolchain.cmake` };

/** For maturin and setuptools-rust. Build scripts and macros are compiled for the build machine, with its own `cc`. */
function cargo(cross: Cross): Record<string, string> {
  const target = rustTarget(cross);
  const lower = target.replaceAll("-", "_");
  return {
    CARGO_BUILD_TARGET: target,
    [`CARGO_TARGET_${lower.toUpperCase()}_LINKER`]: `${bin}/cc`,
    // These take the place of CARGO_BUILD_RUSTFLAGS.
    [`CARGO_TARGET_${lower.toUpperCase()}_RUSTFLAGS`]: `--sysroot=${crossFolder}/rust ${remapped}`,
    [`CC_${lower}`]: `${bin}/cc`,
    [`CXX_${lower}`]: `${bin}/c++`,
    [`AR_${lower}`]: `${bin}/ar`,
    HOST_CC: "cc",
    HOST_CXX: "c++",
    HOST_AR: "ar",
  };
}

/** Rust's name of the target: its standard library is needed to compile for it. */
export function rustTarget({ architecture }: Cross): string {
  return `${architecture}-unknown-linux-gnu`;
}
