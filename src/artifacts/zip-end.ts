/** The end of a zip file, read strictly: one central directory, right before it, and nothing after it. */

import { unsafe } from "./refusal.ts";
import type { WindowReader } from "./zip-window.ts";

export interface ZipEnd {
  readonly entries: number;
  /** Bytes and position of the central directory. */
  readonly size: number;
  readonly offset: number;
}

const endSize = 22;
const signature = 0x06054b50;
/** A comment after the end record is at most as long as its 16-bit length can say. */
const longestComment = 0xffff;
const locatorSize = 20;
const end64Size = 56;

/**
 * Reads the end of central directory record and its zip64 forms (APPNOTE 4.3.14 to 4.3.16). Comments, several disks,
 * gaps and bytes after the end are refused, as the index refuses them: they are where other archives hide.
 */
export async function readZipEnd(reader: WindowReader): Promise<ZipEnd> {
  const { name: archive, size: fileSize } = reader.source;
  const tail = await reader.at(Math.max(0, fileSize - endSize), endSize);
  if (tail.length < endSize || tail.readUInt32LE(0) !== signature || tail.readUInt16LE(20) !== 0) {
    throw await noEnd(reader);
  }
  const narrow = {
    disk: tail.readUInt16LE(4),
    startDisk: tail.readUInt16LE(6),
    entriesHere: tail.readUInt16LE(8),
    entries: tail.readUInt16LE(10),
    size: tail.readUInt32LE(12),
    offset: tail.readUInt32LE(16),
  };
  const position = fileSize - endSize;
  const wide = await readZip64(reader, position);
  const chosen = wide ?? narrow;
  if (chosen.disk !== 0 || chosen.startDisk !== 0 || chosen.entriesHere !== chosen.entries) {
    throw unsafe(archive, "WW026", "it is a part of a zip file over several disks");
  }
  if (wide && !agrees(narrow, wide)) throw unsafe(archive, "WW024", "its two end records disagree");
  const directoryEnd = wide ? wide.position : position;
  if (chosen.offset + chosen.size !== directoryEnd) {
    throw unsafe(
      archive,
      "WW024",
      "its central directory is not where its end record says, or data lies between them",
    );
  }
  return { entries: chosen.entries, size: chosen.size, offset: chosen.offset };
}

/** No zip file, or a cut one; or one with something after its end. */
async function noEnd(reader: WindowReader): Promise<Error> {
  const { name: archive, size } = reader.source;
  const length = Math.min(size, endSize + longestComment);
  const tail = await reader.at(size - length, length);
  const mark = Buffer.alloc(4);
  mark.writeUInt32LE(signature);
  const at = tail.lastIndexOf(mark);
  const after = tail.length - at - endSize;
  if (at === -1 || after < 0)
    return unsafe(archive, "WW020", "it does not end as a zip file does: it is cut, or no zip file at all");
  return unsafe(archive, "WW024", `it has ${after} bytes after its end, a comment or something else`);
}

type Fields = Record<"disk" | "startDisk" | "entriesHere" | "entries" | "size" | "offset", number>;

async function readZip64(reader: WindowReader, end: number) {
  if (end < locatorSize + end64Size) return undefined;
  const locator = await reader.at(end - locatorSize, locatorSize);
  if (locator.readUInt32LE(0) !== 0x07064b50) return undefined;
  const position = end - locatorSize - end64Size;
  const record = await reader.at(position, end64Size);
  const wrong =
    Number(locator.readBigUInt64LE(8)) !== position ||
    record.readUInt32LE(0) !== 0x06064b50 ||
    record.readBigUInt64LE(4) !== BigInt(end64Size - 12);
  if (wrong) throw unsafe(reader.source.name, "WW024", "its zip64 end record is malformed");
  return {
    position,
    disk: record.readUInt32LE(16),
    startDisk: record.readUInt32LE(20),
    entriesHere: Number(record.readBigUInt64LE(24)),
    entries: Number(record.readBigUInt64LE(32)),
    size: Number(record.readBigUInt64LE(40)),
    offset: Number(record.readBigUInt64LE(48)),
  };
}

/** Each field of the old record is either the same or the mark that says "see zip64". */
function agrees(narrow: Fields, wide: Fields): boolean {
  const short = (["disk", "startDisk", "entriesHere", "entries"] as const).every(
    (key) => narrow[key] === 0xffff || narrow[key] === wide[key],
  );
  return (
    short &&
    (["size", "offset"] as const).every((key) => narrow[key] === 0xffffffff || narrow[key] === wide[key])
  );
}
