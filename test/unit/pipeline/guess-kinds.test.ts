import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { guessesOneEach } from "../../../src/pipeline/guess-kinds.ts";
import { temporaryFolder, writeSdist } from "../../support/archives.ts";

const requires = (...names: string[]) =>
  `[build-system]\nrequires = [${names.map((name) => `"${name}"`).join(", ")}]\nbuild-backend = "setuptools.build_meta"\n`;
const c = { "demo/_speed.c": "" };

it.each<[string, boolean, { files: Record<string, string>; pyproject: string }]>([
  [
    "an extension in C",
    true,
    { files: { ...c, "setup.py": "setup(ext_modules=[Extension()])" }, pyproject: requires("setuptools") },
  ],
  ["Cython", true, { files: { "demo/_speed.pyx": "" }, pyproject: requires("setuptools", "Cython") }],
  [
    "a back end of its own",
    true,
    {
      files: { "demo/_speed.pyx": "" },
      pyproject: `${requires("setuptools")}backend-path = ["packaging"]\n`,
    },
  ],
  ["no sources", false, { files: { "demo/__init__.py": "" }, pyproject: requires("setuptools", "Cython") }],
  ["sources as data", false, { files: c, pyproject: requires("hatchling") }],
  [
    "one for several Pythons, by setup.py",
    false,
    { files: { ...c, "setup.py": "Extension(py_limited_api=True)" }, pyproject: requires("setuptools") },
  ],
  [
    "one for several Pythons, by scikit-build-core",
    false,
    { files: c, pyproject: `${requires("scikit-build-core")}[tool.scikit-build]\nwheel.py-api = "cp312"\n` },
  ],
  ["a crate", false, { files: { "rs/Cargo.toml": "", "rs/lib.rs": "" }, pyproject: requires("maturin") }],
])("is guessed from the sdist: %s", async (_, guess, spec) => {
  expect(await guessesOneEach(dirname(writeSdist(spec)))).toBe(guess);
});

it("is not guessed from nothing, nor from what cannot be read", async () => {
  const folder = temporaryFolder();
  expect(await guessesOneEach(undefined)).toBe(false);
  expect(await guessesOneEach(folder)).toBe(false);
  writeFileSync(join(folder, "demo-1.0.tar.gz"), "no archive");
  expect(await guessesOneEach(folder)).toBe(false);
});
