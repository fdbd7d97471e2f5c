/** Unpacks an archive or compressed file that lies inside an artifact, one level deep and within limits. */

import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";

import { fromBufferPromise } from "yauzl";

export interface PackedFile {
  readonly format: "gzip" | "zip";
  /** Where it begins in the packed bytes. */
  readonly offset: number;
  /** Bytes that it has, as the archive says; only a hint. */
  readonly size: number;
  readonly content: AsyncIterable<Buffer>;
}

/** Unpacked bytes for each packed one: text gives about five. What is packed more tightly is looked at in part. */
const ratio = 16;
const least = 64 * 1024;
/** Files of one archive. */
const mostFiles = 2000;

/** @param head the first bytes of a member */
export function isPacked(head: Buffer): boolean {
  return isGzip(head) || zipStart(head) !== -1;
}

function isGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8;
}

/** A line for the interpreter may stand before a zip file (PEP 441). */
function zipStart(bytes: Buffer): number {
  const signature = "PK\u0003\u0004";
  const first = bytes.subarray(0, 4).toString("latin1");
  if (first === signature) return 0;
  return first.startsWith("#!") ? bytes.subarray(0, 256).indexOf(signature, 0, "latin1") : -1;
}

/** The files inside, as far as they can be read; what is damaged ends in silence, since its archive is data here. */
export async function* packedIn(bytes: Buffer): AsyncGenerator<PackedFile> {
  const budget = { left: bytes.length * ratio + least };
  try {
    if (isGzip(bytes)) {
      const content = within(budget, Readable.from([bytes]).pipe(createGunzip()));
      // The last four bytes say how much it is (RFC 1952), where it is one stream.
      const size = bytes.length < 18 ? 0 : bytes.readUInt32LE(bytes.length - 4);
      yield { format: "gzip", offset: 0, size, content };
    } else yield* zipFiles(bytes, budget);
  } catch {
    return;
  }
}

async function* zipFiles(bytes: Buffer, budget: { left: number }): AsyncGenerator<PackedFile> {
  const zip = await fromBufferPromise(bytes, {
    lazyEntries: true,
    decodeStrings: false,
    validateEntrySizes: false,
  });
  let files = 0;
  for await (const entry of zip.eachEntry()) {
    files += 1;
    if (files > mostFiles || budget.left <= 0) return;
    if (entry.uncompressedSize === 0 || (entry.compressionMethod !== 0 && entry.compressionMethod !== 8))
      continue;
    const { relativeOffsetOfLocalHeader: offset, uncompressedSize: size } = entry;
    const content = within(budget, await zip.openReadStreamPromise(entry));
    yield { format: "zip", offset, size, content };
  }
}

/** The content until it ends, cannot be read or is more than is left. */
async function* within(budget: { left: number }, stream: Readable): AsyncGenerator<Buffer> {
  try {
    for await (const piece of stream) {
      const bytes = piece as Buffer;
      budget.left -= bytes.length;
      yield bytes;
      if (budget.left <= 0) return;
    }
  } catch {
    return;
  }
}
