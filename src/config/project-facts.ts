/** Reads what pyproject.toml says of the project: PEP 621, PEP 517/518 and PEP 735, as far as Wheelway uses it. */

import { validRange } from "@renovatebot/pep440";
import type { BuildSystem, ProjectFacts } from "./project.ts";
import { versionSource } from "./version-source.ts";
import { describeValue, type Path, type Problem } from "./problem.ts";

type Table = Readonly<Record<string, unknown>>;

/** The build system that PEP 517 and 518 put in the place of a missing one: setuptools, as pip runs it. */
export const legacyBuildSystem: BuildSystem = {
  requires: ["setuptools>=40.8.0"],
  buildBackend: "setuptools.build_meta:__legacy__",
  backendPath: [],
  legacy: true,
};

/** PEP 503: lower case, runs of `-`, `_` and `.` as one `-`. */
export function normalizeName(name: string): string {
  return name.replace(/[-_.]+/g, "-").toLowerCase();
}

/** Reads the facts and tells what is wrong with them; the facts hold what could be read. */
export function readProject(pyproject: Table): { facts: ProjectFacts; problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const report = (path: Path, text: string, more: Partial<Problem> = {}) =>
    void problems.push({ file: "pyproject", path, text, ...more });
  const read = new Reader(pyproject, report);

  const project = read.table(["project"]);
  const dynamic = read.strings(["project", "dynamic"]);
  const name = read.string(["project", "name"]);
  if (project && name === undefined && project["name"] === undefined)
    report(["project"], "`project.name` is missing (PEP 621 requires it)");
  const version = dynamic.includes("version") ? undefined : read.string(["project", "version"]);
  const requiresPython = read.string(["project", "requires-python"]);
  const usable = requiresPython === undefined || validRange(requiresPython);
  if (!usable)
    report(
      ["project", "requires-python"],
      `\`project.requires-python\` must be a version specifier (PEP 440), not ${describeValue(requiresPython)}`,
    );
  const backend = readBuildSystem(read, report);
  const extras = read.table(["project", "optional-dependencies"]);
  const facts: ProjectFacts = {
    name: name === undefined ? undefined : { raw: name, normalized: normalizeName(name) },
    version,
    dynamic,
    ...versionSource(pyproject, version, backend.requires),
    requiresPython: usable ? requiresPython : undefined,
    classifiers: read.strings(["project", "classifiers"]),
    backend,
    dependencyGroups: Object.keys(read.table(["dependency-groups"]) ?? {}),
    extras: !project || dynamic.includes("optional-dependencies") ? undefined : Object.keys(extras ?? {}),
    configuresPytest: read.table(["tool", "pytest"]) !== undefined,
  };
  return { facts, problems };
}

type Report = (path: Path, text: string, more?: Partial<Problem>) => void;

/** PEP 518: `requires` is mandatory in the table; PEP 517: without `build-backend`, setuptools' legacy behaviour. */
function readBuildSystem(read: Reader, report: Report): BuildSystem {
  const table = read.table(["build-system"]);
  if (!table) return legacyBuildSystem;
  const requires = read.strings(["build-system", "requires"]);
  const buildBackend = read.string(["build-system", "build-backend"]);
  if (table["requires"] === undefined)
    report(["build-system"], "`build-system.requires` is missing (PEP 518 requires it)");
  const backendPath = read.strings(["build-system", "backend-path"]);
  if (buildBackend !== undefined) return { requires, buildBackend, backendPath, legacy: false };
  const hasSetuptools = requires.some((requirement) => /^setuptools\b(?!-)/i.test(requirement.trim()));
  if (table["requires"] !== undefined && table["build-backend"] === undefined && !hasSetuptools) {
    report(
      ["build-system"],
      "`build-system.build-backend` is missing, and `requires` does not have setuptools, which would stand in for it (PEP 517)",
      {
        code: "project-no-build-backend",
        hint: backendHint(requires),
      },
    );
  }
  return { ...legacyBuildSystem, requires, backendPath };
}

const backends: readonly (readonly [string, string])[] = [
  ["hatchling", "hatchling.build"],
  ["flit_core", "flit_core.buildapi"],
  ["flit-core", "flit_core.buildapi"],
  ["poetry-core", "poetry.core.masonry.api"],
  ["pdm-backend", "pdm.backend"],
  ["maturin", "maturin"],
  ["scikit-build-core", "scikit_build_core.build"],
  ["meson-python", "mesonpy"],
  ["uv_build", "uv_build"],
  ["uv-build", "uv_build"],
];

function backendHint(requires: readonly string[]): string {
  const found = backends.find(([name]) => requires.some((requirement) => requirement.startsWith(name)));
  return found
    ? `add build-backend = "${found[1]}"`
    : 'add build-backend, for example "hatchling.build" with hatchling in `requires`';
}

/** Reads values at paths; a value of another kind is reported and read as if it were not there. */
class Reader {
  readonly #root: Table;
  readonly #report: Report;

  constructor(root: Table, report: Report) {
    this.#root = root;
    this.#report = report;
  }

  #at(path: Path): unknown {
    return path.reduce<unknown>(
      (value, part) => (isTable(value) ? value[String(part)] : undefined),
      this.#root,
    );
  }

  #expect<T>(path: Path, kind: string, is: (value: unknown) => value is T): T | undefined {
    const value = this.#at(path);
    if (value === undefined || is(value)) return value;
    this.#report(path, `\`${path.join(".")}\` must be ${kind}, not ${describeValue(value)}`);
    return undefined;
  }

  table(path: Path): Table | undefined {
    return this.#expect(path, "a table", isTable);
  }

  string(path: Path): string | undefined {
    return this.#expect(path, "a string", (value) => typeof value === "string");
  }

  strings(path: Path): readonly string[] {
    return this.#expect(path, "a list of strings", isStrings) ?? [];
  }
}

function isTable(value: unknown): value is Table {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

function isStrings(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === "string");
}
