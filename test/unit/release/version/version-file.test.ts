import { describe, expect, it } from "vitest";
import { findVersions, saysVersion, withVersion } from "../../../../src/release/version/version-file.ts";

const rows: readonly (readonly [string, string, string, string])[] = [
  [
    "pyproject.toml",
    '# 1.0\n[project] # version = "9"\nname = "demo"\nversion  =  "1.0"  # keep\ndependencies = ["x>=1.0"]\n',
    "1.1a2",
    '# 1.0\n[project] # version = "9"\nname = "demo"\nversion  =  "1.1a2"  # keep\ndependencies = ["x>=1.0"]\n',
  ],
  [
    "pyproject.toml",
    "project = { name = 'demo', version = '1.0' }\n",
    "2.0",
    "project = { name = 'demo', version = '2.0' }\n",
  ],
  ["pyproject.toml", 'project.version = "1.0"\n', "2.0", 'project.version = "2.0"\n'],
  ["pyproject.toml", '[tool.poetry]\nversion = "1.0"\n', "2.0", '[tool.poetry]\nversion = "2.0"\n'],
  [
    "rust/Cargo.toml",
    '[package]\nversion = "1.0.0"\n[dependencies]\nx = { version = "1.0.0" }\n',
    "1.1a2",
    '[package]\nversion = "1.1.0-alpha.2"\n[dependencies]\nx = { version = "1.0.0" }\n',
  ],
  [
    "Cargo.lock",
    '[[package]]\nname = "other"\nversion = "1.0.0"\n\n[[package]]\nname = "demo-core"\nversion = "1.0.0"\n',
    "1.1.0",
    '[[package]]\nname = "other"\nversion = "1.0.0"\n\n[[package]]\nname = "demo-core"\nversion = "1.1.0"\n',
  ],
  [
    "uv.lock",
    '[[package]]\nname = "demo"\nversion = "1.0"\nsource = { editable = "." }\n',
    "1.1rc1",
    '[[package]]\nname = "demo"\nversion = "1.1rc1"\nsource = { editable = "." }\n',
  ],
  [
    "src/demo/__init__.py",
    '"""demo"""\n__version__: str = \'1.0\'\nother_version = "1.0"\n',
    "1.1",
    '"""demo"""\n__version__: str = \'1.1\'\nother_version = "1.0"\n',
  ],
  ["VERSION", "v1.0\n", "1.1", "v1.1\n"],
];

const file = (path: string, text: string, pattern?: string) => ({
  path,
  text,
  pattern,
  names: ["demo", "demo-core"],
});

describe("a file that holds the version", () => {
  it.for(rows)("%s", ([path, before, version, after]) => {
    expect(withVersion(file(path, before), version)).toBe(after);
    expect(saysVersion(findVersions(file(path, after)), version)).toBe(true);
    expect(saysVersion(findVersions(file(path, before)), version)).toBe(false);
  });

  it("is found by the text around the version", () => {
    const docs = file("README.md", "pip install demo==1.0 (or demo==1.0)\n", "demo=={version}");
    expect(withVersion(docs, "1.1")).toBe("pip install demo==1.1 (or demo==1.1)\n");
    expect(findVersions(file("x", "a.b(1.0)", "a.b({version})")).map(({ written }) => written)).toEqual([
      "1.0",
    ]);
    expect(findVersions(file("x", "aXb(1.0)", "a.b({version})"))).toEqual([]);
  });

  it.for([
    ["pyproject.toml", '[project]\nname = "demo"\ndynamic = ["version"]\n'],
    ["pyproject.toml", '[project]\nversion = """1.0"""\n'],
    ["VERSION", "1.0 and more\n"],
    ["VERSION", ""],
    ["Cargo.toml", "[package]\nversion.workspace = true\n"],
    ["demo.py", "version = compute()\n"],
  ] as const)("has none: %s %#", ([path, text]) => {
    expect(findVersions(file(path, text))).toEqual([]);
  });
});
