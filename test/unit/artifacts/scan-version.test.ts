import { expect, it } from "vitest";

import { scanVersion, statedVersion } from "../../../src/artifacts/scan-version.ts";

it.each([
  ['__version__ = "1.0"\n', "1.0"],
  ["import x\r\n__version__='1.0'\r\n", "1.0"],
  ["__version__: str = '1.0' # why\n", "1.0"],
  ["__version__ = version = '1.0'\n__version_tuple__ = (1, 0)\n", "1.0"],
  ["VERSION = __version__ = u'1.0';", "1.0"],
  ['"""Says __version__.\n\n__version__ = "9"\n"""\n__version__ = "1.0"\n', "1.0"],
  ["__version__ = '1.0'\n__version__ = '1.0'\n", "1.0"],
  ["__version__ = '1.0'\nif __version__ == '2.0': pass\n", "1.0"],
])("reads %j", (source, version) => {
  expect(statedVersion(source)).toBe(version);
});

it.each([
  "",
  "version = '1.0'\n",
  "__version__ = get()\n",
  "__version__ = '1.' + '0'\n",
  "__version__ = f'{x}'\n",
  "__version__ = '1.0'\n__version__ = '1.1'\n",
  "__version__ = '1.0'\n__version__ += '.dev'\n",
  "__version__ = '1.0'\ntry:\n    __version__ = load()\nexcept E: pass\n",
  "if x:\n    __version__ = '1.0'\n",
  "# __version__ = '1.0'\n",
  "'''\n__version__ = '1.0'\n'''\n",
  "x = '''\n__version__ = '1.0'\n",
])("does not guess from %j", (source) => {
  expect(statedVersion(source)).toBeUndefined();
});

it("looks only into the files that state a version, and into small ones", () => {
  const looks = (path: string, size = 100) => scanVersion({ path, size }) !== undefined;
  for (const path of ["demo.py", "demo/__init__.py", "demo/_version.py", "demo/__about__.py"]) {
    expect(looks(path)).toBe(true);
  }
  for (const path of [
    "demo/main.py",
    "demo/_vendor/__init__.py",
    "demo-1.0.dist-info/METADATA",
    "demo/version.txt",
  ]) {
    expect(looks(path)).toBe(false);
  }
  expect(looks("demo/__init__.py", 10_000_000)).toBe(false);
});

it("reads hostile files in one pass", () => {
  expect(statedVersion('"""\n\\"""\n'.repeat(100_000))).toBeUndefined();
  expect(statedVersion("a=".repeat(200_000))).toBeUndefined();
  expect(statedVersion(`${" ".repeat(200_000)}\n`.repeat(3))).toBeUndefined();
});
