/** Wheels that must be refused: what is wrong with each, its bytes, its code, and a part of the message. */

import { deflateRawSync } from "node:zlib";

import { crc32 } from "../../src/artifacts/crc32.ts";
import type { RefusalCode } from "../../src/artifacts/refusal.ts";
import { wheelBytes, wheelEntries, type WheelSpec } from "./archives.ts";
import type { Hostile } from "./hostile.ts";
import { writeChecksum } from "./tar-bytes.ts";
import { extra, zipBytes, type ZipOptions, type ZipSpec } from "./zip-bytes.ts";

const x = (more: Partial<ZipSpec>): ZipSpec => ({ name: "demo/x.py", content: "x = 1\n", ...more });
const member = (code: RefusalCode, what: string, says: string, ...more: Partial<ZipSpec>[]): Hostile => ({
  code,
  what,
  says,
  bytes: () => wheelBytes({ more: more.map(x) }),
});
const zip = (code: RefusalCode, what: string, says: string, options: ZipOptions): Hostile => ({
  code,
  what,
  says,
  bytes: () => wheelBytes({ zip: options }),
});
const wheel = (code: RefusalCode, what: string, says: string, spec: WheelSpec): Hostile => ({
  code,
  what,
  says,
  bytes: () => wheelBytes(spec),
});
const name = (code: RefusalCode, what: string, says: string, path: string | Buffer): Hostile =>
  member(code, what, says, { name: path });

const names: Hostile[] = [
  name("WW021", "a path with ..", 'leaves its folder by ".."', "demo/../../x.py"),
  name("WW021", "a path that begins with ..", 'leaves its folder by ".."', "../x.py"),
  name("WW021", "an absolute path", "absolute path", "/etc/x.py"),
  name("WW021", "a drive letter", "drive letter", "C:/x.py"),
  name("WW021", "a drive letter without a slash", "drive letter", "c:x.py"),
  name("WW021", "a backslash", "backslash", "demo\\..\\..\\x.py"),
  name("WW021", "a dot folder", "single-dot", "demo/./x.py"),
  name("WW021", "an empty folder name", "empty", "demo//x.py"),
  name("WW021", "an empty name", "empty name", ""),
  name("WW021", "a NUL", "control character", "demo/x.py\0.txt"),
  name("WW021", "a line feed", "control character", "demo/x\n.py"),
  name("WW021", "an escape sequence", "control character", "demo/\u001b[2Jx.py"),
  name("WW021", "a name of 300 bytes", "255 bytes", `demo/${"x".repeat(300)}.py`),
  name("WW021", "a path of 5000 bytes", "4096 bytes", `${"xxxx/".repeat(1000)}x.py`),
  name("WW021", "a name that is no UTF-8", "not UTF-8", Buffer.from([0x64, 0xff, 0xfe])),
  member("WW024", "a UTF-8 name that is not marked", "not marked as UTF-8", { name: "demo/é.py", flags: 0 }),
  member("WW023", "a name twice", "is there twice", {}, {}),
  member("WW023", "names that differ by case", "only by case", {}, { name: "demo/X.py" }),
  member("WW023", "folders that differ by case", "only by case", { name: "Demo/y.py" }),
  member(
    "WW023",
    "names that differ by Unicode form",
    "only by case or Unicode form",
    { name: "demo/\u00e9.py" },
    { name: "demo/e\u0301.py" },
  ),
  member(
    "WW023",
    "a file that is a folder too",
    "both a file and a directory",
    {},
    { name: "demo/x.py/y.py" },
  ),
  member(
    "WW023",
    "a folder that is a file too",
    "both a directory and a file",
    { name: "demo/y/z.py" },
    { name: "demo/y" },
  ),
];

const kinds: Hostile[] = [
  member("WW022", "a symbolic link", "symbolic link", { content: "/etc/passwd", mode: 0o120777 }),
  member("WW022", "a device", "device", { mode: 0o020666 }),
  member("WW022", "a pipe", "device, a pipe", { mode: 0o010666 }),
  member("WW024", "a folder marked as a file", "folder and a file at once", {
    name: "demo/y/",
    content: "",
    mode: 0o100644,
  }),
  member("WW024", "a file marked as a folder", "folder and a file at once", { mode: 0o040755 }),
  member("WW024", "a folder with content", "folder with content", { name: "demo/y/" }),
  member("WW026", "an encrypted member", "encrypted", { flags: 1 }),
  member("WW026", "strong encryption", "encryption", { flags: 0x40 }),
  member("WW026", "masked headers", "encrypted", { flags: 0x2000 }),
  member("WW026", "a patch", "patch", { flags: 0x20 }),
  member("WW024", "a data descriptor", "data descriptor", { flags: 8 }),
  member("WW026", "a version of zip that nobody has", "newer kind of zip", { version: 255 }),
  member("WW024", "a folder with a CRC", "folder with content", {
    name: "demo/y/",
    content: "",
    both: { crc: 1 },
  }),
  member("WW024", "a folder with hidden bytes", "folder with content", {
    name: "demo/y/",
    content: "",
    method: 8,
    junk: Buffer.from("hidden"),
  }),
  member("WW026", "LZMA", "method 14", { method: 14 }),
  member("WW026", "bzip2", "method 12", { method: 12 }),
  member("WW024", "a comment", "has a comment", { comment: "PK\u0005\u0006" }),
];

