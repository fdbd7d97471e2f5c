import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { driverFolder } from "../../../src/driver/source.ts";
import { temporaryFolder } from "../../support/archives.ts";
import { evaluate, newest } from "../../support/driver.ts";

/** The CFLAGS that extension modules get where the interpreter's own are these. */
function inOneForm(flags: string): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "own"));
  writeFileSync(join(folder, "own", "data.py"), `build_time_vars = {"CFLAGS": ${JSON.stringify(flags)}}\n`);
  const lines = [
    "import shutil",
    "folder, source = given",
    "shutil.copyfile(source, folder + '/data.py')",
    "sys.path[:0] = [folder, folder + '/own']",
    "import data",
    "print(json.dumps(data.build_time_vars['CFLAGS']))",
  ];
  return evaluate(newest, lines, [folder, join(driverFolder(), "compiler_flags.py")]) as string;
}

describe("the flags of extension modules", () => {
  it("are the same for interpreters that differ in nothing that decides a byte", () => {
    const cp39 = inOneForm(
      "-Wno-unused-result -Wsign-compare -DNDEBUG -g -fwrapv -O3 -Wall -DOPENSSL_NO_SSL3",
    );
    expect(cp39).toBe(inOneForm("-fno-strict-overflow -Wsign-compare -DNDEBUG -g -O3 -Wall"));
    expect(cp39).toBe("-O3 -g -DNDEBUG -fno-strict-overflow -Wall");
  });

  it("keep what an interpreter was told for a reason", () => {
    const flags = inOneForm("-pthread -O2 -fno-strict-aliasing -fstack-protector-strong -Werror=format -g0");
    for (const kept of [
      "-pthread",
      "-fno-strict-aliasing",
      "-fstack-protector-strong",
      "-Werror=format",
      "-O2",
    ])
      expect(flags.split(" ")).toContain(kept);
    expect(flags).toContain("-g0");
    expect(inOneForm("-grecord-gcc-switches -g -O2")).toBe("-O2 -g -grecord-gcc-switches -Wall");
  });

  it.each(["-arch x86_64 -fwrapv -O2", "-march=x86-64 -march=native -fwrapv", "-fplt -fno-plt -fwrapv"])(
    "stay as they are where their order may matter: %s",
    (flags) => {
      expect(inOneForm(flags)).toBe(flags);
    },
  );
});
