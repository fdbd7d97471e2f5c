/** Unpacks the content of one member of a zip file, piece by piece, and holds it to the size that the directory says. */

import { Readable } from "node:stream";
import { createInflateRaw, inflateRawSync, type InflateRaw } from "node:zlib";

import { asRefusal, problem, quoted, unsafeMember } from "./refusal.ts";
import type { WindowReader } from "./zip-window.ts";

export interface PackedMember {
  readonly path: string;
  /** Position of the content in the file; found out when the content is wanted. */
  readonly start: () => number | Promise<number>;
  /** 0 stored, 8 deflate; stored members have equal sizes. */
  readonly method: number;
  readonly compressed: number;
  readonly uncompressed: number;
}

/** Smaller members are unpacked in one step: a stream for each costs more than its content. */
const smallCompressed = 64 * 1024;
const smallUncompressed = 1024 * 1024;
/** Bytes read, and unpacked, at once: zlib's own 16 KiB cost a turn of the event loop each. */
const chunkSize = 256 * 1024;

/** @throws UnsafeArchive for content that is damaged, or of another length than the directory says */
export async function* zipContent(reader: WindowReader, member: PackedMember): AsyncGenerator<Buffer> {
  const start = await member.start();
  if (member.compressed <= smallCompressed && member.uncompressed <= smallUncompressed) {
    yield unpackSmall(reader, member, await reader.at(start, member.compressed));
  } else {
    yield* unpackLarge(reader, start, member);
  }
}

function unpackSmall({ source }: WindowReader, member: PackedMember, packed: Buffer): Buffer {
  if (packed.length !== member.compressed) throw notAsLong(source.name, member);
  if (member.method === 0) return packed;
  // One byte more than allowed is enough to see that it is too long.
  const most = member.uncompressed + 1;
  // One piece for all of it: zlib would make several and put them together.
  const options = { maxOutputLength: most, chunkSize: Math.max(64, most), info: true };
  try {
    const { buffer, engine } = inflateRawSync(packed, options) as unknown as Inflated;
    if (buffer.length === member.uncompressed && engine.bytesWritten === member.compressed) return buffer;
  } catch (error) {
    const tooLong = error instanceof Error && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE";
    if (!tooLong) throw damaged(source.name, member, error);
  }
  throw notAsLong(source.name, member);
}

/** What `info` makes of the answer. */
interface Inflated {
  readonly buffer: Buffer;
  readonly engine: InflateRaw;
}

async function* unpackLarge(
  reader: WindowReader,
  start: number,
  member: PackedMember,
): AsyncGenerator<Buffer> {
  const archive = reader.source.name;
  const packed = packedBytes(reader, start, member.compressed);
  const inflate = member.method === 0 ? undefined : createInflateRaw({ chunkSize });
  if (inflate) {
    const source = Readable.from(packed, { objectMode: false });
    source.on("error", (error) => inflate.destroy(error)).pipe(inflate);
  }
  let bytes = 0;
  try {
    for await (const piece of (inflate ?? packed) as AsyncIterable<Buffer>) {
      bytes += piece.length;
      if (bytes > member.uncompressed) break;
      yield piece;
    }
  } catch (error) {
    throw damaged(archive, member, error);
  }
  const consumed = inflate?.bytesWritten ?? bytes;
  if (bytes !== member.uncompressed || consumed !== member.compressed) throw notAsLong(archive, member);
}

async function* packedBytes(reader: WindowReader, start: number, length: number): AsyncGenerator<Buffer> {
  for (let done = 0; done < length;) {
    const piece = await reader.at(start + done, Math.min(chunkSize, length - done));
    if (piece.length === 0) throw new Error("the file became shorter while it was read");
    done += piece.length;
    yield piece;
  }
}

function damaged(archive: string, { path }: PackedMember, error: unknown): Error {
  return asRefusal(archive, "WW020", `member ${quoted(path)} cannot be unpacked`, error);
}

function notAsLong(archive: string, { path }: PackedMember): Error {
  return unsafeMember(archive, path, problem("WW024", "is not as long as the directory says"));
}
