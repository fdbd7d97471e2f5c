import { describe, expect, it } from "vitest";

import { architecture } from "../../../src/checks/architecture.ts";
import { checkWheel, lines } from "../../support/check-wheel.ts";
import { machOBytes, peBytes, universalBytes, wasmBytes } from "../../support/code-bytes.ts";
import { elfBytes } from "../../support/elf-bytes.ts";

const arm = elfBytes({ machine: 183, symbols: ["PyInit__speed"] });
const intel = elfBytes({ symbols: ["PyInit__speed"] });
const mac = (cpu: number, platform = 1) => ({
  cpu,
  platform,
  minimum: [11, 0] as const,
  symbols: ["PyInit__speed"],
});
const macIntel = 0x01000007;
const macArm = 0x0100000c;

const judge = async (tags: string, files: Record<string, Buffer>) =>
  lines(await checkWheel(architecture, tags, files));
const one = (tags: string, suffix: string, content: Buffer) =>
  judge(tags, { [`demo/_speed${suffix}`]: content });

it.each([
  ["cp312-cp312-manylinux_2_17_x86_64", ".cpython-312-x86_64-linux-gnu.so", intel],
  ["cp312-cp312-manylinux2014_aarch64.manylinux_2_17_aarch64", ".so", arm],
  ["cp312-cp312-musllinux_1_2_i686", ".so", elfBytes({ machine: 3, bits: 32 })],
  ["cp312-cp312-linux_armv6l", ".so", elfBytes({ machine: 40, bits: 32 })],
  ["cp312-cp312-manylinux_2_17_s390x", ".so", elfBytes({ machine: 22, bigEndian: true })],
  ["cp312-cp312-manylinux_2_31_riscv64", ".so", elfBytes({ machine: 243 })],
  ["cp312-cp312-macosx_11_0_arm64", ".cpython-312-darwin.so", machOBytes(mac(macArm))],
  ["cp312-cp312-macosx_10_9_universal2", ".so", universalBytes([mac(macIntel), mac(macArm)])],
  ["cp312-cp312-macosx_10_9_x86_64", ".so", universalBytes([mac(macIntel), mac(macArm)])],
  ["cp312-cp312-macosx_10_6_intel", ".so", machOBytes(mac(macIntel))],
  ["cp312-cp312-win32", ".pyd", peBytes({ machine: 0x14c })],
  ["cp312-cp312-win_amd64", ".pyd", peBytes()],
  ["cp312-cp312-win_arm64", ".pyd", peBytes({ machine: 0xaa64 })],
  ["cp313-cp313-ios_13_0_arm64_iphoneos", ".so", machOBytes(mac(macArm, 2))],
  ["cp313-cp313-ios_13_0_arm64_iphonesimulator", ".so", machOBytes(mac(macArm, 7))],
  ["cp313-cp313-android_21_arm64_v8a", ".so", arm],
  ["cp313-cp313-pyodide_2025_0_wasm32", ".cpython-313-wasm32-emscripten.so", wasmBytes()],
  ["cp312-cp312-freebsd_13_amd64", ".so", arm],
])("is quiet about %s", async (tags, suffix, content) => {
  expect(await one(tags, suffix, content)).toEqual([]);
});

it.each([
  [
    "cp312-cp312-manylinux_2_17_x86_64",
    arm,
    "aarch64 (Linux), the tag manylinux_2_17_x86_64 promises x86_64",
  ],
  ["cp312-cp312-macosx_10_9_universal2", machOBytes(mac(macArm)), "arm64 (macOS)"],
  ["cp312-cp312-macosx_11_0_arm64", machOBytes(mac(macIntel)), "x86_64 (macOS)"],
  ["cp313-cp313-ios_13_0_arm64_iphoneos", machOBytes(mac(macArm, 7)), "arm64 (iOS simulator)"],
  ["cp312-cp312-macosx_11_0_arm64", machOBytes(mac(macArm, 2)), "arm64 (iOS)"],
  ["cp312-cp312-win_amd64", peBytes({ machine: 0x14c }), "win32 (Windows)"],
  ["cp312-cp312-win_arm64", peBytes(), "amd64 (Windows)"],
  ["cp312-cp312-win_amd64", intel, "x86_64 (Linux)"],
  ["cp313-cp313-pyodide_2025_0_wasm32", intel, "x86_64 (Linux)"],
])("%s with code for another machine is an error", async (tags, content, says) => {
  const suffix = tags.includes("win") ? ".pyd" : ".so";
  const found = await one(tags, suffix, content);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatch(/^error WW040 demo\/_speed/);
  expect(found[0]).toContain(says);
});

