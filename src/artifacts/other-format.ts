/** Archives that are of another kind than their name says, or of two kinds at once: what one program unpacks another never sees. */

import { readRange, type ByteSource } from "./byte-source.ts";
import { unsafe } from "./refusal.ts";
import { blockSize, hasTarChecksum } from "./tar-header.ts";

const packings: readonly (readonly [magic: string, name: string])[] = [
  ["fd377a585a00", "compressed by xz"],
  ["425a68", "compressed by bzip2"],
  ["28b52ffd", "compressed by zstd"],
  ["1f9d", "compressed by compress"],
  ["504b0304", "a zip file"],
];

/**
 * PEP 625 knows one packing of sdists; the others get a better message than "damaged". The index refuses what Python's
 * `zipfile.is_zipfile` takes for a zip file too.
 * @throws UnsafeArchive
 */
export async function refuseOtherThanGzip(source: ByteSource): Promise<void> {
  const head = (await readRange(source, 0, 6)).toString("hex");
  const other = packings.find(([magic]) => head.startsWith(magic));
  if (other) throw unsafe(source.name, "WW026", `it is ${other[1]}; an sdist is a .tar.gz (PEP 625)`);
  if (await endsAsZip(source)) throw unsafe(source.name, "WW024", "it is a zip file as well");
}

/**
 * A tar file begins with a header whose only proof is its checksum; a zip file has room for one in its first local header.
 * @throws UnsafeArchive
 */
export function refuseTar(archive: string, firstBlock: Buffer): void {
  if (firstBlock.length === blockSize && hasTarChecksum(firstBlock))
    throw unsafe(archive, "WW024", "it is a tar file as well");
}

const endSize = 22;
const entrySize = 46;

/** Is there an end record in the last 64 KiB, and an entry of a central directory where it says? */
async function endsAsZip(source: ByteSource): Promise<boolean> {
  const length = Math.min(source.size, endSize + 0xffff);
  const tail = await readRange(source, source.size - length, length);
  const at = tail.lastIndexOf(Buffer.from("504b0506", "hex"));
  if (at === -1 || at + endSize > tail.length) return false;
  const [size, offset] = [tail.readUInt32LE(at + 12), tail.readUInt32LE(at + 16)];
  if (tail.readUInt16LE(at + 10) === 0 && size === 0 && offset === 0) return true;
  const directory = source.size - length + at - size;
  if (size < entrySize || directory < 0) return false;
  return (await readRange(source, directory, 4)).toString("hex") === "504b0102";
}
