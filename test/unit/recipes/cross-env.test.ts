import { describe, expect, it } from "vitest";
import type { BackEnd } from "../../../src/recipes/back-ends.ts";
import { crossEnv, crossSettings, prepareCross, type Cross } from "../../../src/recipes/cross-env.ts";
import { rustStdTask } from "../../../src/recipes/rust-std.ts";
import type { Place } from "../../../src/recipes/context.ts";

const cross: Cross = { compiler: "zig", architecture: "aarch64", triple: "aarch64-linux-gnu", glibc: "2.28" };
const backEnds: readonly BackEnd[] = ["setuptools", "scikit-build-core", "meson-python", "maturin", "other"];

describe("what a build back end is told of a cross build", () => {
  it.each(backEnds)("%s: compilers, interpreter and target, and nothing of PATH", (backEnd) => {
    const env = crossEnv(backEnd, cross);
    expect(env).toMatchObject({
      CC: "{work}/cross/bin/cc",
      LDSHARED: "{work}/cross/bin/cc -shared",
      CMAKE_TOOLCHAIN_FILE: "{work}/cross/toolchain.cmake",
      CARGO_BUILD_TARGET: "aarch64-unknown-linux-gnu",
      CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER: "{work}/cross/bin/cc",
      PYO3_CROSS_LIB_DIR: "{work}/cross/sysconfig",
      _PYTHON_HOST_PLATFORM: "linux-aarch64",
    });
    expect(env).not.toHaveProperty("PATH");
  });

  it("a setup script's Python names the target's machine; meson's own must name the build machine", () => {
    expect(crossEnv("setuptools", cross)["PYTHONPATH"]).toBe("{work}/cross/site:{work}/cross/python");
    expect(crossEnv("meson-python", cross)["PYTHONPATH"]).toBe("{work}/cross/python");
    expect(crossSettings("meson-python")).toEqual({ "setup-args": ["--cross-file={work}/cross/meson.ini"] });
    expect(crossSettings("setuptools")).toEqual({});
  });

  it("C code of crates is compiled for the target, that of build scripts for the build machine", () => {
    expect(crossEnv("maturin", { ...cross, architecture: "x86_64" })).toMatchObject({
      CC_x86_64_unknown_linux_gnu: "{work}/cross/bin/cc",
      HOST_CC: "cc",
    });
  });
});

describe("what is prepared before", () => {
  it("reads the target, and Rust's library only where the project runs cargo", () => {
    const plain = prepareCross("linux", cross, "3.14t").argv ?? [];
    expect(plain.join(" ")).toContain("--target {target} --python-version 3.14t --architecture aarch64");
    expect(plain).not.toContain("{rust-std}");
    const rust = { from: "task", task: "rust-std:aarch64", output: "rust-std" } as const;
    expect(prepareCross("linux", { ...cross, rust }, "3.12").argv).toContain("{rust-std}");
  });

  it("fetches Rust's library once for a toolchain, with the network", () => {
    const place = { environment: { kind: "host", interpreter: "cp312" }, system: "linux", tools: "tools:x" };
    const options = { prepare: {} };
    const task = rustStdTask({ ...place, options } as unknown as Place, cross);
    expect(task).toMatchObject({
      id: "rust-std:aarch64",
      network: "index",
      outputs: { "rust-std": "{out}/rust-std" },
    });
    expect(task.commands[0]?.argv).toContain("aarch64-unknown-linux-gnu");
  });
});
