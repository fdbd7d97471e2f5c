/** Writes zip files byte by byte, so that tests can make each part wrong on its own. */

import { deflateRawSync } from "node:zlib";

import { crc32 } from "../../src/artifacts/crc32.ts";

interface HeaderFields {
  name: Buffer;
  flags: number;
  method: number;
  crc: number;
  compressed: number;
  uncompressed: number;
  extra: Buffer;
}

export interface ZipSpec {
  readonly name: string | Buffer;
  readonly content?: string | Buffer;
  /** 0 stored, 8 deflate (default); another number writes the content as it is. */
  readonly method?: number;
  readonly flags?: number;
  /** Unix mode with file type; default 0o100644. */
  readonly mode?: number;
  /** Version needed to extract, central directory only; default 20. */
  readonly version?: number;
  readonly comment?: string;
  /** Bytes after the compressed content, counted as compressed. */
  readonly junk?: Buffer;
  /** What stands in the one header only, and in both. */
  readonly local?: Partial<HeaderFields>;
  readonly central?: Partial<HeaderFields>;
  readonly both?: Partial<HeaderFields>;
  /** Left out of the central directory. */
  readonly hidden?: boolean;
  /** Central directory only: the position of the local header, instead of the right one. */
  readonly position?: number;
  /** Central directory only: points to the local header of the entry with this index. */
  readonly sameAs?: number;
  /** Bytes between this member and the next. */
  readonly gap?: Buffer;
}

export interface ZipOptions {
  readonly before?: Buffer;
  readonly after?: Buffer;
  readonly comment?: string;
  /** Bytes between the central directory and its end record. */
  readonly beforeEnd?: Buffer;
  /** Written instead of the counted numbers. */
  readonly end?: Partial<{ entries: number; size: number; offset: number; disk: number }>;
  readonly zip64?: boolean | Partial<{ entries: number; size: number; recordSize: number; position: number }>;
}

// 2020-01-01 00:00:00 as DOS date and time.
const date = ((2020 - 1980) << 9) | (1 << 5) | 1;

export function zipBytes(specs: readonly ZipSpec[], options: ZipOptions = {}): Buffer {
  const parts: Buffer[] = [];
  let position = 0;
  const push = (...more: Buffer[]) => {
    parts.push(...more);
    for (const { length } of more) position += length;
  };
  push(options.before ?? Buffer.alloc(0));
  const directory: Buffer[] = [];
  const offsets: number[] = [];
  for (const spec of specs) {
    const fields = fieldsOf(spec);
    offsets.push(spec.sameAs === undefined ? position : (offsets[spec.sameAs] ?? 0));
    if (spec.sameAs === undefined) {
      push(localHeader({ ...fields.header, ...spec.local }), fields.data, spec.gap ?? Buffer.alloc(0));
    }
    if (!spec.hidden)
      directory.push(
        centralHeader({ ...fields.header, ...spec.central }, spec, spec.position ?? offsets.at(-1) ?? 0),
      );
  }
  const offset = position;
  const central = Buffer.concat(directory);
  push(central, options.beforeEnd ?? Buffer.alloc(0));
  push(endRecords({ entries: directory.length, size: central.length, offset, disk: 0 }, position, options));
  return Buffer.concat([...parts, options.after ?? Buffer.alloc(0)]);
}

function fieldsOf(spec: ZipSpec): { header: HeaderFields; data: Buffer } {
  const content = Buffer.from(spec.content ?? "");
  const method = spec.method ?? (content.length > 0 ? 8 : 0);
  const data = Buffer.concat([
    method === 8 ? deflateRawSync(content) : content,
    spec.junk ?? Buffer.alloc(0),
  ]);
  const name = Buffer.from(spec.name);
  const flags = spec.flags ?? (name.some((byte) => byte > 0x7f) ? 0x0800 : 0);
  const sizes = { compressed: data.length, uncompressed: content.length };
  return {
    data,
    header: { name, flags, method, crc: crc32(content), ...sizes, extra: Buffer.alloc(0), ...spec.both },
  };
}

