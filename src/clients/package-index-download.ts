/** Fetches files of a package index into a cache by their digest: whole and right, or not at all. */

import { randomUUID } from "node:crypto";
import { mkdir, open, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { IndexedFile } from "../artifacts/index-listing.ts";
import { sha256File } from "../artifacts/digest.ts";
import { WheelwayError } from "../errors.ts";
import { bodyPieces } from "./body.ts";
import type { Http, HttpRequest } from "./http.ts";
import { indexHeaders } from "./package-index-request.ts";
import type { IndexAddress } from "./package-index.ts";
import { unreachable } from "./package-index-error.ts";

export interface Downloading {
  readonly index: IndexAddress;
  readonly http: Http;
  /** Absolute; files are kept in `artifacts/SHA-256/` of it. */
  readonly cacheDir: string;
  readonly signal?: AbortSignal;
  /** Bytes that have come, of one file, from time to time. */
  readonly progress?: (file: string, bytes: number) => void;
}

/** Bytes: the largest file that the public index takes from projects with a raised limit is well below. */
const largestFile = 8 * 1024 * 1024 * 1024;
const attempts = 4;

/**
 * Absolute path of the file, which has the listed name and, where the index gives one, the listed digest.
 * @throws WheelwayError "index-unreachable", "download-damaged"
 */
export async function download(file: IndexedFile, options: Downloading): Promise<string> {
  const kept = file.sha256 && join(options.cacheDir, "artifacts", file.sha256, file.file);
  if (kept && (await isWhole(kept, file))) return kept;
  const part = join(options.cacheDir, "artifacts", `part-${randomUUID()}`);
  await mkdir(dirname(part), { recursive: true });
  try {
    const sha256 = await fetchInto(part, file, options);
    if (file.sha256 !== undefined && sha256 !== file.sha256) throw damaged(file, options.index, sha256);
    const path = join(options.cacheDir, "artifacts", sha256, file.file);
    await mkdir(dirname(path), { recursive: true });
    // Two runs may fetch the same: the later rename puts the same bytes in the same place.
    await rename(part, path);
    return path;
  } finally {
    await rm(part, { force: true });
  }
}

/** A file of the cache is read anew: disks err, and people edit. */
async function isWhole(path: string, { sha256 }: IndexedFile): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() === true && (await sha256File(path)) === sha256;
}

/** Hex SHA-256 of what was written. A connection that breaks is taken up again where it broke, where the server can. */
async function fetchInto(part: string, file: IndexedFile, options: Downloading): Promise<string> {
  let have = 0;
  for (let attempt = 1; ; attempt += 1) {
    try {
      await append(part, file, have, options);
      return await sha256File(part);
    } catch (error) {
      options.signal?.throwIfAborted();
      if (error instanceof WheelwayError) throw error;
      if (isLocal(error)) throw unwritable(error, options.cacheDir);
      const why = `${file.file} ${error instanceof Error ? error.message : String(error)}`;
      if (attempt >= attempts) throw unreachable(options.index, why, error);
      have = (await stat(part).catch(() => undefined))?.size ?? 0;
    }
  }
}

/** Errors of this machine's disk are not mended by another try. */
function isLocal(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException | undefined)?.code ?? "";
  return ["ENOSPC", "EDQUOT", "EACCES", "EPERM", "EROFS", "EIO"].includes(code);
}

function unwritable(error: unknown, cacheDir: string): unknown {
  const code = (error as NodeJS.ErrnoException).code ?? "";
  if (code !== "ENOSPC" && code !== "EDQUOT") return error;
  return new WheelwayError("disk-full", {
    message: `there is no space left for what is fetched into ${cacheDir}`,
    next: "Free some space, or name another folder by --cache-dir.",
    cause: error,
  });
}

async function append(part: string, file: IndexedFile, have: number, options: Downloading): Promise<void> {
  const { index, http, signal, progress } = options;
  const range = have === 0 ? {} : { range: `bytes=${have}-` };
  const request: HttpRequest = {
    // As it is stored: a coding of the transfer would make ranges and sizes those of other bytes.
    headers: { ...indexHeaders(index, file.url), "accept-encoding": "identity", ...range },
    ...(signal ? { signal } : {}),
  };
  const answer = await http(file.url, request);
  if (!answer.answered) throw unreachable(index, answer.why);
  const { response } = answer;
  if (!response.ok) {
    await response.body?.cancel();
    // There is no such rest: what is there so far is of another file.
    if (response.status === 416 && have > 0) throw await startAnew(part);
    throw unreachable(index, `it answered ${response.status} for ${file.file}`);
  }
  const goesOn =
    response.status === 206 && response.headers.get("content-range")?.startsWith(`bytes ${have}-`);
  const start = have > 0 && goesOn === true ? have : 0;
  const most = (file.size ?? largestFile) - start;
  const handle = await open(part, start > 0 ? "a" : "w");
  let bytes = start;
  try {
    for await (const piece of bodyPieces(response, { most })) {
      // On a handle it goes on where the last one ended, and writes all of it.
      await handle.writeFile(piece);
      bytes += piece.length;
      progress?.(file.file, bytes);
    }
  } finally {
    await handle.close();
  }
  if (file.size !== undefined && bytes !== file.size)
    throw new Error(`ended after ${bytes} of ${file.size} bytes`);
}

async function startAnew(part: string): Promise<Error> {
  await rm(part, { force: true });
  return new Error("could not be taken up where it broke");
}

function damaged(file: IndexedFile, index: IndexAddress, sha256: string): WheelwayError {
  return new WheelwayError("download-damaged", {
    message: `${file.file} of ${index.name} is not what its listing says`,
    why: `Its SHA-256 is ${sha256}, listed is ${file.sha256 ?? "none"}.`,
    next: "Run it again; where it stays so, do not install the file, and tell those who run the index.",
  });
}
