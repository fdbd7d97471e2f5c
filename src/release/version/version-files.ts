/** Which files of a project hold its version, and what it is there: those that are configured, else those that are usual. */

import { join } from "node:path";
import { WheelwayError } from "../../errors.ts";
import { textIfThere } from "../../files.ts";
import type { VersionFile } from "../../config/release-settings.ts";
import { fileNamePart, normalizeVersion } from "../../tags/project-name.ts";
import { findVersions, lockNames, saysVersion, type FileOfVersion } from "./version-file.ts";

export interface HeldVersion {
  /** PEP 440, normalised. */
  readonly version: string;
  readonly files: readonly FileOfVersion[];
}

/** Besides these, a package's own modules. */
const usual = ["pyproject.toml", "Cargo.toml", "Cargo.lock", "uv.lock", "VERSION", "src/VERSION"];

/**
 * `undefined` where no file holds a version, since it is computed from git. Throws `version-differs` where files disagree,
 * and where a configured one has none.
 * @param folder of the project
 */
export async function readVersionFiles(
  folder: string,
  project: string,
  configured: readonly VersionFile[],
): Promise<HeldVersion | undefined> {
  const names = await ownNames(folder, project);
  const found = configured.length > 0 ? configured : guesses(project);
  const files: FileOfVersion[] = [];
  for (const { path, pattern } of found) {
    const text = await read(folder, path);
    const file = { path, text: text ?? "", pattern, names };
    const places = text === undefined ? [] : findVersions(file);
    if (places.length > 0) files.push(file);
    else if (configured.length > 0) throw noVersion(path, text === undefined);
  }
  const [first] = files;
  const written = first && findVersions(first)[0]?.written;
  const version = written === undefined ? undefined : normalizeVersion(written);
  if (version === undefined) return undefined;
  const agreeing = files.filter((file) => saysVersion(findVersions(file), version));
  // A file that was only guessed may hold a version of something else; one that was named may not.
  const other = files.find((file) => !agreeing.includes(file));
  if (other && configured.length > 0) throw differs(version, other);
  return { version, files: agreeing };
}

function guesses(project: string): VersionFile[] {
  const name = fileNamePart(project);
  const modules = ["__init__.py", "_version.py", "version.py", "__about__.py"];
  const inPackage = [name, `src/${name}`, `python/${name}`].flatMap((folder) =>
    modules.map((file) => `${folder}/${file}`),
  );
  return [...usual, ...inPackage].map((path) => ({ path, pattern: undefined }));
}

/** Under which lock files have the project itself. */
export async function ownNames(folder: string, project: string): Promise<readonly string[]> {
  return lockNames(project, await crates(folder));
}

/** Names of the crates whose lock entries go along with the project's version. */
async function crates(folder: string): Promise<string[]> {
  const cargo = await read(folder, "Cargo.toml");
  const name = /^\[package\][^[]*?^name\s*=\s*"([^"]+)"/ms.exec(cargo ?? "")?.[1];
  return name === undefined ? [] : [name];
}

function read(folder: string, path: string): Promise<string | undefined> {
  return textIfThere(join(folder, path));
}

function noVersion(path: string, missing: boolean): WheelwayError {
  return new WheelwayError("version-differs", {
    message: missing ? `the version file ${path} is not there` : `${path} holds no version`,
    next: "Mend release.version-files of the configuration; a file of another kind needs a pattern with {version}.",
  });
}

function differs(version: string, file: FileOfVersion): WheelwayError {
  const written = findVersions(file).map((place) => place.written);
  return new WheelwayError("version-differs", {
    message: `${file.path} says ${written.join(", ")}, another file says ${version}`,
    why: "One version everywhere: metadata, module, lock files, tag and changelog.",
    next: "Write the present version into all of them, commit, and release again.",
  });
}
