import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { guessKind, type Guess } from "../../../src/pipeline/guess-kinds.ts";
import { temporaryFolder, writeSdist } from "../../support/archives.ts";

const requires = (...names: string[]) =>
  `[build-system]\nrequires = [${names.map((name) => `"${name}"`).join(", ")}]\nbuild-backend = "setuptools.build_meta"\n`;
const c = { "demo/_speed.c": "" };

it.each<[string, Guess | undefined, { files: Record<string, string>; pyproject: string }]>([
  [
    "an extension in C",
    "version",
    { files: { ...c, "setup.py": "setup(ext_modules=[Extension()])" }, pyproject: requires("setuptools") },
  ],
  ["Cython", "version", { files: { "demo/_speed.pyx": "" }, pyproject: requires("setuptools", "Cython") }],
  [
    "a back end of its own",
    "version",
    {
      files: { "demo/_speed.pyx": "" },
      pyproject: `${requires("setuptools")}backend-path = ["packaging"]\n`,
    },
  ],
  [
    "a back end of its own, without sources",
    undefined,
    { files: {}, pyproject: `${requires("setuptools")}backend-path = ["packaging"]\n` },
  ],
  [
    "mypyc, which has no sources",
    undefined,
    { files: { "demo/__init__.py": "" }, pyproject: requires("setuptools", "mypy") },
  ],
  [
    "Cython without sources",
    undefined,
    { files: { "demo/__init__.py": "" }, pyproject: requires("setuptools", "Cython") },
  ],
  ["no sources", "pure", { files: { "demo/__init__.py": "" }, pyproject: requires("hatchling") }],
  ["sources as data", undefined, { files: c, pyproject: requires("hatchling") }],
  [
    "one for several Pythons, by setup.py",
    undefined,
    { files: { ...c, "setup.py": "Extension(py_limited_api=True)" }, pyproject: requires("setuptools") },
  ],
  [
    "one for several Pythons, by scikit-build-core",
    undefined,
    { files: c, pyproject: `${requires("scikit-build-core")}[tool.scikit-build]\nwheel.py-api = "cp312"\n` },
  ],
  ["a crate", undefined, { files: { "rs/Cargo.toml": "", "rs/lib.rs": "" }, pyproject: requires("maturin") }],
])("is guessed from the sdist: %s", async (_, guess, spec) => {
  expect(await guessKind(dirname(writeSdist(spec)))).toBe(guess);
});

it("is not guessed from nothing, nor from what cannot be read", async () => {
  const folder = temporaryFolder();
  expect(await guessKind(undefined)).toBeUndefined();
  expect(await guessKind(folder)).toBeUndefined();
  writeFileSync(join(folder, "demo-1.0.tar.gz"), "no archive");
  expect(await guessKind(folder)).toBeUndefined();
});
