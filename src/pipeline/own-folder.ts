/** Which files of a dist folder Wheelway wrote itself: only those may be replaced. */

import { lstat, readFile, readdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

import { sha256File } from "../artifacts/digest.ts";
import { manifestFile, parseManifest } from "../artifacts/manifest.ts";
import { undefinedIfMissing } from "../files.ts";
import { parseChecksums } from "../report/checksums.ts";
import { buildInfoFile, checksumsFile, notVerifiedFile, validationFile } from "../report/dist-texts.ts";
import { notVerifiedTitle } from "../report/not-verified.ts";
import { sbomFolder } from "../report/sbom.ts";

/** Written by version control and front ends (`uv build` writes the first): carried over into the new folder. */
export const carriedOver: readonly string[] = [".gitignore", ".gitkeep"];
/** Written by file managers; worth nothing. */
const worthless = new Set([".DS_Store", "Thumbs.db", "desktop.ini"]);
const reports = [checksumsFile, validationFile, buildInfoFile];

/**
 * Names in the folder that Wheelway did not write, or that were changed after it wrote them; empty where the folder is empty,
 * not there, or all its own. The proof is manifest.json (dist/) or NOT-VERIFIED.txt (dist.partial/).
 */
export async function foreignFiles(folder: string): Promise<string[]> {
  // What cannot be listed must not pass for empty.
  const names = (await readdir(folder).catch(undefinedIfMissing)) ?? [];
  const known = (await knownFiles(folder)) ?? new Map<string, string | undefined>();
  const foreign: string[] = [];
  for (const name of await withSubfolders(folder, names, known)) {
    if (worthless.has(basename(name)) || carriedOver.includes(name)) continue;
    const sha256 = known.get(name);
    const path = join(folder, name);
    const own =
      known.has(name) &&
      (await lstat(path)).isFile() &&
      (sha256 === undefined || sha256 === (await sha256File(path)));
    if (!own) foreign.push(name);
  }
  return foreign.sort();
}

/** The folders of known documents are opened: their files count, not they themselves. */
async function withSubfolders(
  folder: string,
  names: readonly string[],
  known: ReadonlyMap<string, string | undefined>,
): Promise<string[]> {
  const subfolders = new Set(
    [...known.keys()].flatMap((file) => (file.includes("/") ? [dirname(file)] : [])),
  );
  const opened = names.map(async (name) => {
    if (!subfolders.has(name) || !(await lstat(join(folder, name))).isDirectory()) return [name];
    return (await readdir(join(folder, name))).map((file) => `${name}/${file}`);
  });
  return (await Promise.all(opened)).flat();
}

/** Is it a whole folder that Wheelway wrote? */
export async function isOwn(folder: string): Promise<boolean> {
  return (await knownFiles(folder)) !== undefined;
}

/** The files (paths relative to `root`) that do not stand in a folder which Wheelway wrote, whatever it is called. */
export async function withoutOwn(root: string, files: readonly string[]): Promise<readonly string[]> {
  const marked = files.filter((file) => [manifestFile, notVerifiedFile].includes(basename(file)));
  const folders = new Set<string>();
  for (const folder of marked.map((file) => dirname(file)))
    if (await isOwn(join(root, folder))) folders.add(folder);
  const ownFolder = (folder: string) =>
    folders.has(folder) || (basename(folder) === sbomFolder && folders.has(dirname(folder)));
  return files.filter((file) => !ownFolder(dirname(file)));
}

/** File name -> SHA-256 it must have; `undefined` for reports, which tell nothing that the manifest does not. */
async function knownFiles(folder: string): Promise<Map<string, string | undefined> | undefined> {
  const texts = (names: readonly string[]) => names.map((name) => [name, undefined] as const);
  const manifest = await readText(join(folder, manifestFile));
  if (manifest !== undefined) {
    const parsed = parseManifest(manifest);
    if ("malformed" in parsed) return undefined;
    const listed = [...parsed.artifacts, ...(parsed.documents ?? [])];
    const digests = listed.map(({ file, sha256 }) => [file, sha256] as const);
    return new Map([...digests, ...texts([...reports, manifestFile])]);
  }
  const notVerified = await readText(join(folder, notVerifiedFile));
  if (!notVerified?.startsWith(notVerifiedTitle)) return undefined;
  return new Map([...parseChecksums(notVerified), ...texts([...reports, notVerifiedFile])]);
}

async function readText(path: string): Promise<string | undefined> {
  return readFile(path, "utf8").catch(() => undefined);
}