function localHeader(fields: HeaderFields): Buffer {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(20, 4);
  writeCommon(header, 6, fields);
  return Buffer.concat([header, fields.name, fields.extra]);
}

function centralHeader(fields: HeaderFields, spec: ZipSpec, offset: number): Buffer {
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE((3 << 8) | 20, 4);
  header.writeUInt16LE(spec.version ?? 20, 6);
  writeCommon(header, 8, fields);
  const comment = Buffer.from(spec.comment ?? "");
  header.writeUInt16LE(comment.length, 32);
  const folder = fields.name.at(-1) === 0x2f;
  header.writeUInt32LE(((spec.mode ?? (folder ? 0o040755 : 0o100644)) << 16) >>> 0, 38);
  header.writeUInt32LE(offset, 42);
  return Buffer.concat([header, fields.name, fields.extra, comment]);
}

function writeCommon(header: Buffer, at: number, fields: HeaderFields): void {
  header.writeUInt16LE(fields.flags, at);
  header.writeUInt16LE(fields.method, at + 2);
  header.writeUInt16LE(date, at + 6);
  header.writeUInt32LE(fields.crc, at + 8);
  header.writeUInt32LE(fields.compressed, at + 12);
  header.writeUInt32LE(fields.uncompressed, at + 16);
  header.writeUInt16LE(fields.name.length, at + 20);
  header.writeUInt16LE(fields.extra.length, at + 22);
}

function endRecords(
  counted: { entries: number; size: number; offset: number; disk: number },
  position: number,
  options: ZipOptions,
): Buffer {
  const wide = options.zip64
    ? zip64Records(counted, position, options.zip64 === true ? {} : options.zip64)
    : Buffer.alloc(0);
  const fields = { ...counted, ...options.end };
  const comment = Buffer.from(options.comment ?? "");
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(fields.disk, 4);
  end.writeUInt16LE(fields.disk, 6);
  end.writeUInt16LE(options.zip64 ? 0xffff : fields.entries, 8);
  end.writeUInt16LE(options.zip64 ? 0xffff : fields.entries, 10);
  end.writeUInt32LE(options.zip64 ? 0xffffffff : fields.size, 12);
  end.writeUInt32LE(options.zip64 ? 0xffffffff : fields.offset, 16);
  end.writeUInt16LE(comment.length, 20);
  return Buffer.concat([wide, end, comment]);
}

function zip64Records(
  counted: { entries: number; size: number; offset: number },
  position: number,
  wrong: Partial<{ entries: number; size: number; recordSize: number; position: number }>,
): Buffer {
  const record = Buffer.alloc(56);
  record.writeUInt32LE(0x06064b50, 0);
  record.writeBigUInt64LE(BigInt(wrong.recordSize ?? 44), 4);
  record.writeBigUInt64LE(BigInt(wrong.entries ?? counted.entries), 24);
  record.writeBigUInt64LE(BigInt(wrong.entries ?? counted.entries), 32);
  record.writeBigUInt64LE(BigInt(wrong.size ?? counted.size), 40);
  record.writeBigUInt64LE(BigInt(counted.offset), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(wrong.position ?? position), 8);
  locator.writeUInt32LE(1, 16);
  return Buffer.concat([record, locator]);
}

/** An extra field: id, length, data. */
export function extra(id: number, data: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16LE(id, 0);
  head.writeUInt16LE(data.length, 2);
  return Buffer.concat([head, data]);
}

/** Positions of all headers and records of a zip file. */
export function zipHeaders(bytes: Buffer): number[] {
  return ["504b0304", "504b0102", "504b0506"].flatMap((signature) => {
    const found: number[] = [];
    const mark = Buffer.from(signature, "hex");
    for (let at = bytes.indexOf(mark); at !== -1; at = bytes.indexOf(mark, at + 4)) found.push(at);
    return found;
  });
}
