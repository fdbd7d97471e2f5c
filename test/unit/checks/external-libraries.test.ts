import { describe, expect, it } from "vitest";

import { externalLibraries } from "../../../src/checks/external-libraries.ts";
import { checkWheel, lines } from "../../support/check-wheel.ts";
import { machOBytes, peBytes } from "../../support/code-bytes.ts";
import { elfBytes } from "../../support/elf-bytes.ts";

const many = "cp312-cp312-manylinux_2_17_x86_64";
const judge = async (tags: string, files: Record<string, Buffer>) =>
  lines(await checkWheel(externalLibraries, tags, files));
const module = (...needs: string[]) => ({ "demo/m.abi3.so": elfBytes({ needs }) });

it("knows the lists of the policies and what is bundled", async () => {
  expect(
    await judge(many, module("libc.so.6", "libstdc++.so.6", "libz.so.1", "ld-linux-x86-64.so.2")),
  ).toEqual([]);
  expect(
    await judge("cp312-cp312-musllinux_1_2_x86_64", module("libc.musl-x86_64.so.1", "libz.so.1")),
  ).toEqual([]);
  expect(await judge("cp312-cp312-linux_x86_64", module("libfoo.so.1"))).toEqual([]);
  const bundled = { "demo.libs/libfoo-12ab.so.1": elfBytes({ needs: ["libc.so.6"] }) };
  expect(await judge(many, { ...module("libfoo-12ab.so.1"), ...bundled })).toEqual([]);
});

it.each([
  [many, "libfoo.so.1"],
  [many, "libpython3.12.so.1.0"],
  ["cp312-cp312-musllinux_1_2_x86_64", "libstdc++.so.6"],
])("%s: a module that needs %s is an error", async (tags, library) => {
  expect(await judge(tags, module("libz.so.1", library))).toEqual([
    `error WW045 demo/m.abi3.so needs ${library}, which the wheel does not bring and the list of ${tags.split("-")[2] ?? ""} does not have`,
  ]);
});

it("follows what a module needs through the libraries of the wheel", async () => {
  const files = { ...module("libfoo.so.1"), "demo.libs/libfoo.so.1": elfBytes({ needs: ["libbar.so.2"] }) };
  expect(await judge(many, files)).toEqual([
    expect.stringContaining("error WW045 demo.libs/libfoo.so.1 needs libbar.so.2"),
  ]);
});

it("only warns of plug-ins, which are loaded when somebody asks for them", async () => {
  const files = { ...module(), "demo/plugins/libsql.so": elfBytes({ needs: ["libpq.so.5"] }) };
  expect(await judge(many, files)).toEqual([
    expect.stringContaining("warning WW045 demo/plugins/libsql.so needs libpq.so.5"),
  ]);
});

it.each([
  "libcuda.so.1",
  "libtorch_cpu.so",
  "libEGL.so.1",
  "libarrow.so.2100",
  "libjvm.so",
  "libcudart.so.13",
])("only warns of %s, which the wheel is not meant to bring", async (library) => {
  expect(await judge(many, module(library))).toEqual([
    `warning WW045 demo/m.abi3.so needs ${library}, which another package or the system has to bring`,
  ]);
});

it("only warns where the search path leads into another package", async () => {
  const files = { "demo/m.abi3.so": elfBytes({ needs: ["libbar.so"], runpath: "$ORIGIN/../bar/lib" }) };
  expect(await judge(many, files)).toEqual([expect.stringContaining("warning WW045")]);
});

it("names at most five libraries, and leaves test files alone", async () => {
  const needs = ["a", "b", "c", "d", "e", "f", "g"].map((name) => `lib${name}.so`);
  const files = { ...module(...needs), "demo/tests/x.abi3.so": elfBytes({ needs: ["libh.so"] }) };
  expect(await judge(many, files)).toEqual([
    expect.stringContaining("needs liba.so, libb.so, libc.so, libd.so, libe.so and 2 more, which"),
  ]);
});

describe("elsewhere", () => {
  it("macOS: warns of folders of the build machine and of libraries that are not there", async () => {
    const files = (...needs: string[]) => ({ "demo/m.abi3.so": machOBytes({ needs }) });
    const tags = "cp312-cp312-macosx_11_0_arm64";
    expect(await judge(tags, files("/usr/lib/libSystem.B.dylib", "/System/Library/Frameworks/X"))).toEqual(
      [],
    );
    expect(await judge(tags, files("/opt/homebrew/lib/libfoo.dylib"))).toEqual([
      "warning WW045 demo/m.abi3.so needs /opt/homebrew/lib/libfoo.dylib, which only machines that have it in that folder find",
    ]);
    const bundled = { "demo/.dylibs/libfoo.dylib": machOBytes({ type: 6 }) };
    expect(await judge(tags, { ...files("@loader_path/.dylibs/libfoo.dylib"), ...bundled })).toEqual([]);
    expect(await judge(tags, files("@rpath/libfoo.dylib"))).toEqual([
      expect.stringContaining("warning WW045"),
    ]);
  });

  it("Windows: the debug run-time is an error, what Windows may have is not judged", async () => {
    const files = (...imports: string[]) => ({ "demo/m.pyd": peBytes({ imports }) });
    const tags = "cp312-cp312-win_amd64";
    expect(await judge(tags, files("KERNEL32.dll", "VCRUNTIME140.dll", "python312.dll", "d3d9.dll"))).toEqual(
      [],
    );
    expect(await judge(tags, files("VCRUNTIME140D.dll", "python312_d.dll"))).toEqual([
      "error WW045 demo/m.pyd needs VCRUNTIME140D.dll, python312_d.dll, which only the tools of developers bring",
    ]);
  });
});

describe("search paths", () => {
  const path = async (runpath: string) => judge(many, { "demo/m.abi3.so": elfBytes({ runpath }) });

  it.each(["$ORIGIN/../demo.libs", "$ORIGIN", "", "/usr/lib", "/lib64"])("%j is fine", async (runpath) => {
    expect(await path(runpath)).toEqual([]);
  });

  it("an absolute one is a warning", async () => {
    expect(await path("/opt/build/lib:$ORIGIN:/home/me/lib")).toEqual([
      "warning WW046 demo/m.abi3.so looks for its libraries in /opt/build/lib, /home/me/lib",
    ]);
  });
});

it("passes on which symbols auditwheel does not allow", async () => {
  const audits = [
    {
      tool: "auditwheel" as const,
      problems: [{ message: "it uses adler32_z of libz.so.1", severity: "warning" as const }],
    },
  ];
  expect(lines(await checkWheel(externalLibraries, many, module("libz.so.1"), audits))).toEqual([
    "warning WW045 it uses adler32_z of libz.so.1",
  ]);
});
