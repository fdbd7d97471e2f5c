import { execFileSync } from "node:child_process";
import { expect, it } from "vitest";
import { driverFolder } from "../../../src/driver/source.ts";

/** Runs Python with the script imported; what it prints, as JSON. */
function ask(lines: readonly string[]): unknown {
  const program = [
    "import json, sys",
    `sys.path.insert(0, ${JSON.stringify(driverFolder())})`,
    ...lines,
  ].join("\n");
  return JSON.parse(execFileSync("python3", ["-c", program], { encoding: "utf8" }));
}

it("changes what differs between the architectures, and nothing else of pyconfig.h", () => {
  const text = [
    "#define HAVE_GCC_ASM_FOR_X64 1",
    "/* #undef HAVE_USABLE_WCHAR_T */",
    "#define SIZEOF_LONG 8",
    "/* #undef X87_DOUBLE_ROUNDING */",
  ].join("\n");
  const changed = ask([
    "from derive_target import DIFFERENT, changed_header",
    `there = changed_header(${JSON.stringify(text)}, DIFFERENT["aarch64"])`,
    'print(json.dumps([there, changed_header(there, DIFFERENT["x86_64"])]))',
  ]);
  const there = text
    .replace("#define HAVE_GCC_ASM_FOR_X64 1", "/* #undef HAVE_GCC_ASM_FOR_X64 */")
    .replace("/* #undef HAVE_USABLE_WCHAR_T */", "#define HAVE_USABLE_WCHAR_T 1");
  expect(changed).toEqual([there, text]);
});

it("names the other architecture in the build-time data wherever its own stands as a word", () => {
  const data = {
    SOABI: "cpython-312-x86_64-linux-gnu",
    A: "-march=x86_64 myx86_64y",
    N: 3,
    PY_SUPPORT_TIER: 1,
  };
  const changed = ask([
    "from derive_target import DIFFERENT, changed_data",
    'own, other = ("x86_64", "x86_64-linux-gnu"), ("aarch64", "aarch64-linux-gnu")',
    `print(json.dumps(changed_data(json.loads(${JSON.stringify(JSON.stringify(data))}), DIFFERENT["aarch64"], own, other)))`,
  ]);
  expect(changed).toEqual({
    SOABI: "cpython-312-aarch64-linux-gnu",
    A: "-march=aarch64 myx86_64y",
    N: 3,
    PY_SUPPORT_TIER: 2,
  });
});
