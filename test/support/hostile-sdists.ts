/** Sdists that must be refused: what is wrong with each, its bytes, its code, and a part of the message. */

import { gzipSync } from "node:zlib";

import type { RefusalCode } from "../../src/artifacts/refusal.ts";
import { sdistBytes, sdistEntries, wheelBytes } from "./archives.ts";
import type { Hostile } from "./hostile.ts";
import { endMark, pax, tarBytes, tarGzBytes, type TarSpec } from "./tar-bytes.ts";

const file = (more: Partial<TarSpec> = {}): TarSpec => ({
  name: "demo-1.0/x.py",
  content: "x = 1\n",
  ...more,
});
const more = (code: RefusalCode, what: string, says: string, ...members: TarSpec[]): Hostile => ({
  code,
  what,
  says,
  bytes: () => sdistBytes({ more: members }),
});
const link = (name: string, linkname: string, type = "2"): TarSpec => ({
  name: `demo-1.0/${name}`,
  type,
  linkname,
});

const names: Hostile[] = [
  more("WW021", "a path with ..", 'leaves its folder by ".."', file({ name: "demo-1.0/../../x.py" })),
  more("WW021", "an absolute path", "absolute path", file({ name: "/etc/x.py" })),
  more("WW021", "a drive letter", "drive letter", file({ name: "C:/x.py" })),
  more("WW021", "a backslash", "backslash", file({ name: "demo-1.0\\..\\x.py" })),
  more(
    "WW021",
    "a long name with ..",
    'leaves its folder by ".."',
    pax({ path: "demo-1.0/../../x.py" }),
    file(),
  ),
  more(
    "WW021",
    "a GNU long name with ..",
    'leaves its folder by ".."',
    { name: "././@LongLink", type: "L", content: "demo-1.0/../../x.py\0" },
    file(),
  ),
  more("WW021", "a NUL in a long name", "control character", pax({ path: "demo-1.0/x\0.py" }), file()),
  more("WW023", "a name twice", "is there twice", file(), file()),
  more("WW023", "names that differ by case", "only by case", file(), file({ name: "demo-1.0/X.py" })),
  more(
    "WW023",
    "a file that is a folder too",
    "both a file and a directory",
    file(),
    file({ name: "demo-1.0/x.py/y" }),
  ),
  more("WW027", "a file beside the folder at the top", "not in the one folder", file({ name: "setup.py" })),
  more("WW027", "a second folder at the top", "not in the one folder", file({ name: "other/x.py" })),
];

const kinds: Hostile[] = [
  more("WW022", "a link to an absolute path", "absolute path", link("x", "/etc/passwd")),
  more("WW022", "a link out of the archive", "out of the archive", link("x", "../outside")),
  more("WW022", "a link out of a folder in it", "out of the archive", link("a/x", "../../outside")),
  more("WW022", "a link that goes down and up", "steps down and then up", link("x", "a/../../outside")),
  more("WW022", "a link to nowhere", "symbolic link to an absolute path", link("x", "")),
  more("WW022", "a link to a drive", "absolute path", link("x", "C:/x")),
  more(
    "WW022",
    "a file below a link",
    "lies below the link",
    link("a", "demo"),
    file({ name: "demo-1.0/a/x.py" }),
  ),
  more(
    "WW023",
    "a link in the place of a folder",
    "both a directory and a link",
    file({ name: "demo-1.0/a/x.py" }),
    link("a", "demo"),
  ),
  more(
    "WW022",
    "a hard link to what is not there",
    "hard link to what is no earlier file",
    link("x", "demo-1.0/gone", "1"),
  ),
  more(
    "WW022",
    "a hard link out of the archive",
    "hard link to what is no earlier file",
    link("x", "/etc/passwd", "1"),
  ),
  more(
    "WW022",
    "a hard link to a link",
    "hard link to what is no earlier file",
    link("a", "demo"),
    link("x", "demo-1.0/a", "1"),
  ),
  more(
    "WW022",
    "a NUL in a long link name",
    "control character",
    pax({ linkpath: "demo\0/../../x" }),
    link("x", "demo"),
  ),
  {
    what: "a link in the place of the folder at the top",
    code: "WW022",
    says: "out of the archive",
    bytes: () => tarGzBytes([{ name: "demo-1.0", type: "2", linkname: "other" }]),
  },
  more("WW022", "a character device", "device", file({ type: "3", content: "" })),
  more("WW022", "a block device", "device", file({ type: "4", content: "" })),
  more("WW022", "a pipe", "device", file({ type: "6", content: "" })),
  more("WW024", "a device with content", "content although it is no file", file({ type: "3" })),
  more("WW022", "a GNU sparse file", "no sdist needs", file({ type: "S", content: "" })),
  more("WW022", "an unknown kind", "no sdist needs", file({ type: "Z", content: "" })),
  more(
    "WW024",
    "a folder with content",
    "content although it is no file",
    file({ name: "demo-1.0/d/", type: "5" }),
  ),
  more("WW024", "a file that ends in a slash", "folder and a file at once", file({ name: "demo-1.0/d/" })),
];

