/** Unpacks the content of one member of a zip file, piece by piece, and holds it to the size that the directory says. */

import { Readable } from "node:stream";
import { createInflateRaw, inflateRawSync, type InflateRaw } from "node:zlib";

import { piecesOf } from "./byte-source.ts";
import { asRefusal, problem, quoted, unsafeMember } from "./refusal.ts";
import type { WindowReader } from "./zip-window.ts";

export interface PackedMember {
  readonly path: string;
  /** Position of the content in the file. */
  readonly start: number;
  /** 0 stored, 8 deflate; stored members have equal sizes. */
  readonly method: number;
  readonly compressed: number;
  readonly uncompressed: number;
}

/** Smaller members are unpacked in one step: a stream for each costs more than its content. */
const smallCompressed = 64 * 1024;
const smallUncompressed = 1024 * 1024;

export async function* zipContent(reader: WindowReader, member: PackedMember): AsyncGenerator<Buffer> {
  const archive = reader.source.name;
  let bytes = 0;
  const counter = { consumed: 0 };
  try {
    for await (const piece of unpack(reader, member, counter)) {
      bytes += piece.length;
      if (bytes > member.uncompressed) break;
      yield piece;
    }
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE") {
      throw notAsLong(archive, member);
    }
    throw asRefusal(archive, "WW020", `member ${quoted(member.path)} cannot be unpacked`, error);
  }
  if (bytes !== member.uncompressed || counter.consumed !== member.compressed)
    throw notAsLong(archive, member);
}

function notAsLong(archive: string, member: PackedMember) {
  return unsafeMember(archive, member.path, problem("WW024", "is not as long as the directory says"));
}

/** @param counter gets the number of bytes that the compressed data really has */
async function* unpack(
  reader: WindowReader,
  member: PackedMember,
  counter: { consumed: number },
): AsyncGenerator<Buffer> {
  if (member.method === 0) {
    yield* packedBytes(reader, member);
    counter.consumed = member.compressed;
  } else if (member.compressed <= smallCompressed && member.uncompressed <= smallUncompressed) {
    const packed = await reader.at(member.start, member.compressed);
    // One byte more than allowed is enough to see that it is too long.
    const options = { maxOutputLength: member.uncompressed + 1, info: true };
    const { buffer, engine } = inflateRawSync(packed, options) as unknown as {
      buffer: Buffer;
      engine: InflateRaw;
    };
    counter.consumed = engine.bytesWritten;
    yield buffer;
  } else {
    const inflate = createInflateRaw();
    const source = Readable.from(packedBytes(reader, member), { objectMode: false });
    source.on("error", (error) => inflate.destroy(error)).pipe(inflate);
    for await (const piece of inflate) yield piece as Buffer;
    counter.consumed = inflate.bytesWritten;
  }
}

async function* packedBytes(reader: WindowReader, member: PackedMember): AsyncGenerator<Buffer> {
  if (member.compressed <= smallCompressed) yield await reader.at(member.start, member.compressed);
  else yield* piecesOf(reader.source, member.start, member.compressed);
}
