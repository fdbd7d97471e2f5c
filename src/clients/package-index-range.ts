/** A file of a package index as a source of bytes: what is read is fetched in ranges (RFC 9110, section 14), not the whole. */

import type { ByteSource } from "../artifacts/byte-source.ts";
import type { IndexedFile } from "../artifacts/index-listing.ts";
import { bodyPieces } from "./body.ts";
import type { Downloading } from "./package-index-download.ts";
import { unreachable } from "./package-index-error.ts";
import { indexHeaders } from "./package-index-request.ts";

/** A read at least fetches so much: an answer's head costs more than its bytes. */
const least = 16 * 1024;

/**
 * `undefined` where the server does not answer for ranges: then the file has to be downloaded.
 * @throws WheelwayError "index-unreachable"
 */
export async function rangeSource(
  file: IndexedFile,
  options: Pick<Downloading, "index" | "http" | "signal">,
): Promise<ByteSource | undefined> {
  // The end of an archive is what is read first; this one request also tells whether ranges are answered at all.
  const first = await fetchRange(file, "bytes=-131072", options);
  if (!first) return undefined;
  const { size } = first;
  // Another size than the listing's is another file; the digest cannot be checked without reading all of it.
  if (file.size !== undefined && file.size !== size) return undefined;
  return {
    name: file.file,
    size,
    remote: true,
    read: async (buffer, offset, length, position) => {
      const wanted = Math.min(length, size - position);
      if (wanted <= 0) return 0;
      const end = position + wanted;
      const known = position >= first.start && end <= first.start + first.bytes.length;
      const piece = known
        ? first
        : await mustFetch(file, position, Math.min(size, Math.max(end, position + least)), options);
      return piece.bytes.copy(buffer, offset, position - piece.start, end - piece.start);
    },
    close: () => Promise.resolve(),
  };
}

interface Piece {
  readonly start: number;
  readonly bytes: Buffer;
  /** Bytes of the whole file. */
  readonly size: number;
}

async function mustFetch(
  file: IndexedFile,
  start: number,
  end: number,
  options: Pick<Downloading, "index" | "http" | "signal">,
): Promise<Piece> {
  const piece = await fetchRange(file, `bytes=${start}-${end - 1}`, options);
  if (piece?.start === start && piece.bytes.length === end - start) return piece;
  throw unreachable(options.index, `it does not answer for a part of ${file.file} any more`);
}

async function fetchRange(
  file: IndexedFile,
  range: string,
  { index, http, signal }: Pick<Downloading, "index" | "http" | "signal">,
): Promise<Piece | undefined> {
  const answer = await http(file.url, {
    headers: { ...indexHeaders(index, file.url), "accept-encoding": "identity", range },
    ...(signal ? { signal } : {}),
  });
  if (!answer.answered) throw unreachable(index, answer.why);
  const { response } = answer;
  const told = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15})$/.exec(response.headers.get("content-range") ?? "");
  if (response.status !== 206 || !told) {
    await response.body?.cancel();
    // The whole file, no range of it, or a file too small for the range: all can be downloaded.
    if (response.ok || response.status === 416 || response.status === 501) return undefined;
    throw unreachable(index, `it answered ${response.status} for ${file.file}`);
  }
  const [start = 0, last = 0, size = 0] = told.slice(1).map(Number);
  if (last < start || last >= size) return undefined;
  const length = last - start + 1;
  const pieces: Uint8Array[] = [];
  try {
    for await (const piece of bodyPieces(response, { most: length })) pieces.push(piece);
  } catch (error) {
    signal?.throwIfAborted();
    throw unreachable(
      index,
      `a part of ${file.file} ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  const bytes = Buffer.concat(pieces);
  return bytes.length === length ? { start, bytes, size } : undefined;
}