const headers: Hostile[] = [
  more("WW020", "a negative size", "malformed numbers", file({ raw: [[124, Buffer.alloc(12, 0xff)]] })),
  more(
    "WW024",
    "a prefix in a GNU header",
    "GNU header with a prefix",
    file({ magic: "ustar  \0", raw: [[345, Buffer.from("other")]] }),
  ),
  more(
    "WW024",
    "an old folder under the long name of a file",
    "form of old tar files",
    pax({ path: "demo-1.0/x.py" }),
    file({ name: "d/", type: "\0" }),
  ),
  more(
    "WW024",
    "a GNU long name that goes on after its size",
    "more in the block of a header",
    { name: "l", type: "L", content: "demo-1.0/x.py.txt\0", size: 13 },
    file(),
  ),
  more(
    "WW024",
    "two long names, one of them empty",
    "two long names",
    pax({ path: "demo-1.0/x.py" }),
    { name: "l", type: "L", content: "\0" },
    file(),
  ),
  more("WW020", "an owner in letters", "malformed numbers", file({ raw: [[108, Buffer.from("root")]] })),
  more("WW020", "a device number in letters", "malformed numbers", file({ raw: [[337, Buffer.from("x")]] })),
  more("WW020", "a size after a NUL", "malformed numbers", file({ raw: [[124, Buffer.from("\0")]] })),
  more("WW020", "a global header at the end", "belongs to a member", pax({ comment: "x" }, "g")),
  more("WW020", "a size in letters", "malformed numbers", file({ raw: [[124, Buffer.from("12x")]] })),
  more("WW021", "a name that is no UTF-8", "not UTF-8", file({ raw: [[9, Buffer.from([0xff, 0xfe])]] })),
  more(
    "WW021",
    "a GNU long name that is no UTF-8",
    "not UTF-8",
    { name: "l", type: "L", content: Buffer.from([0x64, 0xff, 0]) },
    file(),
  ),
  more(
    "WW024",
    "a GNU long name with a million zeros in it",
    "long name with more after its end",
    { name: "l", type: "L", content: `demo-1.0/x${"\0".repeat(1_000_000)}y` },
    file(),
  ),
  more("WW024", "another size in the pax header", "two different sizes", pax({ size: "3" }), file()),
  more(
    "WW024",
    "a size in the pax header only",
    "two different sizes",
    pax({ size: "6" }),
    file({ size: 0 }),
  ),
  more("WW020", "a wrong checksum", "wrong checksum", file({ checksumOff: 1 })),
  more("WW020", "a header without magic", "neither POSIX nor GNU", file({ magic: "\0\0\0\0\0\0\0\0" })),
  more(
    "WW020",
    "a pax header that is cut",
    "malformed pax",
    { name: "p", type: "x", content: "30 path=x\n" },
    file(),
  ),
  more(
    "WW020",
    "a negative pax length",
    "malformed pax",
    { name: "p", type: "x", content: "-6 a=b\n" },
    file(),
  ),
  more(
    "WW020",
    "a pax record without =",
    "malformed pax",
    { name: "p", type: "x", content: "6 abc\n" },
    file(),
  ),
  more(
    "WW025",
    "a pax header of 2 MiB",
    "more than 1 MiB",
    pax({ comment: "x".repeat(2 * 1024 * 1024) }),
    file(),
  ),
  more("WW020", "a negative pax size", "malformed size", pax({ size: "-5" }), file()),
  more("WW020", "a pax time that is none", "malformed time", pax({ mtime: "never" }), file()),
  more("WW024", "a global header that renames", 'sets "path"', pax({ path: "demo-1.0/y.py" }, "g"), file()),
  more(
    "WW024",
    "two pax headers",
    "two headers of one kind",
    pax({ comment: "a" }),
    pax({ comment: "b" }),
    file(),
  ),
  more(
    "WW024",
    "two long names",
    "two long names",
    pax({ path: "demo-1.0/a" }),
    { name: "l", type: "L", content: "demo-1.0/b\0" },
    file(),
  ),
  more("WW024", "another character set", "hdrcharset", pax({ hdrcharset: "BINARY" }), file()),
  more("WW022", "a sparse file by pax", "GNU.sparse.map", pax({ "GNU.sparse.map": "0,1" }), file()),
  more("WW020", "a pax header without a member", "belongs to a member", pax({ path: "demo-1.0/y" })),
  more("WW020", "a size that reaches over the end", "cut inside a member", file({ size: 0o7777777 })),
];

