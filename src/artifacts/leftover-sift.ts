/** Tells in one pass over a run what may be in it, so that little of it becomes a string, an expression or a decoding. */

import { base64Values, hexValues, leastBase64, leastHex, other } from "./leftover-encodings.ts";
import { keyStart } from "./leftover-keys.ts";
import { secretShapes } from "./secret-shapes.ts";

/** What a run may hold, as bits. */
export const mayBe = { token: 1, base64: 2, hex: 4, escapes: 8, path: 16 } as const;

const hash = (first: number, second: number, third: number) => (first * 961 + second * 31 + third) & 0xffff;
/** What tokens begin with, all of three bytes at least; 0 or the position in `buckets` by the hash of the first three. */
const bucketOf = new Uint8Array(0x10000);
const buckets: Buffer[][] = [[]];
for (const text of [...secretShapes.flatMap((shape) => shape.starts), keyStart]) {
  const start = Buffer.from(text, "latin1");
  const [first = 0, second = 0, third = 0] = start;
  const key = hash(first, second, third);
  if (bucketOf[key] === 0) bucketOf[key] = buckets.push([]) - 1;
  buckets[bucketOf[key] as number]?.push(start);
}

/** Slashes of paths, and what may begin an escape: percent sign, equals sign, backslash. */
const anEscape = 0x80;
const marks = new Uint8Array(256);
marks[0x2f] = mayBe.path;
for (const mark of "%=\\") marks[mark.charCodeAt(0)] = anEscape;

/** @returns bits of `mayBe` */
export function sift(bytes: Uint8Array, start: number, end: number): number {
  let may = 0;
  let [before, beforeThat] = [0, 0];
  for (let index = start; index < end; index += 1) {
    const byte = bytes[index] as number;
    const bucket = bucketOf[hash(beforeThat, before, byte)] as number;
    if (bucket !== 0 && beginsToken(bytes, index - 2, end, bucket)) may |= mayBe.token;
    const mark = marks[byte] as number;
    if (mark !== 0) may |= mark === anEscape ? escapeAt(bytes, index, end) : mark;
    beforeThat = before;
    before = byte;
  }
  if (end - start >= leastBase64) may |= siftDigits(bytes, start, end);
  return may;
}

function beginsToken(bytes: Uint8Array, at: number, end: number, bucket: number): boolean {
  return buckets[bucket]?.some((start) => at + start.length <= end && startsAt(bytes, at, start)) === true;
}

function startsAt(bytes: Uint8Array, at: number, start: Buffer): boolean {
  for (let index = 0; index < start.length; index += 1) if (bytes[at + index] !== start[index]) return false;
  return true;
}

/**
 * Stretches of digits that fit as ASCII (leftover-encodings.ts tells what fits) are counted for all phases side by side,
 * each under the name of the place in its group that the present digit has in it.
 */
function siftDigits(bytes: Uint8Array, start: number, end: number): number {
  let may = 0;
  let [first, second, third, fourth, high, low] = [0, 0, 0, 0, 0, 0];
  for (let index = start; index < end; index += 1) {
    const byte = bytes[index] as number;
    const value = base64Values[byte] as number;
    // Hex digits are digits of base64, too.
    if (value === other) {
      first = second = third = fourth = high = low = 0;
      continue;
    }
    const next = fourth === 0 ? 0 : fourth + 1;
    fourth = third === 0 || (value & 0x02) !== 0 ? 0 : third + 1;
    third = second === 0 || (value & 0x08) !== 0 ? 0 : second + 1;
    second = (value & 0x20) !== 0 || value < 2 ? 0 : first + 1;
    first = next;
    if (first >= leastBase64 || second >= leastBase64 || third >= leastBase64 || fourth >= leastBase64)
      may |= mayBe.base64;
    const digit = hexValues[byte] as number;
    if (digit === other) high = low = 0;
    else {
      const afterLow = low === 0 ? 0 : low + 1;
      low = (digit & 0x08) !== 0 ? 0 : high + 1;
      high = afterLow;
      if (high >= leastHex || low >= leastHex) may |= mayBe.hex;
    }
  }
  return may;
}

/**
 * An escape is a digit after a percent or equals sign; a digit, "x" or "u" after a backslash; an equals sign that ends
 * its line. A backslash may be a path's as well.
 */
function escapeAt(bytes: Uint8Array, at: number, end: number): number {
  const next = at + 1 < end ? (bytes[at + 1] as number) : 0;
  const digit = next >= 0x30 && next <= 0x37;
  if (bytes[at] === 0x5c) return mayBe.path | (digit || next === 0x78 || next === 0x75 ? mayBe.escapes : 0);
  return digit || (bytes[at] === 0x3d && next === 0) ? mayBe.escapes : 0;
}
