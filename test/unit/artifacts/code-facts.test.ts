import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { machineCodeOf } from "../../../src/artifacts/machine-code.ts";
import { mostKept, readCode, scanCode } from "../../../src/artifacts/scan-code.ts";
import { temporaryFolder } from "../../support/archives.ts";
import { machOBytes, peBytes, universalBytes, wasmBytes } from "../../support/code-bytes.ts";
import { elfBytes } from "../../support/elf-bytes.ts";

function read(bytes: Buffer) {
  const format = machineCodeOf(bytes.subarray(0, 1024));
  expect(format).toBeDefined();
  return readCode(format ?? "elf", bytes);
}

const richElf = {
  needs: ["libc.so.6", "libz.so.1"],
  rpath: "/opt/lib:$ORIGIN/../demo.libs",
  runpath: "$ORIGIN",
  versions: { "libc.so.6": ["GLIBC_2.17", "GLIBC_2.2.5"], "libm.so.6": ["GLIBC_2.29"] },
  weakVersions: { "libc.so.6": ["GLIBC_2.34"] },
  symbols: ["PyInit__speed", "helper", "PyInitU_h1a"],
  isa: 0b110,
} as const;

describe("ELF", () => {
  const facts = {
    format: "elf",
    kind: "shared-library",
    needs: ["libc.so.6", "libz.so.1"],
    symbolVersions: { "libc.so.6": ["GLIBC_2.17", "GLIBC_2.2.5"], "libm.so.6": ["GLIBC_2.29"] },
    searchPaths: ["/opt/lib", "$ORIGIN/../demo.libs", "$ORIGIN"],
    instructionSets: ["x86-64-v2", "x86-64-v3"],
    modules: ["_speed", "h1a"],
  };

  it("tells libraries, versions that count, search paths, instruction sets and modules", () => {
    expect(read(elfBytes(richElf))).toEqual({ ...facts, slices: [{ architecture: "x86_64", bits: 64 }] });
  });

  it("is read in 32 bits and big-endian", () => {
    expect(read(elfBytes({ ...richElf, machine: 3, bits: 32 }))).toEqual({
      ...facts,
      slices: [{ architecture: "i686", bits: 32 }],
    });
    expect(read(elfBytes({ ...richElf, machine: 22, bigEndian: true }))).toEqual({
      ...facts,
      slices: [{ architecture: "s390x", bits: 64 }],
    });
  });

  it.each([
    [183, "aarch64"],
    [21, "ppc64le"],
    [243, "riscv64"],
    [258, "loongarch64"],
    [40, "armv7l"],
    [4242, "unknown (4242)"],
  ])("machine %i is %s", (machine, architecture) => {
    expect(read(elfBytes({ machine })).slices[0]?.architecture).toBe(architecture);
  });

  it.each([
    ["a shared library", {}, "shared-library"],
    ["an object", { type: 1 }, "object"],
    ["a program", { type: 2 }, "program"],
    ["a position-independent program", { interpreter: "/lib64/ld-linux-x86-64.so.2" }, "program"],
    ["a static position-independent program", { pie: true }, "program"],
    [
      "a library that can be run",
      { interpreter: "/lib64/ld-linux-x86-64.so.2", soname: "libx.so.1" },
      "shared-library",
    ],
    ["a core dump", { type: 4 }, "other"],
  ] as const)("tells %s", (_, spec, kind) => {
    expect(read(elfBytes(spec)).kind).toBe(kind);
  });

  it("says what it could not read of a file that is cut, and keeps the rest", () => {
    const cut = read(elfBytes(richElf).subarray(0, 400));
    expect(cut.slices).toEqual([{ architecture: "x86_64", bits: 64 }]);
    expect(cut.problem).toMatch(/cannot be read: offset \d+ is outside of its 400 bytes/);
  });
});

