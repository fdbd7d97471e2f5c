import { expect, it } from "vitest";

import { extensionSuffixes } from "../../../src/checks/extension-suffixes.ts";
import { checkWheel, lines } from "../../support/check-wheel.ts";
import { machOBytes, peBytes } from "../../support/code-bytes.ts";
import { elfBytes } from "../../support/elf-bytes.ts";

const code = (file: string): Buffer => {
  const symbols = ["PyInit_m"];
  if (file.endsWith(".pyd")) return peBytes({ exports: symbols });
  return /darwin|iphone/.test(file) ? machOBytes({ symbols }) : elfBytes({ symbols });
};
const judge = async (tags: string, ...files: string[]) =>
  lines(
    await checkWheel(
      extensionSuffixes,
      tags,
      Object.fromEntries(files.map((file) => [`demo/${file}`, code(file)])),
    ),
  );

const gnu = "x86_64-linux-gnu.so";

it.each([
  ["cp312-cp312-manylinux_2_17_x86_64", `m.cpython-312-${gnu}`],
  ["cp312-cp312-manylinux_2_17_x86_64", "m.so"],
  ["cp312-cp312-manylinux_2_17_x86_64", "m.abi3.so"],
  ["cp37-cp37m-manylinux_2_17_x86_64", `m.cpython-37m-${gnu}`],
  ["cp313-cp313t-manylinux_2_17_x86_64", `m.cpython-313t-${gnu}`],
  ["cp38-abi3-manylinux_2_17_x86_64", "m.abi3.so"],
  ["cp315-abi3t-manylinux_2_17_x86_64", "m.abi3t.so"],
  ["pp311-pypy311_pp73-manylinux_2_17_x86_64", `m.pypy311-pp73-${gnu}`],
  ["graalpy311-graalpy242_311_native-manylinux_2_17_x86_64", "m.graalpy242-311-native-x86_64-linux.so"],
  ["cp312-cp312-manylinux_2_17_i686", "m.cpython-312-i386-linux-gnu.so"],
  ["cp312-cp312-manylinux_2_17_armv7l", "m.cpython-312-arm-linux-gnueabihf.so"],
  ["cp312-cp312-manylinux_2_17_ppc64le", "m.cpython-312-powerpc64le-linux-gnu.so"],
  ["cp312-cp312-musllinux_1_2_x86_64", "m.cpython-312-x86_64-linux-musl.so"],
  ["cp312-cp312-macosx_11_0_arm64", "m.cpython-312-darwin.so"],
  ["cp312-cp312-win_amd64", "m.cp312-win_amd64.pyd"],
  ["cp313-cp313t-win_arm64", "m.cp313t-win_arm64.pyd"],
  ["cp38-abi3-win32", "m.pyd"],
  ["pp311-pypy311_pp73-win_amd64", "m.pypy311-pp73-win_amd64.pyd"],
  ["cp311.cp312-none-manylinux_2_17_x86_64", `m.cpython-311-${gnu}`, `m2.cpython-312-${gnu}`],
  ["cp313-cp313-ios_13_0_arm64_iphoneos", "m.cpython-313-iphoneos.so"],
])("finds %s with %s in order", async (tags, ...files) => {
  expect((await judge(tags, ...files)).filter((line) => !line.includes("WW042"))).toEqual([]);
});

