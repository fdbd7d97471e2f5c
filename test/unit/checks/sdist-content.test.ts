import { describe, expect, it } from "vitest";

import { sdistContent } from "../../../src/checks/sdist-content.ts";
import { listedSdist } from "../../support/listed-wheels.ts";

const usual = { "PKG-INFO": 900, "pyproject.toml": 300, "src/demo/__init__.py": 10 };
const MiB = 1024 * 1024;

function judged(files: Readonly<Record<string, number>>, before?: Readonly<Record<string, number>>) {
  const sdist = listedSdist({ version: "1.1", files: { ...usual, ...files } });
  const previous = before && {
    version: "1.0",
    source: "pypi",
    wheels: [],
    sdist: listedSdist({ files: { ...usual, ...before } }),
  };
  return sdistContent
    .run({ wheels: [], sdist, contract: undefined, ...(previous ? { previous } : {}) })
    .map(({ severity, message }) => `${severity} ${message}`);
}

describe("plain without a previous release", () => {
  it.each([
    [".git/HEAD", "error it holds a version control folder"],
    ["vendor/x/.git/objects/ab/cd", "error it holds a version control folder"],
    [".hg/store/data/x.i", "error it holds a version control folder"],
    [".venv/pyvenv.cfg", "error it holds a virtual environment"],
    ["env/lib/python3.12/site-packages/pip/__init__.py", "error it holds a virtual environment"],
    ["target/debug/deps/libdemo.so", "error it holds the output of a Rust build"],
    ["rust/target/x86_64-unknown-linux-gnu/release/build/a/out", "error it holds the output of a Rust build"],
    ["web/node_modules/left-pad/package.json", "error it holds packages of Node"],
    [".mypy_cache/3.12/x.json", "warning it holds caches of tools"],
    ["src/demo/__pycache__/x.cpython-312.pyc", "warning it holds caches of tools"],
    ["dist/demo-1.0-py3-none-any.whl", "warning it holds built artifacts"],
    ["build/lib.linux-x86_64-cpython-312/demo/_c.so", "warning it holds built artifacts"],
  ])("%s", (path, expected) => {
    expect(judged({ [path]: 7 })).toEqual([`${expected}: ${path}, 7 bytes`]);
  });

  it("a dump by the megabyte, but not a small one among the tests", () => {
    expect(judged({ "backup.sqlite3": 2 * MiB })).toEqual([
      `warning it holds a database or a dump: backup.sqlite3, ${2 * MiB} bytes`,
    ]);
    expect(judged({ "tests/data/small.sqlite3": 20_000, "tests/data.sql": 500 })).toEqual([]);
  });

  it("all files of one kind are one finding", () => {
    expect(judged({ ".venv/pyvenv.cfg": 1, ".venv/bin/python": 2, ".venv/bin/pip": 3 })).toEqual([
      "error it holds a virtual environment: .venv/pyvenv.cfg and 2 more files, 6 bytes",
    ]);
  });
});

it.each([
  ["files that git itself reads", { ".gitignore": 1, ".gitattributes": 1, ".github/workflows/ci.yml": 1 }],
  ["a package named env", { "src/demo/env/__init__.py": 1, "env/__init__.py": 1 }],
  ["a module named target", { "src/target/mod.rs": 1, "src/target/release/notes.md": 1 }],
  ["a package manifest", { "web/package.json": 1 }],
  ["editor files, with nothing to compare", { ".vscode/settings.json": 1, ".idea/demo.iml": 1 }],
])("is quiet with %s", (_, files) => {
  expect(judged(files)).toEqual([]);
});

it("warns of an editor's files and of target/ where the previous release had none", () => {
  expect(judged({ ".idea/demo.iml": 5, "target/notes.txt": 1 }, {})).toEqual([
    "warning it holds files of an editor: .idea/demo.iml, 5 bytes",
    "warning it holds a target/ folder: target/notes.txt, 1 bytes",
  ]);
  expect(judged({ ".idea/demo.iml": 5 }, { ".idea/other.iml": 5 })).toEqual([]);
});

it("only warns of what the previous release had as well", () => {
  expect(judged({ "node_modules/a/package.json": 1 }, { "node_modules/b/package.json": 1 })).toEqual([
    "warning it holds packages of Node: node_modules/a/package.json, 1 bytes",
  ]);
});
