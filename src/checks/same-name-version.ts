/** Do file names, metadata and the project's own table tell the same name and version? */

import { parse } from "smol-toml";

import type { Sdist, Wheel } from "../artifacts/archive.ts";
import type { CoreMetadata } from "../artifacts/core-metadata.ts";
import { normalizeName, sameVersion } from "../tags/project-name.ts";
import type { Check } from "./check.ts";
import { finding, type Finding } from "./finding.ts";

export const sameNameVersion: Check = {
  name: "same-name-version",
  title: "File name, metadata and pyproject.toml agree about name and version.",
  codes: ["WW012"],
  run: ({ wheels, sdist }) => [...wheels.flatMap(judgeWheel), ...(sdist ? judgeSdist(sdist) : [])],
};

const hint = "build it again from one source; rename no files by hand";

function judgeWheel(wheel: Wheel): Finding[] {
  const findings = judgeMetadata(wheel.name, wheel.metadata, "METADATA");
  // The index looks for WHEEL in exactly this folder.
  const folder = `${wheel.name.distribution}-${wheel.name.rawVersion}.dist-info`;
  if (wheel.distInfo !== folder) {
    findings.push(
      finding("WW012", wheel.name.file, `its folder is ${wheel.distInfo}, the file name wants ${folder}`, {
        hint,
      }),
    );
  }
  return findings;
}

function judgeSdist(sdist: Sdist): Finding[] {
  const findings = judgeMetadata(sdist.name, sdist.metadata, "PKG-INFO");
  if (sdist.root !== sdist.name.root) {
    const message = `its folder is ${sdist.root}, the file name wants ${sdist.name.root}`;
    findings.push(finding("WW012", sdist.name.file, message, { hint }));
  }
  const project = sdist.pyproject === undefined ? {} : staticProject(sdist.pyproject);
  for (const problem of differences(sdist.name, project.name, project.version)) {
    findings.push(finding("WW012", sdist.name.file, `pyproject.toml says ${problem}`, { hint }));
  }
  return findings;
}

function judgeMetadata(
  name: { readonly file: string; readonly name: string; readonly version: string },
  metadata: CoreMetadata,
  file: string,
): Finding[] {
  // What is not there at all is told by the check of the core metadata.
  return differences(name, metadata.name, metadata.version).map((problem) =>
    finding("WW012", name.file, `${file} says ${problem}`, { hint }),
  );
}

function differences(
  name: { readonly name: string; readonly version: string },
  otherName: string | undefined,
  otherVersion: string | undefined,
): string[] {
  const problems: string[] = [];
  if (otherName !== undefined && normalizeName(otherName) !== name.name) {
    problems.push(`${JSON.stringify(otherName)}, the file name ${JSON.stringify(name.name)}`);
  }
  if (otherVersion !== undefined && !sameVersion(otherVersion, name.version)) {
    problems.push(`version ${JSON.stringify(otherVersion)}, the file name ${JSON.stringify(name.version)}`);
  }
  return problems;
}

/** Name and version that stand in `[project]` (PEP 621); a dynamic version is not there. */
function staticProject(pyproject: string): { name?: string; version?: string } {
  let table: unknown;
  try {
    table = parse(pyproject)["project"];
  } catch {
    // A broken pyproject.toml fails the build itself, with a better message.
    return {};
  }
  if (typeof table !== "object" || table === null) return {};
  const { name, version } = table as { name?: unknown; version?: unknown };
  return {
    ...(typeof name === "string" ? { name } : {}),
    ...(typeof version === "string" ? { version } : {}),
  };
}