it("is quiet where two tags of one wheel are both kept by a universal binary, and tells each that is not", async () => {
  const tags = "cp312-cp312-macosx_10_9_x86_64.macosx_11_0_arm64";
  expect(await one(tags, ".so", universalBytes([mac(macIntel), mac(macArm)]))).toEqual([]);
  expect(await one(tags, ".so", machOBytes(mac(macIntel)))).toEqual([
    "error WW040 demo/_speed.so is for x86_64 (macOS), the tag macosx_11_0_arm64 promises arm64",
  ]);
});

describe("beside code that is right", () => {
  const right = { "demo/_speed.cpython-312-x86_64-linux-gnu.so": intel };
  const tags = "cp312-cp312-manylinux_2_17_x86_64";

  it.each([
    ["a launcher for Windows", "demo/launcher.exe", peBytes({ library: false })],
    ["a library for Windows", "demo/attach.dll", peBytes()],
    [
      "a library for another processor that nothing needs",
      "demo/hooks/inject_arm64.so",
      elfBytes({ machine: 183 }),
    ],
    ["test data", "demo/tests/data/arm.cpython-312-aarch64-linux-gnu.so", arm],
    ["a file outside of what is imported", "demo-1.0.data/data/lib/arm.so", arm],
    ["an object file", "demo/start.o", elfBytes({ machine: 94, type: 1 })],
  ])("%s may be for another machine", async (_, path, content) => {
    expect(await judge(tags, { ...right, [path]: content })).toEqual([]);
  });

  it("another module that is wrong is an error that names it alone", async () => {
    expect(await judge(tags, { ...right, "demo/_other.abi3.so": arm })).toEqual([
      "error WW040 demo/_other.abi3.so is for aarch64 (Linux), the tag manylinux_2_17_x86_64 promises x86_64",
    ]);
  });

  it("a bundled library that is wrong is an error where the module needs it", async () => {
    const needs = elfBytes({ needs: ["libfoo-1a2b.so.1"], symbols: ["PyInit__speed"] });
    const files = { "demo/_speed.abi3.so": needs, "demo.libs/libfoo-1a2b.so.1": elfBytes({ machine: 183 }) };
    expect(await judge(tags, files)).toEqual([
      "error WW040 demo.libs/libfoo-1a2b.so.1 is for aarch64 (Linux), the tag manylinux_2_17_x86_64 promises x86_64",
    ]);
  });

  it("a program is a warning, and an installed one an error", async () => {
    const program = elfBytes({ machine: 183, interpreter: "/lib/ld-linux-aarch64.so.1" });
    const is = "is for aarch64 (Linux), the tag manylinux_2_17_x86_64 promises x86_64";
    expect(await judge(tags, { ...right, "demo/bin/flatc": program })).toEqual([
      `warning WW040 demo/bin/flatc ${is}`,
    ]);
    expect(await judge(tags, { ...right, "demo-1.0.data/scripts/flatc": program })).toEqual([
      `error WW040 demo-1.0.data/scripts/flatc ${is}`,
    ]);
  });

  it("programs that the system runs all the same are fine", async () => {
    const pyd = { "demo/_speed.pyd": peBytes() };
    const x86 = peBytes({ machine: 0x14c, library: false });
    expect(await judge("cp312-cp312-win_amd64", { ...pyd, "demo/inject_x86.exe": x86 })).toEqual([]);
  });

  it("each architecture of a universal wheel may have a library of its own", async () => {
    const files = {
      "demo/_speed.so": universalBytes([mac(macIntel), mac(macArm)]),
      "demo/libx_x86_64.dylib": machOBytes({ cpu: macIntel, type: 6 }),
      "demo/libx_arm64.dylib": machOBytes({ type: 6 }),
    };
    expect(await judge("cp312-cp312-macosx_11_0_universal2", files)).toEqual([]);
  });
});

it("is quiet about .NET code, which runs on any processor", async () => {
  expect(
    await judge("py3-none-win_arm64", { "demo/Runtime.dll": peBytes({ machine: 0x14c, dotNet: 1 }) }),
  ).toEqual([]);
});

it("warns of code that is cut, and only there where it matters", async () => {
  const cut = elfBytes({ needs: ["libc.so.6"], symbols: ["PyInit__speed"] }).subarray(0, 350);
  const found = await one("cp312-cp312-manylinux_2_17_x86_64", ".abi3.so", cut);
  expect(found).toEqual([
    expect.stringMatching(/^warning WW049 demo\/_speed\.abi3\.so: .* cannot be read: /),
  ]);
  expect(await one("py3-none-any", ".abi3.so", cut)).toEqual([]);
});