const headers: Hostile[] = [
  member("WW024", "another name in the local header", "another name in its local header", {
    local: { name: Buffer.from("demo/y.py") },
  }),
  member("WW024", "another size in the local header", "another size", { local: { uncompressed: 7 } }),
  member("WW024", "another compressed size in the local header", "another size", {
    local: { compressed: 7 },
  }),
  member("WW024", "another CRC in the local header", "another CRC", { local: { crc: 1 } }),
  member("WW024", "another method in the local header", "another compression", { local: { method: 0 } }),
  member("WW024", "other flags in the local header", "other flags", { local: { flags: 2 } }),
  member("WW020", "a wrong CRC in both", "CRC is wrong", { both: { crc: 1 } }),
  member("WW024", "a size too small", "not as long", { both: { uncompressed: 5 } }),
  member("WW024", "a size too large", "not as long", { both: { uncompressed: 7 } }),
  member("WW024", "bytes after the compressed content", "not as long", { junk: Buffer.from("hidden") }),
  member("WW020", "content that is no deflate", "cannot be unpacked", {
    content: "\u0007\u0007\u0007\u0007",
    junk: Buffer.from("x"),
    method: 0,
    both: { method: 8 },
  }),
  member("WW024", "sizes that differ though stored", "two different sizes", {
    method: 0,
    both: { uncompressed: 3 },
  }),
  member("WW024", "a second name in an extra field", "second, different name", {
    both: {
      extra: extra(0x7075, Buffer.concat([Buffer.from([1]), crcOf("demo/x.py"), Buffer.from("demo/y.py")])),
    },
  }),
  member("WW024", "an extra field twice", "extra field twice", {
    both: { extra: Buffer.concat([extra(1, Buffer.alloc(16)), extra(1, Buffer.alloc(16))]) },
  }),
  member("WW024", "zip64 sizes that differ from the header's", "zip64 sizes", {
    local: { extra: wideSizes(7, 7) },
  }),
  member("WW024", "zip64 sizes of an odd length", "zip64 sizes", {
    local: { extra: extra(1, Buffer.alloc(12)) },
  }),
  member("WW024", "one zip64 size for compressed content", "zip64 sizes", {
    local: { extra: extra(1, Buffer.alloc(8)) },
  }),
  member("WW020", "zip64 sizes that are announced and missing", "well-formed", {
    both: { uncompressed: 0xffffffff, extra: extra(1, Buffer.alloc(0)) },
  }),
  member("WW024", "a position beyond all files", "cannot be read", {
    position: 0xffffffff,
    central: { extra: extra(1, Buffer.alloc(8, 0xff)) },
  }),
  member("WW020", "a cut extra field in the directory", "well-formed", {
    central: { extra: Buffer.from([1, 0, 99, 0]) },
  }),
  member("WW020", "a cut extra field in the local header", "malformed extra", {
    local: { extra: Buffer.from([1, 0, 99, 0]) },
  }),
  member("WW024", "a member that the directory leaves out", "belongs to no member", { hidden: true }),
  member("WW024", "a gap between members", "belongs to no member", { gap: Buffer.from("smuggled") }),
  member("WW024", "two names for the same bytes", "local header", { sameAs: 0 }),
  member("WW024", "content that reaches over the end", "overflows", { both: { compressed: 1_000_000 } }),
];

function wideSizes(uncompressed: number, compressed: number): Buffer {
  const sizes = Buffer.alloc(16);
  sizes.writeBigUInt64LE(BigInt(uncompressed), 0);
  sizes.writeBigUInt64LE(BigInt(compressed), 8);
  return extra(1, sizes);
}

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

/** A tar header in the first local header, between its extra fields: a name before it, a checksum after it. */
function alsoTar(): Buffer {
  const [first, ...others] = wheelEntries();
  const bytes = zipBytes([{ ...first!, local: { extra: extra(0x9999, Buffer.alloc(1500)) } }, ...others]);
  writeChecksum(bytes.subarray(0, 512));
  return bytes;
}