it.each([
  [
    "cp312-cp312-manylinux_2_17_x86_64",
    `m.cpython-311-${gnu}`,
    "error",
    "which the Pythons of its tags cp312-cp312 do not look for",
  ],
  ["cp312-cp312-manylinux_2_17_x86_64", `m.cpython-312t-${gnu}`, "error", "cp312-cp312 do not look for"],
  ["cp313-cp313t-manylinux_2_17_x86_64", `m.cpython-313-${gnu}`, "error", "cp313-cp313t do not look for"],
  [
    "cp313-cp313t-manylinux_2_17_x86_64",
    "m.abi3.so",
    "warning",
    "which free-threaded Pythons do not look for",
  ],
  [
    "cp38-abi3-manylinux_2_17_x86_64",
    `m.cpython-312-${gnu}`,
    "error",
    "which cp312 alone looks for, but the tags are cp38-abi3",
  ],
  ["py3-none-manylinux_2_17_x86_64", `m.cpython-312-${gnu}`, "warning", "which cp312 alone looks for"],
  ["pp311-pypy311_pp73-manylinux_2_17_x86_64", `m.cpython-311-${gnu}`, "error", "do not look for"],
  ["pp311-pypy311_pp73-manylinux_2_17_x86_64", "m.abi3.so", "error", "do not look for"],
  ["cp312-cp312-manylinux_2_17_x86_64", `m.pypy311-pp73-${gnu}`, "error", "do not look for"],
  [
    "cp312-cp312-manylinux_2_17_x86_64",
    "m.cpython-312-aarch64-linux-gnu.so",
    "error",
    "which Python on manylinux_2_17_x86_64 does not look for",
  ],
  [
    "cp312-cp312-macosx_11_0_arm64",
    "m.cpython-312-iphoneos.so",
    "error",
    "which Python on macosx_11_0_arm64 does not look for",
  ],
  ["cp312-cp312-win_amd64", "m.cp312-win32.pyd", "error", "which Python on win_amd64 does not look for"],
  ["cp312-cp312-manylinux_2_17_x86_64", "m.cp312-win_amd64.pyd", "note", "which is a name for Windows"],
])("%s with nothing but %s is a finding: %s", async (tags, file, severity, says) => {
  const found = await judge(tags, file);
  expect(found).toHaveLength(1);
  expect(found[0]).toContain(`${severity} WW041 module demo.m is there as ${file} only, `);
  expect(found[0]).toContain(says);
});

it("tells modules with the same reason once", async () => {
  const files = ["a", "b", "c"].map((name) => `${name}.cpython-311-${gnu}`);
  const found = await judge("cp312-cp312-manylinux_2_17_x86_64", ...files);
  expect(found.filter((line) => line.includes("WW041"))).toEqual([
    `error WW041 module demo.a and 2 more are there as a.cpython-311-${gnu} and the like only, which the Pythons of its tags cp312-cp312 do not look for`,
  ]);
});

it("leaves code for another machine to the check of the architecture", async () => {
  const files = {
    "demo/m.cpython-312-aarch64-linux-gnu.so": elfBytes({ machine: 183, symbols: ["PyInit_m"] }),
  };
  expect(await checkWheel(extensionSuffixes, "cp312-cp312-manylinux_2_17_x86_64", files)).toEqual([]);
});

it("only notes a stale file beside the right one", async () => {
  expect(
    await judge("cp312-cp312-manylinux_2_17_x86_64", `m.cpython-311-${gnu}`, `m.cpython-312-${gnu}`),
  ).toEqual([
    `note WW041 module demo.m is there as m.cpython-311-${gnu}, which the Pythons of its tags cp312-cp312 do not look for`,
  ]);
});

it("tells a module that is linked to the library of another Python", async () => {
  const linked = (library: string, tags: string) =>
    checkWheel(extensionSuffixes, tags, {
      "demo/m.pyd": peBytes({ imports: [library], exports: ["PyInit_m"] }),
    });
  expect(lines(await linked("python311.dll", "cp312-cp312-win_amd64"))).toEqual([
    "error WW041 module demo.m is there as m.pyd only, which needs python311.dll",
  ]);
  expect(await linked("python312.dll", "cp312-cp312-win_amd64")).toEqual([]);
  expect(await linked("python313t.dll", "cp313-cp313t-win_amd64")).toEqual([]);
  expect(await linked("python3.dll", "cp312-cp312-win_amd64")).toEqual([]);
});

it("leaves libraries and test files alone", async () => {
  const files = {
    "demo/libfoo.so": elfBytes({}),
    "demo/tests/m.cpython-311-x86_64-linux-gnu.so": code("m.so"),
  };
  expect(await checkWheel(extensionSuffixes, "cp312-cp312-manylinux_2_17_x86_64", files)).toEqual([]);
});

it("warns of a start function of another name, not of several with the right one", async () => {
  const start = async (...symbols: string[]) =>
    lines(
      await checkWheel(extensionSuffixes, "cp312-cp312-manylinux_2_17_x86_64", {
        "demo/_fast.abi3.so": elfBytes({ symbols }),
      }),
    );
  expect(await start("PyInit__speed")).toEqual([
    "warning WW042 demo/_fast.abi3.so defines PyInit__speed, not PyInit__fast",
  ]);
  expect(await start("PyInit__speed", "PyInit__fast")).toEqual([]);
  expect(await start("unrelated")).toEqual([]);
});
