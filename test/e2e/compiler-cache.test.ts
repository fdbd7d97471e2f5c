/** The compiler cache through the CLI: the same bytes with and without it, one compilation for all Pythons, and counts that show it. */

import { execFile } from "node:child_process";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { driverFolder } from "../../src/driver/source.ts";
import { compilationsIn } from "../../src/pipeline/compilations.ts";
import { builds, privateCache, type Report } from "../support/cli.ts";
import {
  append,
  copyExample,
  digestsOf,
  emptyFolder,
  gitInit,
  programOrSkip,
  pythonsOrSkip,
  replaceIn,
} from "../support/e2e-projects.ts";
import { newest as python } from "../support/driver.ts";

type Env = Readonly<Record<string, string>>;

/** Wheels and sdist by name. */
async function artifactsOf({ folder }: Report): Promise<Record<string, string>> {
  const all = Object.entries(await digestsOf(folder));
  return Object.fromEntries(all.filter(([name]) => /\.(whl|tar\.gz)$/.test(name)));
}

/** Of the whole run: whether a wheel or the test of the sdist comes first is not said. */
function counts({ record }: Report): { compiled: number; hits: number } {
  const sum = (key: "compiled" | "hits") =>
    (record.compilations ?? []).reduce((total, one) => total + one[key], 0);
  return { compiled: sum("compiled"), hits: sum("hits") };
}

it("gives the same bytes off, cold and warm, and compiles for all Pythons what no Python decides", async (context) => {
  const { oldest, newest } = pythonsOrSkip(context);
  programOrSkip(context, "cc");
  if (oldest === newest) context.skip("it needs two CPythons");
  if (process.platform === "win32") context.skip("there is no compiler cache for Windows");
  const cacheDir = privateCache();
  const build = (folder: string, pythons: readonly string[], env: Env = {}, edit = "", setting = "") => {
    const project = copyExample("hello-cffi", join(emptyFolder(), folder));
    replaceIn(project, "pyproject.toml", /requires = \["pytest"\]\n|command = .*\n/g, "");
    append(project, "lib/checksum.c", edit);
    append(project, "pyproject.toml", setting);
    gitInit(project);
    const only = pythons.map((python) => `${python}-*`).join(",");
    return builds([project, "--only", only, "--no-cache", "--jobs", "1"], { cacheDir, env });
  };
  const off = await build("off", [newest], { WHEELWAY_COMPILER_CACHE: "off" });
  const cold = await build("a clone", [oldest, newest]);
  const warm = await build("another clone", [newest]);
  expect(await artifactsOf(cold)).toMatchObject(await artifactsOf(off));
  expect(await artifactsOf(warm)).toEqual(await artifactsOf(off));
  // Each wheel: the library's one source, and the extension that cffi writes for its Python.
  expect(counts(off)).toEqual({ compiled: 2, hits: 0 });
  expect(counts(cold)).toEqual({ compiled: 3, hits: 1 });
  expect(counts(warm)).toEqual({ compiled: 0, hits: 2 });
  const edited = await build("edited", [newest], {}, "\nint checksum_edited(void) { return 1; }\n");
  expect(counts(edited)).toEqual({ compiled: 1, hits: 1 });
  // Installed from source as well: in a folder of a random name, that finds all that the wheel's build has compiled.
  const twice = await build("twice", [newest], {}, "", '\n[tool.wheelway.build]\nbefore = ["true"]\n');
  expect(counts(twice)).toEqual({ compiled: 0, hits: 4 });

  const wrapped = wrapper(cacheDir);
  // Two builds at the same time, each with a server of its own, after each has asked it once: units with Python.h are each
  // Python's own; of the three others, the one build has what the other compiled.
  const script = "cc -c own.c; sleep 1; for unit in a b c; do cc -c $unit.c; done";
  const both = await Promise.all(
    ["one", "two"].map((name) => {
      const own = `/* Python.h */ int own_${name}(void) { return 1; }\n`;
      const files = { "own.c": own, "a.c": "int a;\n", "b.c": "int b;\n", "c.c": "int c;\n" };
      return wrapped(files, script);
    }),
  );
  const told = both.map((text) => compilationsIn(text) ?? { compiled: 0, hits: 0 });
  expect(told.map(({ compiled, hits }) => compiled + hits)).toEqual([4, 4]);
  expect(told.reduce((total, { compiled }) => total + compiled, 0)).toBe(5);

  // The same words on other lines: debug information tells them apart.
  const objects = [];
  for (const text of ["int f(void) { return 3; }\n", "\n/* moved */\nint f(void) { return 3; }\n"])
    for (const cached of [true, false])
      objects.push(await wrapped({ "f.c": text }, "cc -g -c f.c; sha256sum f.o", cached));
  const [first, plainFirst, moved, plainMoved] = objects.map((text) => /^[0-9a-f]{64}/m.exec(text)?.[0]);
  expect([first, moved]).toEqual([plainFirst, plainMoved]);
  expect(moved).not.toBe(first);

  // What is compiled in an installer's folder of a random name is what a wheel's build takes: it names the same place.
  const files = { "g.c": "int g(void) { return 4; }\n" };
  const inside = (folder: string) =>
    `mkdir -p ${folder}; cp g.c ${folder}; cd ${folder}; cc -g -c g.c; sha256sum g.o`;
  const anywhere = await wrapped(files, inside(".tmp/a1b2"), true, ["--place", "/src"]);
  const taken = await wrapped(files, inside("src"));
  expect(compilationsIn(taken)).toMatchObject({ compiled: 0, hits: 1 });
  const plain = await wrapped(files, inside("src"), false);
  const digests = [anywhere, taken, plain].map((text) => /^[0-9a-f]{64}/m.exec(text)?.[0]);
  expect(new Set(digests).size).toBe(1);
});

/** Runs a script in a folder with these files behind the wrappers, with a cache below `cacheDir` or without; gives what it printed. */
function wrapper(cacheDir: string) {
  const sccache = readdirSync(join(cacheDir, "tools"))
    .map((name) => join(cacheDir, "tools", name, "out/tools/bin/sccache"))
    .find((path) => existsSync(path));
  return async (
    files: Readonly<Record<string, string>>,
    script: string,
    cached = true,
    more: readonly string[] = [],
  ): Promise<string> => {
    const work = emptyFolder();
    for (const [name, text] of Object.entries(files)) writeFileSync(join(work, name), text);
    const cache = ["--cache", join(cacheDir, "compiler", "test"), "--sccache", sccache ?? ""];
    const words = [join(driverFolder(), "compiler_cache.py"), "--work", work, ...(cached ? cache : [])];
    const argv = ["-B", ...words, ...more, "--shell", script];
    const { stdout } = await promisify(execFile)(python.path, argv, { cwd: work });
    return stdout;
  };
}
