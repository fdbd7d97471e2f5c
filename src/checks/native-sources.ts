/** Is a wheel pure although its project compiles? Many builds go on without their extension, and exit with 0, when a compiler fails. */

import type { Sdist } from "../artifacts/archive.ts";
import { familyOf } from "../tags/interpreter.ts";
import { parseTarget } from "../tags/target.ts";
import { kindOf } from "../tags/wheel-name.ts";
import { buildRequires } from "./build-requires.ts";
import type { Check, CheckInput } from "./check.ts";
import { finding } from "./finding.ts";

export const nativeSources: Check = {
  name: "native-sources",
  title: "A wheel for CPython is not pure where the project has extensions to compile.",
  codes: ["WW015"],
  run: (input) => {
    const pure = input.wheels.filter((wheel) => kindOf(wheel.name) === "pure");
    if (!input.sdist || pure.length === 0 || !servesCPython(input) || !compiles(input.sdist)) return [];
    const [first, ...others] = sourcesOf(input.sdist);
    if (first === undefined) return [];
    const named = others.length === 0 ? first : `${first} and ${others.length} more`;
    return pure.map((wheel) =>
      finding(
        "WW015",
        wheel.name.file,
        `it is pure, but the sdist has ${named} to compile: it looks as if the compilation failed silently`,
        {
          hint: 'look for the compiler\'s error in the log of its build; where the wheel is pure on purpose, say so: [tool.wheelway.checks] WW015 = { level = "warning", reason = "…" }',
        },
      ),
    );
  },
};

/**
 * Is a pure wheel what CPython gets? Not where the contract has it for other interpreters alone (PyPy often needs no
 * extensions) or wants another kind, which is a finding of its own; nor, without a contract, beside wheels with machine code.
 */
function servesCPython({ contract, wheels }: CheckInput): boolean {
  if (!contract) return wheels.every((wheel) => kindOf(wheel.name) === "pure");
  return contract.artifacts.some(
    (expected) =>
      expected.kind === "wheel" &&
      expected.fallback !== true &&
      (expected.wheelKind ?? "pure") === "pure" &&
      expected.targets.some((id) => {
        const interpreter = parseTarget(id)?.interpreter;
        return interpreter !== undefined && familyOf(interpreter) === "cpython";
      }),
  );
}

/** Has the sdist sources that its build compiles? */
export function compilesSources(sdist: Sdist): boolean {
  return compiles(sdist) && carriesSources(sdist);
}

/** Neither sources nor any word of compiling: its wheel is pure, unless its back end makes sources from nothing. */
export function compilesNothing(sdist: Sdist): boolean {
  return !compiles(sdist) && !carriesSources(sdist);
}

/** Has it sources that a build might compile? */
export function carriesSources(sdist: Pick<Sdist, "members">): boolean {
  return sourcesOf(sdist).length > 0;
}

const compiling =
  /^(?:cython|cffi|pybind11|nanobind|mypy|setuptools[-_]rust|maturin|meson-python|scikit-build(?:-core)?)\b/i;
const extensions =
  /\b(?:ext_modules|cffi_modules|rust_extensions|cythonize|mypycify|CMakeExtension|(?:Rust)?Extension\s*\()/;

/** Does the build compile anything at all? Sources alone are no sign: some packages only carry them along as data. */
function compiles({ pyproject = "", texts }: Sdist): boolean {
  const setup = (texts["setup.py"] ?? "").replace(/^\s*#.*$/gm, "");
  return (
    extensions.test(setup) ||
    /\bext-modules\b/.test(pyproject) ||
    buildRequires(pyproject).some((line) => compiling.test(line))
  );
}

const source = /\.(?:c|cc|cpp|cxx|c\+\+|pyx|rs|f|f90|cu)$/i;
/** Folders of what is not the project's own code, or not part of what is installed. */
const aside =
  /^(?:_?vendor(?:ed)?|third[-_]?party|extern(?:als?)?|tests?|testing|docs?|examples?|samples|demos|bench(?:mark)?s?|fuzz(?:ing)?|contrib)$/i;

/** Sources of extensions by path, shortest first. */
function sourcesOf({ members }: Pick<Sdist, "members">): string[] {
  return members
    .map(({ path }) => path)
    .filter(
      (path) =>
        source.test(path) &&
        !path
          .split("/")
          .slice(0, -1)
          .some((folder) => aside.test(folder)),
    )
    .sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
}
