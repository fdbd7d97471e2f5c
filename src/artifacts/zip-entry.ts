/** What one entry of a zip file may look like: as plain as wheels are, and the same in both of its headers. */

import type { Entry, LocalFileHeader } from "yauzl";

/** Extra fields that say anew what the header says: zip64 sizes and Info-ZIP's Unicode path. */
const zip64Id = 0x0001;
const unicodePathId = 0x7075;

/** Bits of the general purpose flag that change how the entry is read. */
const encrypted = 0x0001;
const dataDescriptor = 0x0008;
const patched = 0x0020;
const strongEncryption = 0x0040;
const utf8 = 0x0800;
const maskedHeader = 0x2000;

/** What is wrong with the entry of the central directory, as the end of a sentence. */
export function entryProblem(entry: Entry): string | undefined {
  const flags = entry.generalPurposeBitFlag;
  if (flags & (encrypted | strongEncryption | maskedHeader)) return "is encrypted";
  if (flags & dataDescriptor)
    return "has its sizes after its content (a data descriptor), which the index refuses";
  if (flags & patched) return "is a patch";
  if (entry.compressionMethod !== 0 && entry.compressionMethod !== 8) {
    return `is compressed by method ${entry.compressionMethod}; wheels use deflate or none`;
  }
  if (entry.fileCommentLength > 0) return "has a comment";
  const name = entry.fileNameRaw;
  if (!(flags & utf8) && name.some((byte) => byte > 0x7f)) return "has a name that is not marked as UTF-8";
  const type = typeOf(entry);
  const directory = name.at(-1) === 0x2f;
  if (type === "other") return "is a device, a pipe or a socket";
  if (type === "link") return "is a symbolic link";
  if (type !== undefined && (type === "directory") !== directory) return "is a folder and a file at once";
  if (directory && entry.uncompressedSize > 0) return "is a folder with content";
  return extraProblem(entry.extraFields, name);
}

/** What disagrees between the central directory and the local header, as the end of a sentence. */
export function localProblem(entry: Entry, local: LocalFileHeader): string | undefined {
  if (!local.fileName.equals(entry.fileNameRaw)) return "has another name in its local header";
  if (local.generalPurposeBitFlag !== entry.generalPurposeBitFlag)
    return "has other flags in its local header";
  if (local.compressionMethod !== entry.compressionMethod)
    return "has another compression in its local header";
  if (local.crc32 !== entry.crc32) return "has another CRC in its local header";
  const extras = parseExtras(local.extraField);
  if (!extras) return "has malformed extra fields in its local header";
  const wide = extras.find((extra) => extra.id === zip64Id)?.data;
  const sizes = { uncompressed: local.uncompressedSize, compressed: local.compressedSize };
  if (wide && wide.length >= 16) {
    if (sizes.uncompressed === 0xffffffff) sizes.uncompressed = Number(wide.readBigUInt64LE(0));
    if (sizes.compressed === 0xffffffff) sizes.compressed = Number(wide.readBigUInt64LE(8));
  }
  if (sizes.uncompressed !== entry.uncompressedSize || sizes.compressed !== entry.compressedSize) {
    return "has another size in its local header";
  }
  return extraProblem(extras, entry.fileNameRaw);
}

interface Extra {
  readonly id: number;
  readonly data: Buffer;
}

function extraProblem(extras: readonly Extra[], name: Buffer): string | undefined {
  for (const id of [zip64Id, unicodePathId]) {
    if (extras.filter((extra) => extra.id === id).length > 1) return "has an extra field twice";
  }
  const unicodePath = extras.find((extra) => extra.id === unicodePathId);
  // Version (1 byte) and CRC (4 bytes) come before the name.
  if (unicodePath && !unicodePath.data.subarray(5).equals(name))
    return "has a second, different name in an extra field";
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
