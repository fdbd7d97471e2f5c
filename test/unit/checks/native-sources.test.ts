import { expect, it } from "vitest";

import type { Contract } from "../../../src/artifacts/contract.ts";
import { readSdist } from "../../../src/artifacts/sdist.ts";
import { readWheel } from "../../../src/artifacts/wheel.ts";
import { checkedTexts } from "../../../src/checks/check.ts";
import { nativeSources } from "../../../src/checks/native-sources.ts";
import { elf, platformWheel, writeSdist, writeWheel } from "../../support/archives.ts";

const setup =
  "from setuptools import Extension, setup\nsetup(ext_modules=[Extension('demo._c', ['demo/_c.c'])])\n";
const pyproject = (requires: string, more = "") =>
  `[build-system]\nrequires = [${requires}]\nbuild-backend = "x"\n[project]\nname = "demo"\nversion = "1.0"\n${more}`;

interface Case {
  readonly files?: Readonly<Record<string, string>>;
  readonly pyproject?: string;
  readonly wheels?: readonly string[];
  readonly contract?: Contract;
}

async function findings(one: Case) {
  const sdist = writeSdist({
    files: { "demo/__init__.py": "", ...one.files },
    ...(one.pyproject === undefined ? {} : { pyproject: one.pyproject }),
  });
  const wheels = (one.wheels ?? ["demo-1.0-py3-none-any.whl"]).map((file) =>
    readWheel(writeWheel(file.endsWith("any.whl") ? { file } : { file, files: { "demo/_c.so": elf } })),
  );
  return nativeSources.run({
    wheels: await Promise.all(wheels),
    sdist: await readSdist(sdist, { texts: checkedTexts }),
    contract: one.contract,
  });
}

const contract = (...targets: [string, ...string[]]): Contract => ({
  mode: "exact",
  artifacts: [
    { kind: "sdist", optional: false },
    { kind: "wheel", wheelKind: "pure", abi: "none", platform: "any", targets, optional: false },
  ],
});

it("suspects a pure wheel of a project with an extension, and says what to do", async () => {
  const [found, ...others] = await findings({ files: { "setup.py": setup, "demo/_c.c": "int x;" } });
  expect(others).toEqual([]);
  expect(found).toMatchObject({ code: "WW015", severity: "error", artifact: "demo-1.0-py3-none-any.whl" });
  expect(found?.message).toContain("demo/_c.c to compile: it looks as if the compilation failed silently");
  expect(found?.hint).toContain("[tool.wheelway.checks] WW015 =");
});

it.each([
  [
    "Cython in the build requirements",
    { pyproject: pyproject('"setuptools", "Cython>=3"'), files: { "demo/_x.pyx": "" } },
  ],
  ["Rust", { pyproject: pyproject('"setuptools-rust"'), files: { "rust/lib.rs": "" } }],
  ["CFFI", { files: { "setup.py": "setup(cffi_modules=['b.py:f'])", "lib/x.c": "" } }],
  ["C++ with CMake", { pyproject: pyproject('"scikit-build-core"'), files: { "src/x.cpp": "" } }],
  [
    "extensions in pyproject.toml",
    {
      pyproject: pyproject('"setuptools"', '[[tool.setuptools.ext-modules]]\nname = "demo._c"\n'),
      files: { "demo/_c.c": "" },
    },
  ],
] satisfies [string, Case][])("knows a project that compiles by %s", async (_, one) => {
  expect(await findings(one)).toMatchObject([{ code: "WW015" }]);
});

it.each([
  ["has no sources to compile", { files: { "setup.py": setup } }],
  ["carries sources along as data", { files: { "demo/templates/main.c": "" } }],
  [
    "only speaks of extensions in a comment",
    { files: { "setup.py": "# no ext_modules\nsetup()\n", "demo/_c.c": "" } },
  ],
  ...[
    "tests",
    "docs/snippets",
    "examples",
    "third_party/lib",
    "src/demo/_vendor",
    "extern",
    "benchmarks",
  ].map((folder): [string, Case] => [
    `has sources in ${folder} only`,
    { files: { "setup.py": setup, [`${folder}/x.c`]: "" } },
  ]),
] satisfies [string, Case][])("is quiet where the project %s", async (_, one) => {
  expect(await findings(one)).toEqual([]);
});

const compiled = { "setup.py": setup, "demo/_c.c": "" };

it("judges by the contract what the pure wheel is for", async () => {
  const pypy = contract("pp311-manylinux_2_28_x86_64");
  expect(await findings({ files: compiled, contract: pypy })).toEqual([]);
  const both = contract("pp311-manylinux_2_28_x86_64", "cp312-manylinux_2_28_x86_64");
  expect(await findings({ files: compiled, contract: both })).toHaveLength(1);
});

it("leaves a pure wheel where another kind was promised to the contract", async () => {
  const artifacts = contract("cp312-manylinux_2_28_x86_64").artifacts.map((expected) =>
    expected.kind === "wheel" ? { ...expected, wheelKind: "version" as const } : expected,
  );
  expect(await findings({ files: compiled, contract: { mode: "exact", artifacts } })).toEqual([]);
});

it("takes a pure wheel beside compiled ones for a fallback", async () => {
  expect(await findings({ files: compiled, wheels: ["demo-1.0-py3-none-any.whl", platformWheel] })).toEqual(
    [],
  );
  expect(await findings({ files: compiled, wheels: [platformWheel] })).toEqual([]);
});
