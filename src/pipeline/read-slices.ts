/** Reads the folders of slices as what strangers left there: nothing is followed, nothing is opened that could be too large. */

import { lstat, readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { sha256File } from "../artifacts/digest.ts";
import { manifestFile } from "../artifacts/manifest.ts";
import { parsePartialManifest, sliceFile } from "../artifacts/slice-schema.ts";
import type { ReadSlice, SliceEntry } from "../artifacts/slice-problems.ts";
import { WheelwayError } from "../errors.ts";
import { carriedOver } from "./own-folder.ts";
import { buildInfoFile, checksumsFile, validationFile } from "../report/dist-texts.ts";

/** Bytes of slice.json; thousands of tests fit in. */
const mostText = 32 * 1024 * 1024;
const mostEntries = 10_000;

/** Written beside the artifacts; they say nothing that slice.json does not. */
const reports = new Set([
  ...[checksumsFile, validationFile, buildInfoFile, manifestFile, sliceFile],
  ...carriedOver,
]);

/** A folder that could not be read as a slice. */
export interface NoSlice {
  readonly folder: string;
  readonly why: string;
}

/** Each of `folders` is the folder of a slice, or holds such folders. Throws "artifacts-not-found". */
export async function readSlices(
  folders: readonly string[],
): Promise<{ readonly slices: readonly ReadSlice[]; readonly others: readonly NoSlice[] }> {
  const slices: ReadSlice[] = [];
  const others: NoSlice[] = [];
  const seen = new Set<string>();
  for (const folder of (await Promise.all(folders.map(sliceFolders))).flat()) {
    if (seen.has(folder)) continue;
    seen.add(folder);
    const read = await readSlice(folder);
    if ("partial" in read) slices.push(read);
    else others.push(read);
  }
  return { slices, others };
}

async function sliceFolders(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((cause: unknown) => {
    throw new WheelwayError("artifacts-not-found", {
      message: `there is no folder ${folder}`,
      next: "Give the folders that the slices have written, or the folder that holds them.",
      cause,
    });
  });
  if (names.includes(sliceFile)) return [folder];
  const inside = names.sort().map((name) => join(folder, name));
  const isFolder = await Promise.all(inside.map(async (path) => (await lstat(path)).isDirectory()));
  return inside.filter((_, index) => isFolder[index]);
}

async function readSlice(folder: string): Promise<ReadSlice | NoSlice> {
  const names = await readdir(folder);
  if (!names.includes(sliceFile)) return { folder, why: `it holds no ${sliceFile}` };
  if (names.length > mostEntries) return { folder, why: "it holds more files than a slice could have made" };
  const status = await lstat(join(folder, sliceFile));
  if (!status.isFile() || status.size > mostText)
    return { folder, why: `its ${sliceFile} is no file, or too long` };
  const partial = parsePartialManifest(await readFile(join(folder, sliceFile), "utf8"));
  if ("malformed" in partial)
    return { folder, why: `its ${sliceFile} cannot be believed: ${partial.malformed}` };
  const entries: SliceEntry[] = [];
  for (const name of names.sort()) if (!reports.has(name)) entries.push(await readEntry(folder, name));
  return { folder, partial, entries };
}

async function readEntry(folder: string, name: string): Promise<SliceEntry> {
  const path = join(folder, name);
  const status = await lstat(path);
  if (!status.isFile()) return { name, file: undefined };
  return { name, file: { size: status.size, sha256: await sha256File(path) } };
}
