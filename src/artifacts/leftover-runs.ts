/** Finds long stretches of bytes of one class, without looking at most of the others: all secrets and paths are such. */

/** A class of bytes: 1 where the byte belongs to it. */
export type ByteClass = Uint8Array;

export function byteClass(characters: string): ByteClass {
  const members = new Uint8Array(256);
  for (const byte of Buffer.from(characters, "latin1")) members[byte] = 1;
  return members;
}

const alphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** What tokens, base64, hex, escapes and paths consist of. */
export const tokenBytes = byteClass(`${alphanumeric}_+/.\\:=%~-`);
/** Lists of numbers: "0x2d, 0x2d" and "45, 45". */
export const numberBytes = byteClass("0123456789abcdefABCDEFxX, \t\r\n");

/**
 * Calls `found` with the beginning and end of every stretch of at least `least` bytes of the class. Probes every
 * `least`-th byte only: one that is not of the class shows that no stretch goes over it (as Boyer and Moore skip).
 */
export function eachRun(
  bytes: Uint8Array,
  members: ByteClass,
  least: number,
  found: (start: number, end: number) => void,
): void {
  const length = bytes.length;
  let floor = 0;
  let probe = least - 1;
  while (probe < length) {
    if (members[bytes[probe] as number] === 0) {
      floor = probe + 1;
      probe += least;
      continue;
    }
    let start = probe;
    while (start > floor && members[bytes[start - 1] as number] !== 0) start -= 1;
    const last = start + least - 1;
    if (last >= length) return;
    // From the far end: the first byte that does not belong tells where the next stretch may begin.
    let gap = last;
    while (gap > probe && members[bytes[gap] as number] !== 0) gap -= 1;
    if (gap > probe) {
      floor = gap + 1;
      probe = gap + least;
      continue;
    }
    let end = last + 1;
    while (end < length && members[bytes[end] as number] !== 0) end += 1;
    found(start, end);
    floor = end + 1;
    probe = end + least;
  }
}

/** Shortest text in UTF-16 that is looked at, in characters. */
const leastWide = 20;

/**
 * Calls `found` with every stretch of ASCII text in UTF-16, of 20 characters and more: every second byte is 0.
 * `start` is the byte of the first character, `end` the one after the last; the zeros stand between them.
 */
export function eachWideRun(
  bytes: Uint8Array,
  found: (start: number, end: number, encoding: "UTF-16LE" | "UTF-16BE") => void,
): void {
  const stride = leastWide * 2 - 2;
  let floor = 0;
  for (let probe = stride; probe + 1 < bytes.length; probe += stride) {
    const isZero = bytes[probe] === 0;
    if (isZero === (bytes[probe + 1] === 0)) continue;
    const text = isZero ? probe + 1 : probe;
    if (!isText(bytes[text])) continue;
    let start = text;
    while (start - 2 >= floor && bytes[start - 1] === 0 && isText(bytes[start - 2])) start -= 2;
    let end = text;
    while (bytes[end + 1] === 0 && isText(bytes[end + 2])) end += 2;
    if (end - start < stride) continue;
    const bigEndian = bytes[start - 1] === 0 && (bytes[end + 1] !== 0 || start % 2 === 1);
    found(start, end + 1, bigEndian ? "UTF-16BE" : "UTF-16LE");
    floor = end + 1;
    probe = end;
  }
}

function isText(byte: number | undefined): boolean {
  return byte !== undefined && ((byte >= 0x20 && byte < 0x7f) || (byte >= 0x09 && byte <= 0x0d));
}