describe("Mach-O", () => {
  const arm = {
    minimum: [11, 0],
    needs: ["/usr/lib/libSystem.B.dylib"],
    symbols: ["PyInit__speed", "x"],
  } as const;
  const intel = { cpu: 0x01000007, minimum: [10, 13], old: true, rpaths: ["@loader_path/.."] } as const;

  it("tells each architecture of a universal binary", () => {
    expect(read(universalBytes([intel, arm]))).toEqual({
      format: "mach-o",
      kind: "shared-library",
      slices: [
        { architecture: "x86_64", bits: 64, system: "macos", minimumMacos: "10.13" },
        { architecture: "arm64", bits: 64, system: "macos", minimumMacos: "11.0" },
      ],
      needs: ["/usr/lib/libSystem.B.dylib"],
      symbolVersions: {},
      searchPaths: ["@loader_path/.."],
      instructionSets: [],
      modules: ["_speed"],
    });
  });

  it.each([
    [2, "ios"],
    [7, "ios-simulator"],
    [6, "other"],
  ])("platform %i is %s, and has no least macOS", (platform, system) => {
    expect(read(machOBytes({ ...arm, platform })).slices).toEqual([
      { architecture: "arm64", bits: 64, system },
    ]);
  });

  it("tells programs", () => {
    expect(read(machOBytes({ type: 2 })).kind).toBe("program");
  });
});

describe("PE", () => {
  it("tells machine, imports and modules", () => {
    expect(
      read(peBytes({ imports: ["python312.dll", "KERNEL32.dll"], exports: ["PyInit__speed", "x"] })),
    ).toEqual({
      format: "pe",
      kind: "shared-library",
      slices: [{ architecture: "amd64", bits: 64 }],
      needs: ["python312.dll", "KERNEL32.dll"],
      symbolVersions: {},
      searchPaths: [],
      instructionSets: [],
      modules: ["_speed"],
    });
  });

  it.each([
    [{ machine: 0x14c, library: false }, "win32", "program"],
    [{ machine: 0xaa64 }, "arm64", "shared-library"],
    [{ machine: 0x14c, dotNet: 1 }, "cil", "shared-library"],
    [{ machine: 0x14c, dotNet: 3 }, "win32", "shared-library"],
  ] as const)("%o is %s, %s", (spec, architecture, kind) => {
    const facts = read(peBytes(spec));
    expect([facts.slices[0]?.architecture, facts.kind, facts.problem]).toEqual([
      architecture,
      kind,
      undefined,
    ]);
  });
});

describe("WebAssembly", () => {
  it("tells exports and linked libraries of a side module", () => {
    const facts = read(wasmBytes({ exports: ["PyInit__speed", "memory"], needs: ["libdemo.so"] }));
    expect(facts).toMatchObject({ kind: "shared-library", modules: ["_speed"], needs: ["libdemo.so"] });
    expect(facts.slices).toEqual([{ architecture: "wasm32", bits: 32 }]);
  });
});

const compiler = spawnSync("gcc", ["--version"]).status === 0;
const compiled = () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "x.c"), "#include <math.h>\ndouble PyInit_x(double y) { return pow(y, y); }\n");
  const words = ["-shared", "-fPIC", "-Wl,--no-as-needed", "-Wl,-rpath,/opt/x", "-o", "x.so", "x.c", "-lm"];
  execFileSync("gcc", words, { cwd: folder });
  return readFileSync(join(folder, "x.so"));
};

it.skipIf(!compiler)(`a library that a compiler has made${compiler ? "" : " (skipped: no gcc)"}`, () => {
  const facts = read(compiled());
  expect(facts).toMatchObject({ kind: "shared-library", searchPaths: ["/opt/x"], modules: ["x"] });
  expect(facts.needs).toEqual(expect.arrayContaining(["libm.so.6", "libc.so.6"]));
  expect(facts.problem).toBeUndefined();
});

