import { expect, it } from "vitest";

import { cellLabel, cellOf } from "../../../src/tags/cell.ts";
import { parseWheelName } from "../../../src/tags/wheel-name.ts";

function cell(tags: string) {
  const name = parseWheelName(`demo-1.0-${tags}.whl`);
  if ("malformed" in name) throw new Error(name.malformed);
  const { python, platform } = cellOf(name);
  return `${cellLabel({ python, platform })} (${python.family}, ${platform.system})`;
}

it.each([
  ["cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64", "cp312 on manylinux x86_64 (cpython, linux)"],
  ["cp314-cp314t-musllinux_1_2_riscv64", "cp314t on musllinux riscv64 (cpython-free-threaded, linux)"],
  ["cp39-abi3-macosx_11_0_arm64", "cp39-abi3 on macos arm64 (stable-abi, macos)"],
  ["cp315-abi3.abi3t-win_amd64", "cp315-abi3.abi3t on windows amd64 (stable-abi, windows)"],
  ["pp311-pypy311_pp73-win32", "pp311 on windows win32 (pypy, windows)"],
  ["graalpy312-graalpy250_312_native-win_arm64", "graalpy312 on windows arm64 (graalpy, windows)"],
  ["py3-none-ios_13_0_arm64_iphoneos", "py3 on ios arm64 iphoneos (any, ios)"],
  ["cp313-cp313-android_24_arm64_v8a", "cp313 on android arm64_v8a (cpython, android)"],
  ["cp314-cp314-pyemscripten_2026_0_wasm32", "cp314 on emscripten wasm32 (cpython, emscripten)"],
  ["cp312-cp312-pyodide_2024_0_wasm32", "cp312 on emscripten wasm32 (cpython, emscripten)"],
  ["cp312-cp312-emscripten_3_1_46_wasm32", "cp312 on emscripten wasm32 (cpython, emscripten)"],
  ["py2.py3-none-any", "py2.py3 on any (any, any)"],
  [
    "py3-none-manylinux_2_17_armv7l.manylinux2014_armv7l.musllinux_1_1_armv7l",
    "py3 on manylinux armv7l and musllinux armv7l (any, linux)",
  ],
  ["cp312-cp312-linux_x86_64", "cp312 on linux x86_64 (cpython, linux)"],
  ["cp312-cp312-plan9_mips", "cp312 on plan9_mips (cpython, plan9_mips)"],
  ["jython-none-any", "jython-none on any (other, any)"],
])("%s", (tags, expected) => {
  expect(cell(tags)).toBe(expected);
});
