/** Writes dist/ and dist.partial/: all of it or nothing, and never over files that Wheelway did not write. */

import { lstat, mkdir, readFile, rm } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";

import { manifestDigest, manifestFile } from "../artifacts/manifest.ts";
import type { BuildRecord } from "../artifacts/record.ts";
import { sha256Text } from "../artifacts/digest.ts";
import { WheelwayError } from "../errors.ts";
import { distTexts, notVerifiedFile, reportTexts } from "../report/dist-texts.ts";
import { notVerified } from "../report/not-verified.ts";
import { folderError } from "./folder-errors.ts";
import { carriedOver, foreignFiles, isOwn } from "./own-folder.ts";
import { oldFolderOf, repairFolder, replaceFolder, type Checkpoint } from "./replace-folder.ts";
import { copySynced, syncFolder, writeSynced } from "../store/synced-file.ts";

export interface DistRequest {
  /** The folder, usually `dist` in the project. */
  readonly folder: string;
  readonly record: BuildRecord;
  /** File name of each artifact of the record -> path of its file. */
  readonly sources: Readonly<Record<string, string>>;
  /** Path below the folder -> text of each document of the record. */
  readonly documents?: Readonly<Record<string, string>>;
  /** Move a folder with foreign files aside instead of refusing; nothing is ever deleted. */
  readonly force?: boolean;
  readonly checkpoint?: Checkpoint;
}

export interface DistWritten {
  /** Absolute path of the folder. */
  readonly folder: string;
  /** SHA-256 of manifest.json; `undefined` for dist.partial. */
  readonly manifestDigest: string | undefined;
  /** Where a folder with foreign files was moved to. */
  readonly aside: string | undefined;
}

/**
 * Replaces dist/ by the verified artifacts, their reports and the manifest; an earlier dist.partial/ goes.
 * @throws WheelwayError "dist-unwritable", "disk-full"; then the earlier dist/ is as it was
 */
export async function writeDist(request: DistRequest): Promise<DistWritten> {
  const texts = distTexts(request.record);
  const written = await writeFolder(request, { ...request.documents, ...texts });
  await removePartial(partialFolder(request.folder));
  return { ...written, manifestDigest: manifestDigest(texts[manifestFile] ?? "") };
}

/**
 * Writes what a failed run has into `dist.partial/`, beside dist/, which stays as it is; marked as not verified.
 * @param request its `folder` is that of dist/ itself
 */
export async function writePartialDist(request: DistRequest): Promise<DistWritten> {
  const texts = reportTexts(request.record);
  const others = Object.entries(texts).map(([file, text]) => ({ file, sha256: sha256Text(text) }));
  const files = [...request.record.artifacts, ...others];
  const marked = { [notVerifiedFile]: notVerified(request.record, files), ...texts };
  // A failed run has worse to tell than a folder in its way: what is foreign there moves aside.
  const partial = { ...request, folder: partialFolder(request.folder), force: true };
  const written = await writeFolder(partial, marked);
  return { ...written, manifestDigest: undefined };
}

/** What an earlier, failed run left is out of date now. */
async function removePartial(folder: string): Promise<void> {
  const own = (await isOwn(folder)) && (await listForeign(folder)).length === 0;
  // It is marked as not verified: where it cannot go, it does no harm.
  if (own) await rm(folder, { recursive: true, force: true }).catch(() => undefined);
}

/** `dist` -> `dist.partial`. */
export function partialFolder(dist: string): string {
  const folder = resolve(dist);
  return join(dirname(folder), `${basename(folder)}.partial`);
}

/**
 * Can dist/ be written? For before the build, so that hours of work do not end at a folder that cannot be replaced.
 * Mends what a crashed run left.
 */
export async function checkDist(folder: string, force = false): Promise<void> {
  await prepare(resolve(folder), force);
}

