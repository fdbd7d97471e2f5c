/** set-version: the same version in every file that holds it, written once. Versions that come from git need no file. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { WheelwayError } from "../../errors.ts";
import { replaceFile } from "../replace-file.ts";
import type { Release, Step } from "../step.ts";
import { findVersions, saysVersion, withVersion } from "../version/version-file.ts";
import { ownNames, readVersionFiles } from "../version/version-files.ts";

export const setVersion: Step = {
  id: "set-version",
  title: "Writes the version into every file that holds it.",
  dryRun: "acts",
  skip: ({ ports, known }) => {
    if (!ports.repository) return "there is no project to write to";
    return known("origin")?.writesRefs === false ? "the tag was made by somebody else" : undefined;
  },
  settled: ({ known }) => known("commit") !== undefined,
  outlook: async (release) => {
    const held = await heldVersions(release);
    const { version } = release.fact("version");
    const would = (held?.files ?? []).map(({ path }) => `write ${version} into ${path}`);
    return { would: would.length > 0 ? would : ["nothing: the version comes from git"], problems: [] };
  },
  run: async (release) => {
    const held = await heldVersions(release);
    const { version } = release.fact("version");
    for (const file of held?.files ?? []) {
      if (saysVersion(findVersions(file), version)) continue;
      const path = join(release.projectFolder, file.path);
      await release.learn("written", withPath(release, file.path));
      await replaceFile(path, withVersion(file, version));
      const read = { ...file, text: await readFile(path, "utf8") };
      if (!saysVersion(findVersions(read), version)) throw notWritten(file.path);
      release.say(`${version} in ${file.path}`);
    }
  },
};

/** A file that an earlier try wrote says the new version already: the files then differ, and all of them are found by name. */
async function heldVersions(release: Release) {
  const { project } = release.fact("version");
  const written = release.known("written");
  const configured = release.settings.versionFiles;
  const known =
    configured.length > 0
      ? configured
      : release.known("versionFiles")?.map((path) => ({ path, pattern: undefined }));
  if (known === undefined || written === undefined) {
    const held = await readVersionFiles(release.projectFolder, project, configured);
    await release.learn("versionFiles", held?.files.map(({ path }) => path) ?? []);
    return held;
  }
  return readVersionFilesAsTheyAre(release, known);
}

async function readVersionFilesAsTheyAre(
  release: Release,
  files: readonly { readonly path: string; readonly pattern: string | undefined }[],
) {
  const { project, version } = release.fact("version");
  const names = await ownNames(release.projectFolder, project);
  const held = await Promise.all(
    files.map(async (file) => ({
      ...file,
      text: await readFile(join(release.projectFolder, file.path), "utf8"),
      names,
    })),
  );
  return { version, files: held };
}

export function withPath(release: Release, path: string): string[] {
  return [...new Set([...(release.known("written") ?? []), release.fromTop(path)])];
}

function notWritten(path: string): WheelwayError {
  return new WheelwayError("version-differs", {
    message: `${path} does not say the new version after it was written`,
    next: "Name the file with a pattern in release.version-files.",
  });
}