const whole: Hostile[] = [
  { what: "a tar file in its first header", code: "WW024", says: "a tar file as well", bytes: alsoTar },
  zip("WW024", "data before the archive", "belongs to no member", {
    before: Buffer.from("#!/bin/sh\nexec python $0\n"),
  }),
  zip("WW024", "data after the archive", "4 bytes after its end", { after: Buffer.from("more") }),
  zip("WW024", "a comment at the end", "comment", { comment: "hello" }),
  zip("WW024", "another archive in the comment", "not where", { comment: "PK\u0005\u0006".padEnd(22, "\0") }),
  {
    what: "two archives, one after the other",
    code: "WW024",
    says: "central directory is not where",
    bytes: () => Buffer.concat([wheelBytes(), wheelBytes()]),
  },
  zip("WW024", "data between directory and end", "central directory is not where", {
    beforeEnd: Buffer.from("x"),
  }),
  zip("WW024", "too few members in the end record", "longer than its entries", { end: { entries: 4 } }),
  zip("WW020", "too many members in the end record", "well-formed", { end: { entries: 6 } }),
  zip("WW024", "a directory size that is wrong", "not where", { end: { size: 10 } }),
  zip("WW024", "a directory offset beyond the end", "not where", { end: { offset: 0xfffffff0 } }),
  zip("WW026", "several disks", "several disks", { end: { disk: 1 } }),
  zip("WW024", "a zip64 record with room for more", "zip64 end record", { zip64: { recordSize: 60 } }),
  zip("WW024", "a zip64 record elsewhere", "zip64 end record", { zip64: { position: 3 } }),
  zip("WW024", "a zip64 count that is wrong", "longer than its entries", { zip64: { entries: 2 } }),
  zip("WW025", "a zip64 count of a billion", "more than 100000 members", { zip64: { entries: 1e9 } }),
  { what: "an overlap", code: "WW024", says: "share the same bytes", bytes: overlap },
  { what: "no bytes at all", code: "WW020", says: "does not end as a zip", bytes: () => Buffer.alloc(0) },
  {
    what: "a text file",
    code: "WW020",
    says: "does not end as a zip",
    bytes: () => Buffer.from("404: Not Found\n".repeat(10)),
  },
  { what: "a tar file", code: "WW020", says: "does not end as a zip", bytes: () => Buffer.alloc(10_240) },
  {
    what: "a cut wheel",
    code: "WW020",
    says: "does not end as a zip",
    bytes: () => wheelBytes().subarray(0, -10),
  },
  {
    what: "a name of five dashes",
    code: "WW008",
    says: "parts between dashes",
    bytes: () => wheelBytes(),
    file: "demo-1.0-1-2-py3-none-any.whl",
  },
];

/** Folders below folders: few bytes that make a reader remember much. */
function deepFolders(): ZipSpec[] {
  return Array.from({ length: 150 }, (_, index) =>
    x({ name: `${index}/${"a/".repeat(1500)}x.py`, content: "" }),
  );
}

const bombs: Hostile[] = [
  wheel("WW025", "a bomb of 70 MB", "decompression bomb", {
    files: { "bomb.bin": Buffer.alloc(70 * 1024 * 1024) },
  }),
  member("WW024", "a bomb that lies about its size", "not as long", {
    content: deflateRawSync(Buffer.alloc(30 * 1024 * 1024)),
    method: 0,
    both: { method: 8, uncompressed: 1000 },
  }),
  wheel("WW025", "225,000 folders in 150 paths", "more than 200000 files and folders", {
    more: deepFolders(),
  }),
  member("WW025", "a size of 4 GB", "decompression bomb", { both: { uncompressed: 0xfffffff0 } }),
];

const metadata: Hostile[] = [
  wheel("WW027", "a WHEEL file of version 2", "installers know 1.0", { wheel: "Wheel-Version: 2.0\n" }),
  wheel("WW027", "a WHEEL file of no version at all", "installers know 1.0", {
    wheel: "Wheel-Version: new\n",
  }),
  wheel("WW025", "METADATA of 9 MB", "too many for a text", { metadata: "\n".repeat(9 * 1024 * 1024) }),
  wheel("WW025", "RECORD of 33 MB", "too many for a text", { record: ",\n".repeat(17 * 1024 * 1024) }),
  wheel("WW027", "no .dist-info", "no .dist-info folder", {
    change: (entries) => entries.filter((e) => !String(e.name).includes("dist-info")),
  }),
  member("WW027", "two .dist-info folders", "2 .dist-info folders", { name: "other-1.0.dist-info/METADATA" }),
  wheel("WW027", "no METADATA", "no demo-1.0.dist-info/METADATA", { metadata: null }),
  wheel("WW027", "no WHEEL", "no demo-1.0.dist-info/WHEEL", { wheel: null }),
  wheel("WW027", "METADATA that is no UTF-8", "not UTF-8", { metadata: Buffer.from([0x4e, 0xff, 0xfe]) }),
];

export const hostileWheels: readonly Hostile[] = [
  ...names,
  ...kinds,
  ...headers,
  ...whole,
  ...bombs,
  ...metadata,
];
