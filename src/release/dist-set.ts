/** The set of a folder that goes out: what manifest.json lists, held against the files; a foreign folder's own artifacts. */

import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { sha256File, sha256Text } from "../artifacts/digest.ts";
import { manifestDigest, manifestFile, parseManifest } from "../artifacts/manifest.ts";
import { WheelwayError } from "../errors.ts";
import { textIfThere } from "../files.ts";
import { parseSdistName } from "../tags/sdist-name.ts";
import { normalizeVersion } from "../tags/project-name.ts";
import { parseWheelName } from "../tags/wheel-name.ts";
import type { ReleaseFile } from "./facts.ts";

export interface DistSet {
  /** As the manifest writes it, or normalised from the file names. */
  readonly project: string;
  readonly version: string;
  /** SHA-256 of manifest.json; in a foreign folder of the list of digests and names. */
  readonly digest: string;
  /** sdist last: the order in which they are uploaded. */
  readonly files: readonly ReleaseFile[];
}

/**
 * Reads every file anew: what is approved is approved by these digests.
 * @throws WheelwayError "dist-changed" where the folder is not what its manifest says, or holds no one release
 */
export async function readDistSet(folder: string): Promise<DistSet> {
  const text = await textIfThere(join(folder, manifestFile));
  const there = await artifactsIn(folder);
  if (text === undefined) return foreignSet(folder, there);
  const manifest = parseManifest(text);
  if ("malformed" in manifest) throw changed(folder, `${manifestFile} cannot be read: ${manifest.malformed}`);
  const listed = new Map(manifest.artifacts.map((artifact) => [artifact.file, artifact]));
  for (const { file, sha256 } of there) {
    const meant = listed.get(file);
    if (!meant) throw changed(folder, `${file} is not in ${manifestFile}`);
    if (meant.sha256 !== sha256) throw changed(folder, `${file} is not the file that ${manifestFile} lists`);
  }
  const missing = manifest.artifacts.find(({ file }) => there.every((one) => one.file !== file));
  if (missing) throw changed(folder, `${missing.file} is missing`);
  const { name: project, version } = manifest.project;
  return { project, version, digest: manifestDigest(text), files: there };
}

async function artifactsIn(folder: string): Promise<ReleaseFile[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    throw changed(folder, `it cannot be read (${(error as NodeJS.ErrnoException).code ?? "error"})`);
  });
  const kinds = names.sort().flatMap((file) => {
    const kind = file.endsWith(".whl")
      ? ("wheel" as const)
      : file.endsWith(".tar.gz")
        ? ("sdist" as const)
        : undefined;
    return kind ? [{ file, kind }] : [];
  });
  const files = await Promise.all(
    kinds.map(async ({ file, kind }) => {
      const path = join(folder, file);
      return { file, kind, sha256: await sha256File(path), size: (await stat(path)).size };
    }),
  );
  return [...files.filter(({ kind }) => kind === "wheel"), ...files.filter(({ kind }) => kind === "sdist")];
}

function foreignSet(folder: string, files: readonly ReleaseFile[]): DistSet {
  const releases = new Set<string>();
  for (const { file, kind } of files) {
    const name = kind === "wheel" ? parseWheelName(file) : parseSdistName(file);
    if ("malformed" in name) throw changed(folder, `${file}: ${name.malformed}`);
    releases.add(`${name.name} ${normalizeVersion(name.version) ?? name.version}`);
  }
  const [only, ...others] = releases;
  if (only === undefined) throw changed(folder, "it holds no wheel and no sdist");
  if (others.length > 0) throw changed(folder, `it holds several releases: ${[only, ...others].join(", ")}`);
  const [project = "", version = ""] = only.split(" ");
  const digest = sha256Text(files.map(({ file, sha256 }) => `${sha256}  ${file}\n`).join(""));
  return { project, version, digest, files };
}

function changed(folder: string, why: string): WheelwayError {
  return new WheelwayError("dist-changed", {
    message: `${folder} is not a set that can be released`,
    why,
    next: "Build it anew, or put back what was changed.",
  });
}
