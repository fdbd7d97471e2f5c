/** Reads what pyproject.toml says of the project: PEP 621, PEP 517/518 and PEP 735, as far as Wheelway uses it. */

import { validRange } from "@renovatebot/pep440";
import { normalizeName } from "../tags/project-name.ts";
import { readBuildSystem } from "./build-system.ts";
import { withDeclared, type Declared } from "./declared.ts";
import { describeValue, type Problem } from "./problem.ts";
import type { ProjectFacts } from "./project.ts";
import { TableReader, type Report, type Table } from "./table-reader.ts";
import { versionSource } from "./version-source.ts";

/**
 * Reads the facts and tells what is wrong with them; the facts hold what could be read. `declared` is what another
 * file says where pyproject.toml leaves it open.
 */
export function readProject(
  pyproject: Table,
  declared?: Declared,
): { facts: ProjectFacts; problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const report: Report = (path, text, more = {}) =>
    void problems.push({ file: "pyproject", path, text, ...more });
  const read = new TableReader(pyproject, report);

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
  return { facts: declared ? withDeclared(facts, declared, project !== undefined) : facts, problems };
}
