/** One 512-byte header of a tar file (POSIX ustar and GNU), and the records of a pax header. */

import { decodeName } from "./member-path.ts";
import { problem, type Problem } from "./refusal.ts";

export const blockSize = 512;

export interface TarHeader {
  readonly name: string;
  readonly mode: number;
  /** Bytes of the content. */
  readonly size: number;
  /** Seconds since 1970. */
  readonly mtime: number;
  /** "0" file, "5" folder, "1" hard link, "2" symbolic link, "x" and "g" pax, "L" and "K" GNU long names, … */
  readonly type: string;
  readonly linkname: string;
}

const zeros = Buffer.alloc(64 * 1024);

/** Of bytes of any length: a piece may be megabytes of them. */
export function isZero(bytes: Buffer): boolean {
  for (let at = 0; at < bytes.length; at += zeros.length) {
    const piece = bytes.subarray(at, at + zeros.length);
    if (!piece.equals(zeros.subarray(0, piece.length))) return false;
  }
  return true;
}

/** Reads a header; what is wrong with the archive where it is none. */
export function parseTarHeader(block: Buffer): TarHeader | Problem {
  const magic = block.toString("latin1", 257, 265);
  const gnu = magic === "ustar  \0";
  if (!gnu && magic !== "ustar\u000000")
    return problem("WW020", "has a header that is neither POSIX nor GNU tar");
  if (!hasTarChecksum(block)) return problem("WW020", "has a header with a wrong checksum");
  const size = number(block, 124, 12);
  const mode = number(block, 100, 8);
  const mtime = number(block, 136, 12);
  // Python's `tarfile` takes a header with one malformed number, even an owner's, for the end of the archive.
  const others = [number(block, 108, 8), number(block, 116, 8), number(block, 329, 8), number(block, 337, 8)];
  if (size === undefined || mode === undefined || mtime === undefined || others.includes(undefined))
    return problem("WW020", "has a header with malformed numbers");
  // There GNU tar keeps times, and others, such as Python, the beginning of the name.
  if (gnu && block[345] !== 0) return problem("WW024", "has a GNU header with a prefix of its name");
  const short = text(block, 0, 100);
  const prefix = gnu ? "" : text(block, 345, 155);
  const linkname = text(block, 157, 100);
  if (short === undefined || prefix === undefined || linkname === undefined)
    return problem("WW021", "has a name that is not UTF-8");
  const flag = block.toString("latin1", 156, 157);
  const type = flag === "\0" ? "0" : flag;
  const name = prefix ? `${prefix}/${short}` : short;
  // Before POSIX a folder was a file whose name ends so; some readers ask before a long name replaces this one.
  if (flag === "\0" && name.endsWith("/"))
    return problem("WW024", "has a folder in the form of old tar files");
  return { name, mode, size, mtime, type, linkname };
}

/** Is this a header to those who look at its checksum only, as Python's `tarfile` does? */
export function hasTarChecksum(block: Buffer): boolean {
  return number(block, 148, 8) === checksum(block);
}

/** The sum of all bytes, those of the checksum itself taken as spaces. */
function checksum(block: Buffer): number {
  let sum = 0;
  for (let index = 0; index < blockSize; index += 1)
    sum += index >= 148 && index < 156 ? 0x20 : (block[index] ?? 0);
  return sum;
}

function text(block: Buffer, start: number, length: number): string | undefined {
  const field = block.subarray(start, start + length);
  const end = field.indexOf(0);
  return decodeName(end === -1 ? field : field.subarray(0, end));
}

/** Octal digits after spaces and before spaces or NULs, or GNU's big-endian form, which begins with the byte 0x80. */
function number(block: Buffer, start: number, length: number): number | undefined {
  const field = block.subarray(start, start + length);
  if ((field[0] ?? 0) & 0x80) {
    if (field[0] !== 0x80) return undefined;
    const value = field.subarray(1).reduce((sum, byte) => sum * 256 + byte, 0);
    return Number.isSafeInteger(value) ? value : undefined;
  }
  const digits = /^ *([0-7]*)[ \0]*$/.exec(field.toString("latin1"))?.[1];
  return digits === undefined ? undefined : digits === "" ? 0 : parseInt(digits, 8);
}

/** Reads `LENGTH KEY=VALUE\n` records; `undefined` where they do not fill the bytes exactly. */
export function parsePax(bytes: Buffer): Map<string, string> | undefined {
  const records = new Map<string, string>();
  for (let at = 0; at < bytes.length;) {
    const space = bytes.indexOf(0x20, at);
    const digits = space === -1 ? "" : bytes.toString("latin1", at, space);
    if (!/^[1-9]\d{0,8}$/.test(digits)) return undefined;
    const end = at + Number(digits);
    if (end > bytes.length || end <= space || bytes[end - 1] !== 0x0a) return undefined;
    const record = decodeName(bytes.subarray(space + 1, end - 1));
    const equals = record?.indexOf("=") ?? -1;
    if (record === undefined || equals <= 0) return undefined;
    records.set(record.slice(0, equals), record.slice(equals + 1));
    at = end;
  }
  return records;
}
