import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { foreignFiles, foreignPython } from "../../../src/backends/host-foreign.ts";
import { parseInterpreter, type Interpreter } from "../../../src/tags/interpreter.ts";
import { temporaryFolder } from "../../support/archives.ts";

const cp312 = parseInterpreter("cp312") as Interpreter;

function lay(prefix: string): void {
  for (const path of [
    "bin/python3.12",
    "include/python3.12/Python.h",
    "include/python3.12/cpython/object.h",
    "lib/python3.12/_sysconfigdata__linux_aarch64-linux-gnu.py",
    "lib/python3.12/os.py",
  ]) {
    mkdirSync(dirname(join(prefix, path)), { recursive: true });
    writeFileSync(join(prefix, path), path);
  }
}

const on = (home: string, env: Record<string, string> = {}) => ({ platform: "linux" as const, env, home });

describe("foreignPython", () => {
  it("follows the links of a root inside that root", async () => {
    const root = temporaryFolder();
    lay(join(root, "opt/_internal/cpython-3.12.1"));
    mkdirSync(join(root, "opt/python"));
    symlinkSync("/opt/_internal/cpython-3.12.1", join(root, "opt/python/cp312-cp312"));
    const found = await foreignPython(
      cp312,
      "aarch64",
      on(temporaryFolder(), { WHEELWAY_ROOT_AARCH64: root }),
    );
    expect(found).toMatchObject({ root, prefix: join(root, "opt/_internal/cpython-3.12.1") });
    expect(await foreignPython(cp312, "x86_64", on(root, { WHEELWAY_ROOT_AARCH64: root }))).toBeUndefined();
  });

  it("takes the newest of uv's Pythons of that architecture", async () => {
    const home = temporaryFolder();
    const uv = join(home, ".local/share/uv/python");
    for (const name of ["3.12.9-linux-aarch64", "3.12.11-linux-aarch64", "3.12.12-linux-x86_64"])
      lay(join(uv, `cpython-${name}-gnu`));
    const found = await foreignPython(cp312, "aarch64", on(home));
    expect(found).toMatchObject({ root: undefined, prefix: join(uv, "cpython-3.12.11-linux-aarch64-gnu") });
  });

  it("hands on headers and build-time data alone, known by their content", async () => {
    const prefix = temporaryFolder();
    lay(prefix);
    const python = { prefix, root: undefined, python: join(prefix, "bin/python3.12") };
    const before = await foreignFiles(python, cp312);
    expect(before.paths).toEqual([
      "include/python3.12/Python.h",
      "include/python3.12/cpython/object.h",
      "lib/python3.12/_sysconfigdata__linux_aarch64-linux-gnu.py",
    ]);
    writeFileSync(join(prefix, "include/python3.12/Python.h"), "changed");
    expect((await foreignFiles(python, cp312)).sha256).not.toBe(before.sha256);
  });
});
