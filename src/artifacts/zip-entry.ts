/** What one entry of a zip file may look like: as plain as wheels are, and the same in both of its headers. */

import type { Entry, LocalFileHeader } from "yauzl";

import { problem, type Problem } from "./refusal.ts";

/** Extra fields that say anew what the header says: zip64 sizes and Info-ZIP's Unicode path. */
const zip64Id = 0x0001;
const unicodePathId = 0x7075;
/** A 32-bit size that says "see zip64". */
const mark = 0xffffffff;

/** 6.3 of APPNOTE, times ten: what Python's `zipfile` knows. */
const newestVersion = 63;

/** Bits of the general purpose flag that change how the entry is read. */
const encrypted = 0x0001;
const dataDescriptor = 0x0008;
const patched = 0x0020;
const strongEncryption = 0x0040;
const utf8 = 0x0800;
const maskedHeader = 0x2000;

/** What is wrong with the entry of the central directory. */
export function entryProblem(entry: Entry): Problem | undefined {
  return packingProblem(entry) ?? kindProblem(entry) ?? extraProblem(entry.extraFields, entry.fileNameRaw);
}

function packingProblem(entry: Entry): Problem | undefined {
  const flags = entry.generalPurposeBitFlag;
  if (flags & (encrypted | strongEncryption | maskedHeader)) return problem("WW026", "is encrypted");
  if (flags & patched) return problem("WW026", "is a patch");
  if (entry.compressionMethod !== 0 && entry.compressionMethod !== 8) {
    return problem("WW026", `is compressed by method ${entry.compressionMethod}; wheels use deflate or none`);
  }
  // The upper byte is a system, which nobody reads.
  if ((entry.versionNeededToExtract & 0xff) > newestVersion)
    return problem("WW026", "needs a newer kind of zip than there is");
  if (flags & dataDescriptor)
    return problem("WW024", "has its sizes after its content (a data descriptor), which the index refuses");
  if (entry.compressionMethod === 0 && entry.compressedSize !== entry.uncompressedSize)
    return problem("WW024", "has two different sizes although it is not compressed");
  if (entry.fileCommentLength > 0) return problem("WW024", "has a comment, which the index refuses");
  if (!(flags & utf8) && entry.fileNameRaw.some((byte) => byte > 0x7f))
    return problem("WW024", "has a name that is not marked as UTF-8");
  return undefined;
}

function kindProblem(entry: Entry): Problem | undefined {
  const type = typeOf(entry);
  const directory = entry.fileNameRaw.at(-1) === 0x2f;
  if (type === "other") return problem("WW022", "is a device, a pipe or a socket");
  if (type === "link") return problem("WW022", "is a symbolic link, which wheels do not have");
  if (type !== undefined && (type === "directory") !== directory)
    return problem("WW024", "is a folder and a file at once");
  // Some tools deflate the nothing that a folder holds: two bytes.
  if (directory && (entry.uncompressedSize > 0 || entry.compressedSize > 2 || entry.crc32 !== 0))
    return problem("WW024", "is a folder with content");
  return undefined;
}

/** What disagrees between the central directory and the local header. */
export function localProblem(entry: Entry, local: LocalFileHeader): Problem | undefined {
  const differs = (what: string) => problem("WW024", `has ${what} in its local header`);
  if (!local.fileName.equals(entry.fileNameRaw)) return differs("another name");
  if (local.generalPurposeBitFlag !== entry.generalPurposeBitFlag) return differs("other flags");
  if (local.compressionMethod !== entry.compressionMethod) return differs("another compression");
  if (local.crc32 !== entry.crc32) return differs("another CRC");
  const extras = parseExtras(local.extraField);
  if (!extras) return problem("WW020", "has malformed extra fields in its local header");
  const sizes = localSizes(local, extras);
  if (!sizes) return problem("WW024", "has zip64 sizes in its local header that readers take differently");
  if (sizes.uncompressed !== entry.uncompressedSize || sizes.compressed !== entry.compressedSize)
    return differs("another size");
  return extraProblem(extras, entry.fileNameRaw);
}

/**
 * Some readers believe the zip64 field, some the header unless it holds the mark 0xffffffff (APPNOTE 4.5.3): both must say
 * the same. Lengths are those that the index takes.
 */
function localSizes(local: LocalFileHeader, extras: readonly Extra[]): Sizes | undefined {
  const narrow = { uncompressed: local.uncompressedSize, compressed: local.compressedSize };
  const wide = extras.find((extra) => extra.id === zip64Id)?.data;
  if (!wide) return narrow;
  const marked = narrow.uncompressed === mark || narrow.compressed === mark;
  switch (wide.length) {
    case 0:
      return marked ? undefined : narrow;
    case 8: {
      const size = Number(wide.readBigUInt64LE(0));
      return local.compressionMethod === 0
        ? agree(narrow, { uncompressed: size, compressed: size })
        : undefined;
    }
    case 16:
    case 24:
    case 28:
      return agree(narrow, {
        uncompressed: Number(wide.readBigUInt64LE(0)),
        compressed: Number(wide.readBigUInt64LE(8)),
      });
    default:
      return undefined;
  }
}

interface Sizes {
  readonly uncompressed: number;
  readonly compressed: number;
}

function agree(narrow: Sizes, wide: Sizes): Sizes | undefined {
  const same = (["uncompressed", "compressed"] as const).every(
    (key) => narrow[key] === mark || narrow[key] === wide[key],
  );
  return same ? wide : undefined;
}

interface Extra {
  readonly id: number;
  readonly data: Buffer;
}

function extraProblem(extras: readonly Extra[], name: Buffer): Problem | undefined {
  for (const id of [zip64Id, unicodePathId]) {
    if (extras.filter((extra) => extra.id === id).length > 1)
      return problem("WW024", "has an extra field twice");
  }
  const unicodePath = extras.find((extra) => extra.id === unicodePathId);
  // Version (1 byte) and CRC (4 bytes) come before the name.
  if (unicodePath && !unicodePath.data.subarray(5).equals(name))
    return problem("WW024", "has a second, different name in an extra field");
  return undefined;
}

function parseExtras(raw: Buffer): Extra[] | undefined {
  const extras: Extra[] = [];
  for (let at = 0; at < raw.length;) {
    if (at + 4 > raw.length) return undefined;
    const end = at + 4 + raw.readUInt16LE(at + 2);
    if (end > raw.length) return undefined;
    extras.push({ id: raw.readUInt16LE(at), data: raw.subarray(at + 4, end) });
    at = end;
  }
  return extras;
}

/** The file type of the Unix mode; `undefined` where none is recorded. */
function typeOf(entry: Entry): "file" | "directory" | "link" | "other" | undefined {
  switch ((entry.externalFileAttributes >>> 28) & 0xf) {
    case 0:
      return undefined;
    case 0o04:
      return "directory";
    case 0o10:
      return "file";
    case 0o12:
      return "link";
    default:
      return "other";
  }
}