const packings = [
  ["compressed by xz", "fd377a585a00"],
  ["compressed by bzip2", "425a6839"],
  ["compressed by zstd", "28b52ffd"],
  ["a zip file", "504b0304"],
] as const;

/** Bytes of any kind in the header of a gzip file (RFC 1952, FEXTRA). */
function withExtraField(gzip: Buffer, field: Buffer): Buffer {
  const head = Buffer.from(gzip.subarray(0, 10));
  head[3] = 4;
  const length = Buffer.alloc(2);
  length.writeUInt16LE(field.length);
  return Buffer.concat([head, length, field, gzip.subarray(10)]);
}

const whole: Hostile[] = [
  {
    what: "members after the end mark",
    code: "WW024",
    says: "data after its end",
    bytes: () => tarGzBytes(sdistEntries(), { afterEnd: tarBytes([file({ name: "x" })]) }),
  },
  {
    what: "members after one block of zeros",
    code: "WW024",
    says: "data after its end",
    bytes: () => tarGzBytes(sdistEntries(), { end: Buffer.alloc(512), afterEnd: tarBytes([file()]) }),
  },
  {
    what: "no end mark",
    code: "WW020",
    says: "end-of-archive mark",
    bytes: () => tarGzBytes(sdistEntries(), { end: Buffer.alloc(0) }),
  },
  {
    what: "half a header",
    code: "WW020",
    says: "cut",
    bytes: () => tarGzBytes(sdistEntries(), { end: Buffer.alloc(100, 1) }),
  },
  {
    what: "text after the gzip data",
    code: "WW020",
    says: "well-formed",
    bytes: () => Buffer.concat([sdistBytes(), Buffer.from("more")]),
  },
  {
    what: "zeros after the gzip data",
    code: "WW024",
    says: "data after its end",
    bytes: () => Buffer.concat([sdistBytes(), Buffer.alloc(64)]),
  },
  {
    what: "a second sdist after the first",
    code: "WW024",
    says: "data after its end",
    bytes: () => Buffer.concat([sdistBytes(), sdistBytes()]),
  },
  { what: "cut gzip data", code: "WW020", says: "well-formed", bytes: () => sdistBytes().subarray(0, -20) },
  { what: "a wrong gzip checksum", code: "WW020", says: "well-formed", bytes: () => damaged(sdistBytes()) },
  { what: "a plain tar", code: "WW020", says: "well-formed", bytes: () => tarBytes(sdistEntries()) },
  { what: "a text file", code: "WW020", says: "well-formed", bytes: () => Buffer.from("404: Not Found\n") },
  { what: "no bytes at all", code: "WW020", says: "", bytes: () => Buffer.alloc(0) },
  { what: "an empty tar", code: "WW027", says: "empty", bytes: () => gzipSync(endMark) },
  {
    what: "no PKG-INFO",
    code: "WW027",
    says: "no demo-1.0/PKG-INFO",
    bytes: () => sdistBytes({ pkgInfo: null }),
  },
  {
    what: "a bomb of 70 MB",
    code: "WW025",
    says: "decompression bomb",
    bytes: () => sdistBytes({ more: [file({ content: Buffer.alloc(70 * 1024 * 1024) })] }),
  },
  {
    what: "PKG-INFO of 9 MB",
    code: "WW025",
    says: "too many for a text",
    bytes: () => sdistBytes({ pkgInfo: "\n".repeat(9 * 1024 * 1024) }),
  },
  {
    what: "a bomb of zeros after the end mark",
    code: "WW025",
    says: "decompression bomb",
    bytes: () => tarGzBytes(sdistEntries(), { afterEnd: Buffer.alloc(70 * 1024 * 1024) }),
  },
  {
    what: "a zip file that shows through stored bytes",
    code: "WW024",
    says: "a zip file as well",
    bytes: () => gzipSync(tarBytes([...sdistEntries(), file({ content: wheelBytes() })]), { level: 0 }),
  },
  {
    what: "the end of an empty zip file in its header",
    code: "WW024",
    says: "a zip file as well",
    bytes: () => withExtraField(sdistBytes(), Buffer.from("504b0506".padEnd(44, "0"), "hex")),
  },
  ...packings.map(([name, head]): Hostile => ({
    what: `one that is ${name}`,
    code: "WW026",
    says: name,
    bytes: () => Buffer.concat([Buffer.from(head, "hex"), Buffer.alloc(100, 1)]),
  })),
  {
    what: "a zip name",
    code: "WW026",
    says: ".zip file; an sdist is a .tar.gz",
    bytes: () => sdistBytes(),
    file: "demo-1.0.zip",
  },
];

function damaged(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeUInt32LE((copy.readUInt32LE(copy.length - 8) ^ 1) >>> 0, copy.length - 8);
  return copy;
}

export const hostileSdists: readonly Hostile[] = [...names, ...kinds, ...headers, ...whole];
