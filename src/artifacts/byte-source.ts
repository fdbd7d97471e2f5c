/** Where an archive's bytes come from: a file, or a server that answers for ranges of it. */

import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import { basename } from "node:path";

import { WheelwayError } from "../errors.ts";

export interface ByteSource {
  /** The archive's file name, without a folder. */
  readonly name: string;
  /** Bytes of the whole archive. */
  readonly size: number;
  /** Each read is a request over a network: few and large ones are wanted. */
  readonly remote: boolean;
  /**
   * Writes up to `length` bytes of the archive from `position` on into the buffer, and gives their number; 0 at the end.
   * What cannot be read is best rejected with a WheelwayError; any other error becomes an "archive-unreadable".
   */
  read(buffer: Buffer, offset: number, length: number, position: number): Promise<number>;
  close(): Promise<void>;
}

/** How much is read at once when all of a source is read. */
const pieceSize = 1024 * 1024;

/**
 * A file as a source; the caller closes it.
 * @throws WheelwayError "archive-unreadable"
 */
export async function fileSource(path: string): Promise<ByteSource> {
  const name = basename(path);
  const handle = await open(path).catch((error: unknown) => {
    throw unreadable(name, error);
  });
  try {
    const { size } = await handle.stat();
    return {
      name,
      size,
      remote: false,
      read: async (buffer, offset, length, position) =>
        (await handle.read(buffer, offset, length, position)).bytesRead,
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw unreadable(name, error);
  }
}

/**
 * Reads a range; less than `length` bytes only where the source ends.
 * @throws WheelwayError "archive-unreadable", or the source's own WheelwayError
 */
export async function readRange(source: ByteSource, position: number, length: number): Promise<Buffer> {
  const wanted = Math.max(0, Math.min(length, source.size - position));
  const buffer = Buffer.allocUnsafe(wanted);
  let done = 0;
  while (done < wanted) {
    const count = await source.read(buffer, done, wanted - done, position + done).catch((error: unknown) => {
      throw error instanceof WheelwayError ? error : unreadable(source.name, error);
    });
    if (count <= 0) break;
    done += count;
  }
  return buffer.subarray(0, done);
}

/** Everything, or `length` bytes from `start` on, in pieces. */
export async function* piecesOf(
  source: ByteSource,
  start = 0,
  length = source.size - start,
): AsyncGenerator<Buffer> {
  for (let done = 0; done < length;) {
    const piece = await readRange(source, start + done, Math.min(pieceSize, length - done));
    if (piece.length === 0) throw unreadable(source.name, new Error("it became shorter while it was read"));
    done += piece.length;
    yield piece;
  }
}

/** Hex SHA-256 of everything. */
export async function sha256Source(source: ByteSource): Promise<string> {
  const hash = createHash("sha256");
  for await (const piece of piecesOf(source)) hash.update(piece);
  return hash.digest("hex");
}

/** Gives a path's file, or the source itself, to `use`; closes what it opened. */
export async function withSource<T>(
  input: string | ByteSource,
  use: (source: ByteSource) => Promise<T>,
): Promise<T> {
  if (typeof input !== "string") return use(input);
  const source = await fileSource(input);
  try {
    return await use(source);
  } finally {
    await source.close();
  }
}

function unreadable(name: string, cause: unknown): WheelwayError {
  return new WheelwayError("archive-unreadable", {
    message: `${name} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`,
    next: "Look at the file's permissions, and at the disk or the network that it is read from.",
    cause,
  });
}
