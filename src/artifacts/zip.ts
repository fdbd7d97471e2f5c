/** Reads zip files: yauzl reads the central directory, and everything it says is held against the local headers. */

import { open, type FileHandle } from "node:fs/promises";
import { basename } from "node:path";

import { fromRandomAccessReaderPromise, type Entry } from "yauzl";

import { WheelwayError } from "../errors.ts";
import { archiveLimits, Meter, quoted, unsafe, type ArchiveLimits } from "./archive.ts";
import { decodeName, PathSet, pathProblem } from "./member-path.ts";
import { zipContent } from "./zip-content.ts";
import { entryProblem, localProblem } from "./zip-entry.ts";
import { readZipEnd } from "./zip-end.ts";
import { WindowReader } from "./zip-window.ts";

export interface ZipMember {
  readonly path: string;
  /** Bytes of the content. */
  readonly size: number;
  readonly crc32: number;
  readonly executable: boolean;
  /** Seconds since 1970, read as UTC. */
  readonly mtime: number;
  /** The content, unpacked as it is read; refuses what is longer or shorter than `size`. */
  content(): AsyncGenerator<Buffer>;
}

export interface ZipArchive {
  /** Files only, checked, in the order of the central directory. */
  readonly members: readonly ZipMember[];
  /** Bytes of the archive. */
  readonly size: number;
  close(): Promise<void>;
}

/**
 * Opens a zip file and checks its whole structure before any content is unpacked.
 * @throws WheelwayError "archive-unsafe"
 */
export async function openZip(path: string, limits: ArchiveLimits = archiveLimits): Promise<ZipArchive> {
  const archive = basename(path);
  const handle = await open(path);
  try {
    const { size } = await handle.stat();
    const members = await readMembers(handle, size, archive, limits);
    return { members, size, close: () => handle.close() };
  } catch (error) {
    await handle.close();
    if (error instanceof WheelwayError) throw error;
    throw unsafe(
      archive,
      `it is no well-formed zip file: ${error instanceof Error ? error.message : String(error)}`,
      error,
    );
  }
}

async function readMembers(handle: FileHandle, size: number, archive: string, limits: ArchiveLimits) {
  const end = await readZipEnd(handle, size, archive);
  if (end.entries > limits.members) throw unsafe(archive, `it has more than ${limits.members} members`);
  const reader = new WindowReader(handle);
  const zip = await fromRandomAccessReaderPromise(reader, size, { autoClose: false, decodeStrings: false });
  if ((zip.readEntryCursor as unknown as number) !== end.offset || zip.entryCount !== end.entries) {
    throw unsafe(archive, "it has more than one central directory");
  }
  const meter = new Meter(archive, size, limits);
  const paths = new PathSet();
  const members: ZipMember[] = [];
  const spans: Span[] = [];
  let directoryBytes = 0;
  for await (const entry of zip.eachEntry()) {
    directoryBytes += 46 + entry.fileNameLength + entry.extraFieldLength + entry.fileCommentLength;
    meter.member();
    meter.bytes(entry.uncompressedSize);
    const name = nameOf(entry, archive, paths);
    const local = await zip.readLocalFileHeaderPromise(entry);
    const problem = entryProblem(entry) ?? localProblem(entry, local);
    if (problem) throw unsafe(archive, `member ${quoted(name)} ${problem}`);
    spans.push({ start: entry.relativeOffsetOfLocalHeader, end: local.fileDataStart + entry.compressedSize });
    if (!name.endsWith("/")) members.push(memberOf(entry, name, local.fileDataStart, handle, archive));
  }
  if (directoryBytes !== end.size) throw unsafe(archive, "its central directory is longer than its entries");
  checkSpans(spans, end.offset, archive);
  return members;
}

function nameOf(entry: Entry, archive: string, paths: PathSet): string {
  const name = decodeName(entry.fileNameRaw);
  if (name === undefined)
    throw unsafe(
      archive,
      `member ${quoted(entry.fileNameRaw.toString("latin1"))} has a name that is not UTF-8`,
    );
  const directory = name.endsWith("/");
  const path = directory ? name.slice(0, -1) : name;
  const problem = pathProblem(path) ?? paths.add(path, directory ? "directory" : "file");
  if (problem) throw unsafe(archive, `member ${quoted(name)} ${problem}`);
  return name;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** Local headers and contents must fill the file from its first byte to the central directory, without gaps or overlaps. */
function checkSpans(spans: Span[], directory: number, archive: string): void {
  let position = 0;
  for (const span of spans.sort((a, b) => a.start - b.start)) {
    if (span.start < position) throw unsafe(archive, "two of its members share the same bytes");
    if (span.start > position) throw unsafe(archive, "it has data that belongs to no member");
    position = span.end;
  }
  if (position !== directory) throw unsafe(archive, "it has data that belongs to no member");
}

function memberOf(entry: Entry, path: string, start: number, handle: FileHandle, archive: string): ZipMember {
  const time = entry.getLastModDate({ timezone: "UTC" }).getTime();
  return {
    path,
    size: entry.uncompressedSize,
    crc32: entry.crc32,
    executable: ((entry.externalFileAttributes >>> 16) & 0o111) !== 0,
    mtime: Number.isFinite(time) ? Math.floor(time / 1000) : 0,
    content: () =>
      zipContent(archive, handle, {
        path,
        start,
        method: entry.compressionMethod,
        compressed: entry.compressedSize,
        uncompressed: entry.uncompressedSize,
      }),
  };
}
