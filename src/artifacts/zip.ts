/** Reads zip files: yauzl reads the central directory, and everything it says is held against the local headers. */

import { fromRandomAccessReaderPromise, type Entry, type ZipFile } from "yauzl";

import { archiveLimits, Meter, type ArchiveLimits } from "./archive.ts";
import type { ByteSource } from "./byte-source.ts";
import { decodeName, PathSet, pathProblem } from "./member-path.ts";
import { refuseTar } from "./other-format.ts";
import { asRefusal, problem, quoted, unsafe, unsafeMember } from "./refusal.ts";
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

export interface ZipReading {
  readonly limits?: ArchiveLimits;
  /**
   * "all" (default): every local header is held against the central directory, and all bytes must belong to a member.
   * "needed": only the local headers of members whose content is read, so that few ranges of a remote file are fetched.
   */
  readonly headers?: "all" | "needed";
}

/**
 * Checks the structure of a zip file before any content is unpacked; its files, in the order of the central directory.
 * @throws WheelwayError "archive-unsafe" for what it is, "archive-unreadable" where it cannot be read
 */
export async function readZip(source: ByteSource, reading: ZipReading = {}): Promise<readonly ZipMember[]> {
  const { limits = archiveLimits, headers = "all" } = reading;
  try {
    return await readMembers(await WindowReader.open(source), limits, headers);
  } catch (error) {
    // yauzl looks at one flag itself, before the entry is ours to judge.
    const encrypted = error instanceof Error && /encryption/.test(error.message);
    throw asRefusal(source.name, encrypted ? "WW026" : "WW020", "it is no well-formed zip file", error);
  }
}

async function readMembers(reader: WindowReader, limits: ArchiveLimits, headers: "all" | "needed") {
  const { name: archive, size } = reader.source;
  const end = await readZipEnd(reader);
  if (end.entries > limits.members)
    throw unsafe(archive, "WW025", `it has more than ${limits.members} members`);
  await reader.ahead(end.offset, end.size);
  const zip = await fromRandomAccessReaderPromise(reader, size, {
    autoClose: false,
    decodeStrings: false,
    validateEntrySizes: false,
  });
  if ((zip.readEntryCursor as unknown as number) !== end.offset || zip.entryCount !== end.entries) {
    throw unsafe(archive, "WW024", "it has more than one central directory");
  }
  const meter = new Meter(archive, size, limits);
  const paths = new PathSet(2 * limits.members);
  const members: ZipMember[] = [];
  const spans: Span[] = [];
  let directoryBytes = 0;
  for await (const entry of zip.eachEntry()) {
    directoryBytes += 46 + entry.fileNameLength + entry.extraFieldLength + entry.fileCommentLength;
    meter.member();
    meter.bytes(entry.uncompressedSize);
    const name = nameOf(entry, archive, paths);
    const wrong = entryProblem(entry);
    if (wrong) throw unsafeMember(archive, name, wrong);
    const start = () => contentStart(zip, entry, name, archive);
    const known = headers === "all" ? await start() : undefined;
    if (known !== undefined)
      spans.push({ start: entry.relativeOffsetOfLocalHeader, end: known + entry.compressedSize });
    if (!name.endsWith("/")) members.push(memberOf(entry, name, () => known ?? start(), reader));
  }
  if (directoryBytes !== end.size)
    throw unsafe(archive, "WW024", "its central directory is longer than its entries");
  if (headers === "all") {
    checkSpans(spans, end.offset, archive);
    refuseTar(archive, await reader.at(0, 512));
  }
  return members;
}

/** Position of the content, after the local header was held against the central directory. */
async function contentStart(zip: ZipFile, entry: Entry, name: string, archive: string): Promise<number> {
  const local = await zip.readLocalFileHeaderPromise(entry).catch((error: unknown) => {
    throw asRefusal(archive, "WW024", `the local header of member ${quoted(name)} cannot be read`, error);
  });
  const wrong = localProblem(entry, local);
  if (wrong) throw unsafeMember(archive, name, wrong);
  return local.fileDataStart;
}

function nameOf(entry: Entry, archive: string, paths: PathSet): string {
  const name = decodeName(entry.fileNameRaw);
  if (name === undefined) {
    const shown = entry.fileNameRaw.toString("latin1");
    throw unsafeMember(archive, shown, problem("WW021", "has a name that is not UTF-8"));
  }
  const directory = name.endsWith("/");
  const path = directory ? name.slice(0, -1) : name;
  const wrong = pathProblem(path) ?? paths.add(path, directory ? "directory" : "file");
  if (wrong) throw unsafeMember(archive, name, wrong);
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
    if (span.start < position) throw unsafe(archive, "WW024", "two of its members share the same bytes");
    if (span.start > position) throw unsafe(archive, "WW024", "it has data that belongs to no member");
    position = span.end;
  }
  if (position !== directory) throw unsafe(archive, "WW024", "it has data that belongs to no member");
}

function memberOf(
  entry: Entry,
  path: string,
  start: () => number | Promise<number>,
  reader: WindowReader,
): ZipMember {
  const time = entry.getLastModDate({ timezone: "UTC" }).getTime();
  return {
    path,
    size: entry.uncompressedSize,
    crc32: entry.crc32,
    executable: ((entry.externalFileAttributes >>> 16) & 0o111) !== 0,
    mtime: Number.isFinite(time) ? Math.floor(time / 1000) : 0,
    content: () =>
      zipContent(reader, {
        path,
        start,
        method: entry.compressionMethod,
        compressed: entry.compressedSize,
        uncompressed: entry.uncompressedSize,
      }),
  };
}
