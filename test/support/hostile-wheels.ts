/** Wheels that must be refused: what is wrong with each, its bytes, and a part of the message. */

import { deflateRawSync } from "node:zlib";

import { crc32 } from "../../src/artifacts/crc32.ts";
import { pureWheel, wheelBytes, wheelEntries, type WheelSpec } from "./archives.ts";
import { extra, zipBytes, type ZipOptions, type ZipSpec } from "./zip-bytes.ts";

export interface Hostile {
  readonly what: string;
  readonly bytes: () => Buffer;
  readonly says: string;
  readonly file?: string;
}

const x = (more: Partial<ZipSpec>): ZipSpec => ({ name: "demo/x.py", content: "x = 1\n", ...more });
const member = (what: string, says: string, ...more: Partial<ZipSpec>[]): Hostile => ({
  what,
  says,
  bytes: () => wheelBytes({ more: more.map(x) }),
});
const zip = (what: string, says: string, options: ZipOptions): Hostile => ({
  what,
  says,
  bytes: () => wheelBytes({ zip: options }),
});
const wheel = (what: string, says: string, spec: WheelSpec): Hostile => ({
  what,
  says,
  bytes: () => wheelBytes(spec),
});
const name = (what: string, says: string, path: string | Buffer): Hostile =>
  member(what, says, { name: path });

const names: Hostile[] = [
  name("a path with ..", 'leaves its folder by ".."', "demo/../../x.py"),
  name("a path that begins with ..", 'leaves its folder by ".."', "../x.py"),
  name("an absolute path", "absolute path", "/etc/x.py"),
  name("a drive letter", "drive letter", "C:/x.py"),
  name("a drive letter without a slash", "drive letter", "c:x.py"),
  name("a backslash", "backslash", "demo\\..\\..\\x.py"),
  name("a dot folder", "single-dot", "demo/./x.py"),
  name("an empty folder name", "empty", "demo//x.py"),
  name("an empty name", "empty name", ""),
  name("a NUL", "control character", "demo/x.py\0.txt"),
  name("a line feed", "control character", "demo/x\n.py"),
  name("an escape sequence", "control character", "demo/\u001b[2Jx.py"),
  name("a name of 300 bytes", "255 bytes", `demo/${"x".repeat(300)}.py`),
  name("a path of 5000 bytes", "4096 bytes", `${"xxxx/".repeat(1000)}x.py`),
  name("a name that is no UTF-8", "not UTF-8", Buffer.from([0x64, 0xff, 0xfe])),
  member("a UTF-8 name that is not marked", "not marked as UTF-8", { name: "demo/é.py", flags: 0 }),
  member("a name twice", "is there twice", {}, {}),
  member("names that differ by case", "only by case", {}, { name: "demo/X.py" }),
  member("folders that differ by case", "only by case", { name: "Demo/y.py" }),
  member(
    "names that differ by Unicode form",
    "only by case or Unicode form",
    { name: "demo/\u00e9.py" },
    { name: "demo/e\u0301.py" },
  ),
  member("a file that is a folder too", "both a file and a directory", {}, { name: "demo/x.py/y.py" }),
  member(
    "a folder that is a file too",
    "both a directory and a file",
    { name: "demo/y/z.py" },
    { name: "demo/y" },
  ),
];

const kinds: Hostile[] = [
  member("a symbolic link", "symbolic link", { content: "/etc/passwd", mode: 0o120777 }),
  member("a device", "device", { mode: 0o020666 }),
  member("a pipe", "device, a pipe", { mode: 0o010666 }),
  member("a folder marked as a file", "folder and a file at once", {
    name: "demo/y/",
    content: "",
    mode: 0o100644,
  }),
  member("a file marked as a folder", "folder and a file at once", { mode: 0o040755 }),
  member("a folder with content", "folder with content", { name: "demo/y/" }),
  member("an encrypted member", "encrypted", { flags: 1 }),
  member("strong encryption", "encryption", { flags: 0x40 }),
  member("masked headers", "encrypted", { flags: 0x2000 }),
  member("a patch", "patch", { flags: 0x20 }),
  member("a data descriptor", "data descriptor", { flags: 8 }),
  member("LZMA", "method 14", { method: 14 }),
  member("bzip2", "method 12", { method: 12 }),
  member("a comment", "has a comment", { comment: "PK\u0005\u0006" }),
];

const headers: Hostile[] = [
  member("another name in the local header", "another name in its local header", {
    local: { name: Buffer.from("demo/y.py") },
  }),
  member("another size in the local header", "another size", { local: { uncompressed: 7 } }),
  member("another compressed size in the local header", "another size", { local: { compressed: 7 } }),
  member("another CRC in the local header", "another CRC", { local: { crc: 1 } }),
  member("another method in the local header", "another compression", { local: { method: 0 } }),
  member("other flags in the local header", "other flags", { local: { flags: 2 } }),
  member("a wrong CRC in both", "CRC is wrong", { both: { crc: 1 } }),
  member("a size too small", "not as long", { both: { uncompressed: 5 } }),
  member("a size too large", "not as long", { both: { uncompressed: 7 } }),
  member("bytes after the compressed content", "not as long", { junk: Buffer.from("hidden") }),
  member("content that is no deflate", "cannot be unpacked", {
    content: "\u0007\u0007\u0007\u0007",
    junk: Buffer.from("x"),
    method: 0,
    both: { method: 8 },
  }),
  member("sizes that differ though stored", "well-formed", { method: 0, both: { uncompressed: 3 } }),
  member("a second name in an extra field", "second, different name", {
    both: {
      extra: extra(0x7075, Buffer.concat([Buffer.from([1]), crcOf("demo/x.py"), Buffer.from("demo/y.py")])),
    },
  }),
  member("an extra field twice", "extra field twice", {
    both: { extra: Buffer.concat([extra(1, Buffer.alloc(16)), extra(1, Buffer.alloc(16))]) },
  }),
  member("a cut extra field in the directory", "well-formed", {
    central: { extra: Buffer.from([1, 0, 99, 0]) },
  }),
  member("a cut extra field in the local header", "malformed extra", {
    local: { extra: Buffer.from([1, 0, 99, 0]) },
  }),
  member("a member that the directory leaves out", "belongs to no member", { hidden: true }),
  member("a gap between members", "belongs to no member", { gap: Buffer.from("smuggled") }),
  member("two names for the same bytes", "local header", { sameAs: 0 }),
  member("content that reaches over the end", "well-formed", { both: { compressed: 1_000_000 } }),
];

