/** The build system of a project, as PEP 517 and PEP 518 read it. */

import type { BuildSystem } from "./project.ts";
import type { Report, TableReader } from "./table-reader.ts";

/** The build system that PEP 517 and 518 put in the place of a missing one: setuptools, as pip runs it. */
export const legacyBuildSystem: BuildSystem = {
  requires: ["setuptools>=40.8.0"],
  buildBackend: "setuptools.build_meta:__legacy__",
  backendPath: [],
  legacy: true,
};

/** PEP 518: `requires` is mandatory in the table; PEP 517: without `build-backend`, setuptools' legacy behaviour. */
export function readBuildSystem(read: TableReader, report: Report): BuildSystem {
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
