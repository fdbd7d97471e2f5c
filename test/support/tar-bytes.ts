/** Writes tar files block by block, so that tests can make each part wrong on its own. */

import { gzipSync } from "node:zlib";

export interface TarSpec {
  readonly name: string;
  readonly content?: string | Buffer;
  /** "0" file (default), "5" folder, "2" symbolic link, … */
  readonly type?: string;
  readonly mode?: number;
  readonly mtime?: number;
  readonly linkname?: string;
  /** Written into the header instead of the content's length. */
  readonly size?: number;
  readonly magic?: string;
  /** Bytes written over the header, by position, before its checksum is made. */
  readonly raw?: readonly (readonly [at: number, bytes: Buffer])[];
  /** Added to the right checksum. */
  readonly checksumOff?: number;
}

export interface TarOptions {
  /** Instead of two blocks of zeros. */
  readonly end?: Buffer;
  readonly afterEnd?: Buffer;
}

export const endMark = Buffer.alloc(1024);

export function tarBytes(specs: readonly TarSpec[], options: TarOptions = {}): Buffer {
  const blocks = specs.flatMap((spec) => {
    const content = Buffer.from(spec.content ?? "");
    return [header(spec, content.length), content, Buffer.alloc((512 - (content.length % 512)) % 512)];
  });
  return Buffer.concat([...blocks, options.end ?? endMark, options.afterEnd ?? Buffer.alloc(0)]);
}

export function tarGzBytes(specs: readonly TarSpec[], options: TarOptions = {}): Buffer {
  return gzipSync(tarBytes(specs, options));
}

/** A pax header before the next member. */
export function pax(records: Readonly<Record<string, string>>, type = "x"): TarSpec {
  const lines = Object.entries(records).map(([key, value]) => {
    const rest = ` ${key}=${value}\n`;
    let length = Buffer.byteLength(rest);
    length += String(length + String(length).length).length;
    return `${length}${rest}`;
  });
  return { name: "pax_header", type, content: lines.join("") };
}

function header(spec: TarSpec, length: number): Buffer {
  const block = Buffer.alloc(512);
  const type = spec.type ?? "0";
  block.write(spec.name, 0, 100);
  octal(block, spec.mode ?? (type === "5" ? 0o755 : 0o644), 100, 8);
  octal(block, 0, 108, 8);
  octal(block, 0, 116, 8);
  octal(block, spec.size ?? length, 124, 12);
  octal(block, spec.mtime ?? 1_600_000_000, 136, 12);
  block.write(type, 156, 1);
  block.write(spec.linkname ?? "", 157, 100);
  block.write(spec.magic ?? "ustar\u000000", 257, 8, "latin1");
  for (const [at, bytes] of spec.raw ?? []) bytes.copy(block, at);
  writeChecksum(block, spec.checksumOff);
  return block;
}

function octal(block: Buffer, value: number, at: number, length: number): void {
  block.write(`${value.toString(8).padStart(length - 1, "0")}\0`, at, length);
}

/** Positions of all headers. */
export function tarHeaders(bytes: Buffer): number[] {
  const found: number[] = [];
  for (let at = 0; at + 512 <= bytes.length; at += 512)
    if (bytes.toString("latin1", at + 257, at + 262) === "ustar") found.push(at);
  return found;
}

/** Every block that looks like a header gets the checksum that it should have. */
export function rightChecksums(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  for (const at of tarHeaders(copy)) writeChecksum(copy.subarray(at, at + 512));
  return copy;
}

/** @param off added to the right one */
export function writeChecksum(header: Buffer, off = 0): void {
  header.fill(0x20, 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0) + off;
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
}