function crcOf(text: string): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(crc32(Buffer.from(text)));
  return bytes;
}

/** A quoted overlap (as in the bomb of D. Fifield): the first content holds the second local header. */
function overlap(): Buffer {
  const inner = zipBytes([{ name: "demo/b.py", content: "b = 1\n", method: 0 }]).subarray(0, 30 + 9 + 6);
  const entries = wheelEntries();
  const at = zipBytes(entries).readUInt32LE(zipBytes(entries).length - 6);
  const bytes = zipBytes([
    ...entries,
    { name: "demo/a.py", content: inner, method: 0 },
    { name: "demo/b.py", content: "b = 1\n", method: 0, sameAs: 0 },
  ]);
  const central = bytes.lastIndexOf("demo/b.py") - 46;
  bytes.writeUInt32LE(at + 30 + 9, central + 42);
  return bytes;
}

const whole: Hostile[] = [
  zip("data before the archive", "belongs to no member", {
    before: Buffer.from("#!/bin/sh\nexec python $0\n"),
  }),
  zip("data after the archive", "does not end as a zip", { after: Buffer.from("more") }),
  zip("a comment", "comment", { comment: "hello" }),
  zip("another archive in the comment", "not where", { comment: "PK\u0005\u0006".padEnd(22, "\0") }),
  {
    what: "two archives, one after the other",
    says: "central directory is not where",
    bytes: () => Buffer.concat([wheelBytes(), wheelBytes()]),
  },
  zip("data between directory and end", "central directory is not where", { beforeEnd: Buffer.from("x") }),
  zip("too few members in the end record", "longer than its entries", { end: { entries: 4 } }),
  zip("too many members in the end record", "well-formed", { end: { entries: 6 } }),
  zip("a directory size that is wrong", "not where", { end: { size: 10 } }),
  zip("a directory offset beyond the end", "not where", { end: { offset: 0xfffffff0 } }),
  zip("several disks", "several disks", { end: { disk: 1 } }),
  zip("a zip64 record with room for more", "zip64 end record", { zip64: { recordSize: 60 } }),
  zip("a zip64 record elsewhere", "zip64 end record", { zip64: { position: 3 } }),
  zip("a zip64 count that is wrong", "longer than its entries", { zip64: { entries: 2 } }),
  zip("a zip64 count of a billion", "more than 100000 members", { zip64: { entries: 1e9 } }),
  { what: "an overlap", says: "share the same bytes", bytes: overlap },
  { what: "no bytes at all", says: "does not end as a zip", bytes: () => Buffer.alloc(0) },
  {
    what: "a text file",
    says: "does not end as a zip",
    bytes: () => Buffer.from("404: Not Found\n".repeat(10)),
  },
  { what: "a tar file", says: "does not end as a zip", bytes: () => Buffer.alloc(10_240) },
  { what: "a cut wheel", says: "does not end as a zip", bytes: () => wheelBytes().subarray(0, -10) },
  {
    what: "a name of five dashes",
    says: "parts between dashes",
    bytes: () => wheelBytes(),
    file: "demo-1.0-1-2-py3-none-any.whl",
  },
];

const bombs: Hostile[] = [
  wheel("a bomb of 80 MB", "decompression bomb", { files: { "bomb.bin": Buffer.alloc(80 * 1024 * 1024) } }),
  member("a bomb that lies about its size", "not as long", {
    content: deflateRawSync(Buffer.alloc(30 * 1024 * 1024)),
    method: 0,
    both: { method: 8, uncompressed: 1000 },
  }),
  member("a size of 4 GB", "decompression bomb", { both: { uncompressed: 0xfffffff0 } }),
];

const metadata: Hostile[] = [
  wheel("no .dist-info", "no .dist-info folder", {
    change: (entries) => entries.filter((e) => !String(e.name).includes("dist-info")),
  }),
  member("two .dist-info folders", "2 .dist-info folders", { name: "other-1.0.dist-info/METADATA" }),
  wheel("no METADATA", "no demo-1.0.dist-info/METADATA", { metadata: null }),
  wheel("no WHEEL", "no demo-1.0.dist-info/WHEEL", { wheel: null }),
  wheel("METADATA that is no UTF-8", "not UTF-8", { metadata: Buffer.from([0x4e, 0xff, 0xfe]) }),
];

export const hostileWheels: readonly Hostile[] = [
  ...names,
  ...kinds,
  ...headers,
  ...whole,
  ...bombs,
  ...metadata,
];
export { pureWheel };