describe("hostile files", () => {
  const makeSamples = () => [
    elfBytes(richElf),
    elfBytes({ ...richElf, bits: 32, bigEndian: true }),
    universalBytes([{ minimum: [11, 0], needs: ["/usr/lib/x"], symbols: ["PyInit_x"] }, { cpu: 0x01000007 }]),
    peBytes({ imports: ["python312.dll"], exports: ["PyInit_x"], dotNet: 1 }),
    wasmBytes({ exports: ["PyInit_x"], needs: ["x.so"] }),
    ...(compiler ? [compiled()] : []),
  ];
  const change = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
    // Half of the changes hit the first bytes, where the headers are.
    early: fc.boolean(),
    value: fc.constantFrom(0, 1, 0x7f, 0xffff, 0x7fffffff, 0xfffffffe, 0xffffffff, 0xc0008002),
    size: fc.constantFrom(1, 2, 4, 8),
  });

  it("end with facts, whatever is changed in them", () => {
    const samples = makeSamples();
    fc.assert(
      fc.property(
        fc.nat(samples.length - 1),
        fc.array(change, { minLength: 1, maxLength: 12 }),
        fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
        (which, changes, cut) => {
          const bytes = Buffer.from(samples[which] ?? Buffer.alloc(0));
          const format = machineCodeOf(bytes.subarray(0, 1024)) ?? "elf";
          for (const { at, early, value, size } of changes) {
            const place = Math.floor(at * (early ? Math.min(bytes.length, 512) : bytes.length));
            for (let i = 0; i < size && place + i < bytes.length; i++)
              bytes[place + i] = Math.floor(value / 2 ** (8 * (i % 4))) & 0xff;
          }
          const facts = readCode(
            format,
            cut === null ? bytes : bytes.subarray(0, Math.floor(cut * bytes.length)),
          );
          expect(facts.format).toBe(format);
          expect(facts.needs.length).toBeLessThan(5000);
        },
      ),
      { numRuns: 3000 },
    );
  });

  it("end with facts where they are nothing but noise", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 2048 }),
        fc.constantFrom("elf", "mach-o", "pe", "wasm"),
        (bytes, format) => {
          expect(readCode(format, Buffer.from(bytes)).format).toBe(format);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it("that chain a table in a circle come to an end", () => {
    // 0xcafebabe with an architecture that begins at the beginning again.
    const bytes = universalBytes([{ minimum: [11, 0] }]);
    bytes.writeUInt32BE(0, 16);
    expect(read(bytes).slices.length).toBeLessThan(2);
  });
});

describe("the scan", () => {
  const facts = async (bytes: Buffer, step: number, size = bytes.length) => {
    const scan = scanCode({ path: "x.so", size });
    for (let at = 0; at < bytes.length; at += step) scan?.chunk(bytes.subarray(at, at + step));
    return scan?.end();
  };

  it("sees the same in pieces of any size", async () => {
    const bytes = elfBytes(richElf);
    const whole = await facts(bytes, bytes.length);
    expect(whole).toEqual({ code: read(bytes) });
    for (const step of [1, 7, 1024]) expect(await facts(bytes, step)).toEqual(whole);
  });

  it("keeps no more than the archive promises", async () => {
    const bytes = elfBytes(richElf);
    expect((await facts(bytes, 64, 200))?.code?.problem).toMatch(/only the first/);
  });

  it("looks at the first part of a very large file, and says so", async () => {
    const scan = scanCode({ path: "x.so", size: mostKept + 1 });
    scan?.chunk(elfBytes(richElf));
    const zeros = Buffer.alloc(1024 * 1024);
    for (let i = 0; i < mostKept / zeros.length; i++) scan?.chunk(zeros);
    const code = (await scan?.end())?.code;
    expect(code?.problem).toBe("only the first 64 MiB were looked at");
    expect(code?.needs).toEqual(richElf.needs);
  });

  it("has nothing to say of other files", async () => {
    expect(await facts(Buffer.from("import os\n".repeat(300)), 100)).toEqual({});
    expect(scanCode({ path: "x", size: 3 })).toBeUndefined();
  });
});
