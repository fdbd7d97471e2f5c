/** auditwheel, abi3audit and twine for real, on wheels made here: for this machine and for others. Needs a package index. */

import { createHash } from "node:crypto";
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hostInterpreters } from "../../src/backends/host.ts";
import { oldestToolPython } from "../../src/lock/tools.ts";
import { audit } from "../../src/pipeline/audit.ts";
import type { Audited } from "../../src/pipeline/audit-answer.ts";
import { sdistBytes, wheelBytes } from "../support/archives.ts";
import { elfBytes } from "../support/elf-bytes.ts";

const root = mkdtempSync(join(tmpdir(), "wheelway audit "));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const options = { cacheDir: join(root, "cache"), env: process.env };
const python = (await hostInterpreters(options)).findLast(
  ({ interpreter: { implementation, freeThreaded, minor } }) =>
    implementation === "cp" && !freeThreaded && minor >= oldestToolPython[1],
);
const index =
  python !== undefined &&
  spawnSync(python.path, ["-m", "pip", "download", "-q", "--no-deps", "-d", root, "packaging"]).status === 0;
const compiler =
  spawnSync("gcc", ["--version"]).status === 0 && process.platform === "linux" && process.arch === "x64";
const reason =
  python === undefined
    ? "no CPython 3.9 or newer"
    : index
      ? compiler
        ? undefined
        : "no gcc for x86_64"
      : "no package index";

/** An extension module that uses these functions of Python; no header is needed to name them. */
function extension(...functions: readonly string[]): Buffer {
  const file = join(root, "m");
  const lines = functions.map((name) => `extern void *${name}(void *);`);
  const calls = functions.map((name) => `${name}(0);`);
  writeFileSync(`${file}.c`, [...lines, `void *PyInit_m(void) { ${calls.join(" ")} return 0; }`].join("\n"));
  execFileSync("gcc", ["-shared", "-fPIC", "-o", `${file}.so`, `${file}.c`]);
  return readFileSync(`${file}.so`);
}

const metadata = (more: string) => `Metadata-Version: 2.1\nName: demo\nVersion: 1.0\n${more}`;
const marker = join(root, "was-run");

describe.skipIf(reason !== undefined)(
  `the tools${reason === undefined ? "" : ` (skipped: ${reason})`}`,
  () => {
    let answer: Audited;
    const files = new Map<string, () => Buffer>();
    const wheel = (tags: string, content: () => Readonly<Record<string, string | Buffer>>, text?: string) => {
      const file = `demo-1.0-${tags}.whl`;
      files.set(file, () =>
        wheelBytes({ file, files: content(), ...(text === undefined ? {} : { metadata: text }) }),
      );
      return file;
    };
    const stable = wheel("cp38-abi3-manylinux_2_17_x86_64", () => ({
      "demo/m.abi3.so": extension("PyList_New"),
    }));
    const foreign = wheel("cp39-abi3-manylinux_2_17_x86_64", () => ({
      "demo/sub/m.abi3.so": extension("_PyUnicode_Ready"),
    }));
    const newer = wheel("cp37-abi3-manylinux_2_17_x86_64", () => ({
      "demo/m.abi3.so": extension("PyUnicode_AsUTF8AndSize"),
    }));
    const aarch64 = wheel("cp312-cp312-manylinux_2_17_aarch64", () => ({
      "demo/m.cpython-312-aarch64-linux-gnu.so": elfBytes({ machine: 183, symbols: ["PyInit_m"] }),
    }));
    const readme = wheel(
      "py3-none-any",
      // Whoever installs it, or imports it, leaves a trace.
      () => ({ "demo/__init__.py": `open(${JSON.stringify(marker)}, "w")\n`, "demo.pth": `import demo\n` }),
      metadata("Description-Content-Type: text/x-rst\n\nTitle\n=====\n\n.. nothing::\n   :bad\n\n`x\n"),
    );
    files.set("demo-1.0.tar.gz", () => sdistBytes({}));

    beforeAll(async () => {
      const given = [...files].map(([file, make]) => {
        const bytes = make();
        writeFileSync(join(root, file), bytes);
        return { path: join(root, file), sha256: createHash("sha256").update(bytes).digest("hex") };
      });
      answer = await audit(given, {
        env: process.env,
        cacheDir: options.cacheDir,
        tell: () => undefined,
        signal: new AbortController().signal,
        secrets: () => Promise.resolve(""),
        now: () => new Date(),
      });
    });
    const of = (tool: string, file: string) =>
      answer.audits.find((one) => one.tool === tool && one.file === file);

    it("answer for every file that is theirs", () => {
      expect(answer.notRun).toEqual([]);
      const asked = answer.audits.map(({ tool, file }) => `${tool} ${file}`).sort();
      const abi3 = [stable, foreign, newer];
      expect(asked).toEqual(
        [
          ...[...files.keys()].map((file) => `twine ${file}`),
          ...[...abi3, aarch64].map((file) => `auditwheel ${file}`),
          ...abi3.map((file) => `abi3audit ${file}`),
        ].sort(),
      );
      for (const { version } of answer.audits) expect(version).toMatch(/^\d+\.\d+/);
    });

    it("abi3audit: names the symbols and the member", () => {
      expect(of("abi3audit", stable)?.problems).toEqual([]);
      expect(of("abi3audit", foreign)?.problems).toEqual([
        {
          message: "demo/sub/m.abi3.so uses _PyUnicode_Ready, not part of the stable ABI",
          member: "demo/sub/m.abi3.so",
          severity: "error",
        },
      ]);
      expect(of("abi3audit", newer)?.problems[0]?.message).toBe(
        "demo/m.abi3.so uses PyUnicode_AsUTF8AndSize, which the stable ABI has since 3.10, the tag promises 3.7",
      );
    });

    it("auditwheel: gives the policy, and has nothing against a module that needs no libc", () => {
      expect(of("auditwheel", stable)).toMatchObject({ problems: [] });
      expect(of("auditwheel", aarch64)).toMatchObject({ problems: [] });
    });

    it("twine: tells a README that cannot be rendered", () => {
      expect(of("twine", readme)?.problems).toEqual([
        { message: expect.stringContaining("cannot be rendered") as string, severity: "error" },
      ]);
    });

    it("run nothing of what they read", () => {
      expect(existsSync(marker)).toBe(false);
    });
  },
);
