import { describe, expect, it } from "vitest";

import { readWheel } from "../../../src/artifacts/wheel.ts";
import { instructionSets } from "../../../src/checks/instruction-sets.ts";
import { stableAbi } from "../../../src/checks/stable-abi.ts";
import { wheelKind } from "../../../src/checks/wheel-kind.ts";
import { elf, platformWheel, writeWheel } from "../../support/archives.ts";
import { checkWheel, lines } from "../../support/check-wheel.ts";
import { machOBytes, peBytes, universalBytes, wasmBytes } from "../../support/code-bytes.ts";
import { elfBytes } from "../../support/elf-bytes.ts";

describe("instruction-sets", () => {
  const judge = async (platform: string, path: string, isa: number) =>
    lines(await checkWheel(instructionSets, `cp312-cp312-${platform}`, { [path]: elfBytes({ isa }) }));
  const many = "manylinux_2_17_x86_64";

  it("allows the baseline, and more where the tag says so", async () => {
    expect(await judge(many, "demo/m.abi3.so", 0b1)).toEqual([]);
    expect(await judge("manylinux_2_34_x86_64_v3", "demo/m.abi3.so", 0b111)).toEqual([]);
  });

  it("refuses a module that needs more", async () => {
    expect(await judge(many, "demo/m.abi3.so", 0b111)).toEqual([
      "error WW047 demo/m.abi3.so needs x86-64-v3, the tag promises the baseline of x86-64",
    ]);
  });

  it("only warns of a library that may be one of several", async () => {
    expect(await judge(many, "demo/kernels/libm_v4.so", 0b1110)).toEqual([
      expect.stringContaining("warning WW047 demo/kernels/libm_v4.so needs x86-64-v4"),
    ]);
  });
});

describe("stable-abi", () => {
  const problem = {
    message: "demo/m.abi3.so uses PyUnicode_READY, not part of the stable ABI",
    member: "demo/m.abi3.so",
    severity: "error" as const,
  };
  const audits = [{ tool: "abi3audit" as const, problems: [problem] }];

  it("tells what abi3audit has found, of abi3 wheels alone", async () => {
    const files = { "demo/m.abi3.so": elf };
    const found = await checkWheel(stableAbi, "cp38-abi3-manylinux_2_17_x86_64", files, audits);
    expect(found).toMatchObject([
      { code: "WW048", severity: "error", message: problem.message, member: "demo/m.abi3.so" },
    ]);
    expect(await checkWheel(stableAbi, "cp312-cp312-manylinux_2_17_x86_64", files, audits)).toEqual([]);
  });

  it("only warns where another library may be what defines the symbols", async () => {
    const files = { "demo/m.abi3.so": elfBytes({ needs: ["libshiboken6.abi3.so.6.12"] }) };
    const found = await checkWheel(stableAbi, "cp310-abi3-manylinux_2_17_x86_64", files, audits);
    expect(found).toMatchObject([{ code: "WW048", severity: "warning" }]);
  });

  it("tells a module that is linked to one version of Python", async () => {
    const judge = (library: string) =>
      checkWheel(stableAbi, "cp38-abi3-win_amd64", { "demo/m.pyd": peBytes({ imports: [library] }) });
    expect(await judge("python3.dll")).toEqual([]);
    expect(lines(await judge("python312.dll"))).toEqual([
      expect.stringContaining("error WW048 demo/m.pyd needs python312.dll"),
    ]);
  });
});

describe("wheel-kind", () => {
  const pure = async (files: Record<string, Buffer | string>) =>
    lines(await checkWheel(wheelKind, "py3-none-any", files));
  const exe = peBytes({ library: false });

  it.each([
    ["ELF", "demo/x.so", elf],
    ["Mach-O", "demo/x.so", machOBytes({})],
    ["a universal binary", "demo/x.dylib", universalBytes([{ type: 6 }])],
    ["PE", "demo/x.pyd", peBytes()],
    ["ELF without a suffix", "demo/program", elfBytes({ type: 2 })],
    ["WebAssembly that Python loads", "demo/x.cpython-313-wasm32-emscripten.so", wasmBytes()],
    ["a file that is cut", "demo/x.so", elf.subarray(0, 100)],
  ])("refuses %s in a pure wheel", async (_, path, content) => {
    expect(await pure({ [path]: content })).toEqual([
      expect.stringContaining(`error WW013 it is tagged for every platform, but ${path} is machine code`),
    ]);
  });

  it.each([
    ["a launcher for Windows", { "demo/t32.exe": exe }],
    ["test data", { "demo/tests/data/x.so": elf }],
    [
      "a module for each system",
      { "demo/x.cp312-win_amd64.pyd": peBytes(), "demo/x.cpython-312-darwin.so": machOBytes({}) },
    ],
    [
      "a program for each system",
      {
        "demo/linux/manager": elfBytes({ type: 2 }),
        "demo/macos/manager": machOBytes({ type: 2 }),
        "demo/windows/manager.exe": exe,
      },
    ],
  ])("only notes %s", async (_, files) => {
    expect(await pure(files as Record<string, Buffer>)).toEqual([expect.stringMatching(/^note WW013 /)]);
  });

  it("warns of libraries for Windows alone", async () => {
    expect(await pure({ "demo/driver.dll": peBytes() })).toEqual([expect.stringMatching(/^warning WW013 /)]);
  });

  it.each([
    [
      "a Java class",
      { "demo/A.class": Buffer.concat([Buffer.from("cafebabe00000041", "hex"), Buffer.alloc(60)]) },
    ],
    ["a text that begins with MZ", { "demo/mz.txt": "MZ is how it begins".repeat(9) }],
    ["WebAssembly for browsers", { "demo/static/app.wasm": Buffer.from("\0asm\x01\0\0\0", "latin1") }],
    [".NET code for any processor", { "demo/Runtime.dll": peBytes({ machine: 0x14c, dotNet: 1 }) }],
  ])("is quiet about %s", async (_, files) => {
    expect(await pure(files as Record<string, Buffer>)).toEqual([]);
  });

  it("warns of a platform wheel without machine code", async () => {
    const found = await checkWheel(wheelKind, "cp312-cp312-manylinux_2_17_x86_64", {
      "demo/__init__.py": "",
    });
    expect(found).toMatchObject([{ code: "WW014", severity: "warning" }]);
  });

  it("says nothing where contents were not read", async () => {
    const wheels = [await readWheel(writeWheel({ file: platformWheel }), { digests: false })];
    expect(wheelKind.run({ wheels, sdist: undefined, contract: undefined })).toEqual([]);
  });
});
