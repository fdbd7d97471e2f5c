import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { driverFolder } from "../../../src/driver/source.ts";
import { temporaryFolder } from "../../support/archives.ts";
import { pythons } from "../../support/driver.ts";

// Prints its words, one a line, in the place of a compiler.
const echo = '#!/bin/sh\nprintf "%s\\n" "$@"\n';

function file(path: string, text: string, mode = 0o644): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

const data = {
  EXT_SUFFIX: ".cpython-312-aarch64-linux-gnu.so",
  CC: "aarch64-linux-gnu-gcc",
  CFLAGS: "-Wsign-compare -DNDEBUG -g -O3 -mtune=cortex-a72 -I/opt/include -fcf-protection -flto=4",
  LDSHARED: "aarch64-linux-gnu-gcc -shared -Wl,-O1 -L/opt/lib -Wl,-rpath,/opt/lib",
  INCLUDEPY: "/opt/python/include/python3.12",
  SIZEOF_LONG: "8",
};

interface Prepared {
  readonly status: number | null;
  readonly said: string;
  readonly to: string;
}

/** cross.py on a target made up of `module`, with a zig that prints its words. */
function prepare(python: string, module = `build_time_vars = ${JSON.stringify(data)}\n`): Prepared {
  const folder = temporaryFolder();
  const target = join(folder, "target");
  file(join(target, "include/python3.12/Python.h"), "");
  file(join(target, "lib/python3.12/_sysconfigdata__linux_aarch64-linux-gnu.py"), module);
  file(join(folder, "site/ziglang/__init__.py"), "");
  file(join(folder, "site/ziglang/zig"), echo, 0o755);
  const to = join(folder, "cross");
  const words = [
    ...["--target", target, "--python-version", "3.12", "--architecture", "aarch64"],
    ...["--triple", "aarch64-linux-gnu", "--glibc", "2.28"],
    ...["--cache", "{cache-compiler}", "--to", to],
  ];
  const done = spawnSync(python, ["-B", join(driverFolder(), "cross.py"), ...words], {
    encoding: "utf8",
    env: { PATH: process.env["PATH"], PYTHONPATH: join(folder, "site") },
  });
  return { status: done.status, said: done.stdout + done.stderr, to };
}

/** The words that reach zig. */
function compile({ to }: Prepared, ...words: string[]): string[] {
  const done = spawnSync(join(to, "bin/cc"), words, { encoding: "utf8", cwd: to });
  expect(done.stderr).toBe("");
  const lines = done.stdout.trimEnd().split("\n");
  expect(lines.slice(0, 3)).toEqual(["cc", "-target", "aarch64-linux-gnu.2.28"]);
  return lines.slice(5);
}

for (const python of pythons) {
  describe.skipIf(process.platform !== "linux")(`cross.py with ${python.name}`, () => {
    it("gives the target's data the compilers and paths of the build, and no flag of another machine", () => {
      const { status, said, to } = prepare(python.path);
      expect(status, said).toBe(0);
      const [name] = readdirSync(join(to, "sysconfig"));
      expect(name).toBe("_sysconfigdata__linux_aarch64-linux-gnu.py");
      const own = spawnSync(
        python.path,
        ["-c", "import json, sysconfig; print(json.dumps(sysconfig.get_config_vars()))"],
        { encoding: "utf8", env: { PYTHONPATH: join(to, "python") } },
      );
      const vars = JSON.parse(own.stdout) as Record<string, string>;
      if (!/^cp\d+$/.test(python.name)) return;
      expect(vars["CFLAGS"]).toBe("-Wsign-compare -DNDEBUG -O3");
      expect(vars["LDSHARED"]).toBe(`${to}/bin/cc -shared -Wl,-O1`);
      expect(vars["INCLUDEPY"]).toBe(`${to}/target/include/python3.12`);
    });

    it("passes on what the compiler knows, with the target's headers in the place of the machine's", () => {
      const made = prepare(python.path);
      const headers = `-isystem${made.to}/target/include/python3.12`;
      expect(
        compile(
          made,
          "-O2",
          "-g",
          "-m64",
          "-march=native",
          "-I",
          "/usr/lib/python3/include/python3.12",
          "-c",
          "a b.c",
        ),
      ).toEqual(["-O2", headers, "-c", "a b.c", "-g0"]);
      expect(compile(made, "-isystem", "/usr/include", "-I/src", "-E", "x.c")).toEqual([
        "-I/src",
        "-E",
        "x.c",
        "-g0",
      ]);
      expect(compile(made, "-march=armv8-a+crypto", "-c", "x.c")[0]).toBe("-mcpu=generic+crypto");
    });

    it("links without symbols, and without what the linker does not know", () => {
      const made = prepare(python.path);
      const words = [
        "-Wl,-O1,--as-needed,-z,nodlopen,-z,now",
        "-Wl,--exclude-libs,ALL",
        "-Wl,-Bsymbolic-functions",
      ];
      expect(compile(made, "-shared", ...words, "-L/usr/lib/x86_64-linux-gnu", "-L/src", "x.o")).toEqual([
        ...["-shared", "-Wl,--as-needed,-z,now", "-L/src", "x.o", "-g0", "-s"],
      ]);
    });

    it("runs nothing of the target", () => {
      const proof = join(temporaryFolder(), "proof");
      const code = `open(${JSON.stringify(proof)}, "w")\nbuild_time_vars = dict(open(${JSON.stringify(proof)}, "w") and {})\n`;
      const { status, said } = prepare(python.path, code);
      expect(status).toBe(1);
      expect(said).toContain("cannot cross-compile: the target has no sysconfig data of CPython 3.12");
      expect(readdirSync(dirname(proof))).toEqual([]);
    });

    it("refuses the data of another architecture", () => {
      const other = JSON.stringify({ ...data, EXT_SUFFIX: ".cpython-312-x86_64-linux-gnu.so" });
      expect(prepare(python.path, `build_time_vars = ${other}\n`).said).toContain(
        "not one of aarch64 with glibc",
      );
    });
  });
}
