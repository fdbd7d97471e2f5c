/** Tells in one pass over a run what may be in it, so that little of it becomes a string, an expression or a decoding. */

import { base64Values, hexValues, leastBase64, leastHex, other } from "./leftover-encodings.ts";
import { keyStart } from "./leftover-keys.ts";
import { secretShapes } from "./secret-shapes.ts";

/** What a run may hold, as bits. */
export const mayBe = { token: 1, base64: 2, hex: 4, escapes: 8, path: 16 } as const;

const hash = (first: number, second: number, third: number) => (first * 961 + second * 31 + third) & 0xffff;
/** Three bytes that tokens begin with, by their hash. */
const starts = new Uint8Array(0x10000);
for (const start of [...secretShapes.flatMap((shape) => shape.starts), keyStart]) {
  const [first = 0, second = 0, third] = Buffer.from(start, "latin1");
  for (let last = third ?? 0; last <= (third ?? 255); last += 1) starts[hash(first, second, last)] = 1;
}

/** What may begin an escape: percent sign, equals sign, backslash. And the slashes of paths. */
const marks = new Uint8Array(256);
for (const mark of "%=\\") marks[mark.charCodeAt(0)] = 1;
const slashes = new Uint8Array(256);
for (const slash of "/\\") slashes[slash.charCodeAt(0)] = 1;

/**
 * For base64 and hex, stretches of digits that fit as ASCII are counted for all phases side by side, each under the
 * name of the place in its group that the present digit has in it (leftover-encodings.ts tells what fits).
 * @returns bits of `mayBe`
 */
export function sift(bytes: Uint8Array, start: number, end: number): number {
  let may = 0;
  let [first, second, third, fourth] = [0, 0, 0, 0];
  let [high, low] = [0, 0];
  let [before, beforeThat] = [0, 0];
  for (let index = start; index < end; index += 1) {
    const byte = bytes[index] as number;
    if (starts[hash(beforeThat, before, byte)] !== 0) may |= mayBe.token;
    beforeThat = before;
    before = byte;
    const value = base64Values[byte] as number;
    if (value === other) {
      first = second = third = fourth = 0;
      if (marks[byte] !== 0 && isEscape(bytes, index, end)) may |= mayBe.escapes;
    } else {
      const next = fourth === 0 ? 0 : fourth + 1;
      fourth = third === 0 || (value & 0x02) !== 0 ? 0 : third + 1;
      third = second === 0 || (value & 0x08) !== 0 ? 0 : second + 1;
      second = (value & 0x20) !== 0 || value < 2 ? 0 : first + 1;
      first = next;
      if (first >= leastBase64 || second >= leastBase64 || third >= leastBase64 || fourth >= leastBase64)
        may |= mayBe.base64;
    }
    if (slashes[byte] !== 0) may |= mayBe.path;
    const digit = hexValues[byte] as number;
    if (digit === other) high = low = 0;
    else {
      const next = low === 0 ? 0 : low + 1;
      low = (digit & 0x08) !== 0 ? 0 : high + 1;
      high = next;
      if (high >= leastHex || low >= leastHex) may |= mayBe.hex;
    }
  }
  return may;
}

/** A digit after a percent or equals sign, a digit, "x" or "u" after a backslash; an equals sign that ends its line. */
function isEscape(bytes: Uint8Array, at: number, end: number): boolean {
  const next = at + 1 < end ? (bytes[at + 1] as number) : 0;
  const digit = next >= 0x30 && next <= 0x37;
  if (bytes[at] === 0x5c) return digit || next === 0x78 || next === 0x75;
  return digit || (bytes[at] === 0x3d && next === 0);
}