async function writeFolder(request: DistRequest, texts: Readonly<Record<string, string>>) {
  const folder = resolve(request.folder);
  const { aside } = await prepare(folder, request.force ?? false);
  try {
    await mkdir(dirname(folder), { recursive: true });
    await replaceFolder({
      folder,
      complete: isOwn,
      write: (staging) => fill(staging, folder, request, texts),
      ...(aside === undefined ? {} : { aside }),
      ...(request.checkpoint === undefined ? {} : { checkpoint: request.checkpoint }),
    });
  } catch (error) {
    throw folderError(folder, error);
  }
  return { folder, aside };
}

async function fill(
  staging: string,
  folder: string,
  request: DistRequest,
  texts: Readonly<Record<string, string>>,
) {
  for (const { file, sha256 } of request.record.artifacts) {
    const source = request.sources[file];
    if (source === undefined) throw internal(`${file} is in the record, but has no source`);
    const written = await copySynced(source, join(staging, file));
    if (written !== sha256) throw internal(`${source} has changed since it was verified`);
    await request.checkpoint?.(`written-${file}`);
  }
  for (const name of carriedOver) {
    const text = await readFile(join(folder, name), "utf8").catch(() => undefined);
    if (text !== undefined) await writeSynced(join(staging, name), text);
  }
  await writeTexts(staging, texts);
  // Writing takes its time; what was put there meanwhile must not go down with the earlier folder.
  if (!request.force) await refuseForeign(folder);
}

/** Some of them stand in a subfolder. */
async function writeTexts(staging: string, texts: Readonly<Record<string, string>>): Promise<void> {
  const folders = new Set<string>();
  for (const [file, text] of Object.entries(texts)) {
    const path = join(staging, file);
    await mkdir(dirname(path), { recursive: true });
    await writeSynced(path, text);
    folders.add(dirname(path));
  }
  for (const folder of folders) await syncFolder(folder);
}

function internal(message: string): WheelwayError {
  return new WheelwayError("internal", { message, next: "Build again; report it where it happens twice." });
}

async function repair(folder: string) {
  try {
    return await repairFolder(folder, isOwn);
  } catch (error) {
    throw folderError(folder, error);
  }
}

async function prepare(folder: string, force: boolean): Promise<{ aside: string | undefined }> {
  const status = await lstat(folder).catch(() => undefined);
  if (status && !status.isDirectory()) {
    const what = status.isSymbolicLink() ? "a symbolic link" : "not a folder";
    throw new WheelwayError("dist-unwritable", {
      message: `${folder} is ${what}`,
      why: "It is replaced as a whole by a rename, which would leave what it points to untouched.",
      next: "Give the folder itself by --dist, or remove it.",
    });
  }
  if ((await repair(folder)) === "unclear") {
    throw new WheelwayError("dist-unwritable", {
      message: `an earlier run was interrupted while it replaced ${folder}, and another program wrote it since`,
      why: `The artifacts of before are in ${oldFolderOf(folder)}.`,
      next: "Keep one of the two folders under the name of the first, and remove the other.",
    });
  }
  if (!force) await refuseForeign(folder);
  const foreign = force ? await listForeign(folder) : [];
  return { aside: foreign.length > 0 ? await freeName(folder) : undefined };
}

async function refuseForeign(folder: string): Promise<void> {
  const foreign = await listForeign(folder);
  if (foreign.length === 0) return;
  const some = foreign.slice(0, 5).join(", ");
  const more = foreign.length > 5 ? ` and ${foreign.length - 5} more` : "";
  throw new WheelwayError("dist-unwritable", {
    message: `${folder} holds files that Wheelway did not write: ${some}${more}`,
    why: "The folder is replaced as a whole, so that it holds one verified release and nothing else.",
    next: "Move them away, give another folder, or let --force move the whole folder aside (nothing is deleted).",
  });
}

async function listForeign(folder: string): Promise<string[]> {
  return foreignFiles(folder).catch((error: unknown) => {
    throw folderError(folder, error);
  });
}

/** `dist.earlier`, or `dist.earlier-2`, … */
async function freeName(folder: string): Promise<string> {
  for (let count = 1; ; count += 1) {
    const name = `${folder}.earlier${count === 1 ? "" : `-${count}`}`;
    if (!(await lstat(name).catch(() => undefined))) return name;
  }
}
