/** CRC-32 as zip files use it; Node has its own from 20.15 on. */

import * as zlib from "node:zlib";

const native: ((data: Buffer, value?: number) => number) | undefined = (zlib as Partial<typeof zlib>).crc32;

const table = new Uint32Array(256).map((_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** The same, without Node's help. */
export function tableCrc32(data: Buffer, value = 0): number {
  let crc = ~value;
  for (const byte of data) crc = (crc >>> 8) ^ (table[(crc ^ byte) & 0xff] ?? 0);
  return ~crc >>> 0;
}

/** @param value the CRC of what came before */
export const crc32 = native ?? tableCrc32;
