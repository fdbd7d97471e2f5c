/** Sdists that must be refused: what is wrong with each, its bytes, and a part of the message. */

import { gzipSync } from "node:zlib";

import { sdistBytes, sdistEntries } from "./archives.ts";
import type { Hostile } from "./hostile-wheels.ts";
import { endMark, pax, tarBytes, tarGzBytes, type TarSpec } from "./tar-bytes.ts";

const file = (more: Partial<TarSpec> = {}): TarSpec => ({
  name: "demo-1.0/x.py",
  content: "x = 1\n",
  ...more,
});
const more = (what: string, says: string, ...members: TarSpec[]): Hostile => ({
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
  more("a path with ..", 'leaves its folder by ".."', file({ name: "demo-1.0/../../x.py" })),
  more("an absolute path", "absolute path", file({ name: "/etc/x.py" })),
  more("a drive letter", "drive letter", file({ name: "C:/x.py" })),
  more("a backslash", "backslash", file({ name: "demo-1.0\\..\\x.py" })),
  more("a long name with ..", 'leaves its folder by ".."', pax({ path: "demo-1.0/../../x.py" }), file()),
  more(
    "a GNU long name with ..",
    'leaves its folder by ".."',
    { name: "././@LongLink", type: "L", content: "demo-1.0/../../x.py\0" },
    file(),
  ),
  more("a NUL in a long name", "control character", pax({ path: "demo-1.0/x\0.py" }), file()),
  more("a name twice", "is there twice", file(), file()),
  more("names that differ by case", "only by case", file(), file({ name: "demo-1.0/X.py" })),
  more(
    "a file that is a folder too",
    "both a file and a directory",
    file(),
    file({ name: "demo-1.0/x.py/y" }),
  ),
  more("a file beside the folder at the top", "not in the one folder", file({ name: "setup.py" })),
  more("a second folder at the top", "not in the one folder", file({ name: "other/x.py" })),
];

const kinds: Hostile[] = [
  more("a link to an absolute path", "absolute path", link("x", "/etc/passwd")),
  more("a link out of the archive", "out of the archive", link("x", "../outside")),
  more("a link out of a folder in it", "out of the archive", link("a/x", "../../outside")),
  more("a link that goes down and up", "steps down and then up", link("x", "a/../../outside")),
  more("a link to nowhere", "symbolic link to an absolute path", link("x", "")),
  more("a link to a drive", "absolute path", link("x", "C:/x")),
  more("a file below a link", "lies below the link", link("a", "demo"), file({ name: "demo-1.0/a/x.py" })),
  more(
    "a link in the place of a folder",
    "both a directory and a link",
    file({ name: "demo-1.0/a/x.py" }),
    link("a", "demo"),
  ),
  more(
    "a hard link to what is not there",
    "hard link to what is no earlier file",
    link("x", "demo-1.0/gone", "1"),
  ),
  more(
    "a hard link out of the archive",
    "hard link to what is no earlier file",
    link("x", "/etc/passwd", "1"),
  ),
  more("a character device", "device", file({ type: "3", content: "" })),
  more("a block device", "device", file({ type: "4", content: "" })),
  more("a pipe", "device", file({ type: "6", content: "" })),
  more("a device with content", "content although it is no file", file({ type: "3" })),
  more("a GNU sparse file", "no sdist needs", file({ type: "S", content: "" })),
  more("an unknown kind", "no sdist needs", file({ type: "Z", content: "" })),
  more("a folder with content", "content although it is no file", file({ name: "demo-1.0/d/", type: "5" })),
  more("a file that ends in a slash", "folder and a file at once", file({ name: "demo-1.0/d/" })),
];

const headers: Hostile[] = [
  more("a wrong checksum", "wrong checksum", file({ checksumOff: 1 })),
  more("a header without magic", "neither POSIX nor GNU", file({ magic: "\0\0\0\0\0\0\0\0" })),
  more("a pax header that is cut", "malformed pax", { name: "p", type: "x", content: "30 path=x\n" }, file()),
  more("a negative pax length", "malformed pax", { name: "p", type: "x", content: "-6 a=b\n" }, file()),
  more("a pax record without =", "malformed pax", { name: "p", type: "x", content: "6 abc\n" }, file()),
  more("a pax header of 2 MiB", "more than 1 MiB", pax({ comment: "x".repeat(2 * 1024 * 1024) }), file()),
  more("a negative pax size", "malformed size", pax({ size: "-5" }), file()),
  more("a pax time that is none", "malformed time", pax({ mtime: "never" }), file()),
  more("a global header that renames", 'sets "path"', pax({ path: "demo-1.0/y.py" }, "g"), file()),
  more("two pax headers", "two headers of one kind", pax({ comment: "a" }), pax({ comment: "b" }), file()),
  more(
    "two long names",
    "two long names",
    pax({ path: "demo-1.0/a" }),
    { name: "l", type: "L", content: "demo-1.0/b\0" },
    file(),
  ),
  more("another character set", "hdrcharset", pax({ hdrcharset: "BINARY" }), file()),
  more("a sparse file by pax", "GNU.sparse.map", pax({ "GNU.sparse.map": "0,1" }), file()),
  more("a pax header without a member", "belongs to a member", pax({ path: "demo-1.0/y" })),
  more("a size that reaches over the end", "cut inside a member", file({ size: 0o7777777 })),
];

const whole: Hostile[] = [
  {
    what: "members after the end mark",
    says: "data after its end",
    bytes: () => tarGzBytes(sdistEntries(), { afterEnd: tarBytes([file({ name: "x" })]) }),
  },
  {
    what: "members after one block of zeros",
    says: "data after its end",
    bytes: () => tarGzBytes(sdistEntries(), { end: Buffer.alloc(512), afterEnd: tarBytes([file()]) }),
  },
  {
    what: "no end mark",
    says: "end-of-archive mark",
    bytes: () => tarGzBytes(sdistEntries(), { end: Buffer.alloc(0) }),
  },
  {
    what: "half a header",
    says: "cut",
    bytes: () => tarGzBytes(sdistEntries(), { end: Buffer.alloc(100, 1) }),
  },
  {
    what: "text after the gzip data",
    says: "well-formed",
    bytes: () => Buffer.concat([sdistBytes(), Buffer.from("more")]),
  },
  {
    what: "zeros after the gzip data",
    says: "data after its end",
    bytes: () => Buffer.concat([sdistBytes(), Buffer.alloc(64)]),
  },
  {
    what: "a second sdist after the first",
    says: "data after its end",
    bytes: () => Buffer.concat([sdistBytes(), sdistBytes()]),
  },
  { what: "cut gzip data", says: "well-formed", bytes: () => sdistBytes().subarray(0, -20) },
  { what: "a wrong gzip checksum", says: "well-formed", bytes: () => damaged(sdistBytes()) },
  { what: "a plain tar", says: "well-formed", bytes: () => tarBytes(sdistEntries()) },
  { what: "a text file", says: "well-formed", bytes: () => Buffer.from("404: Not Found\n") },
  { what: "no bytes at all", says: "", bytes: () => Buffer.alloc(0) },
  { what: "an empty tar", says: "empty", bytes: () => gzipSync(endMark) },
  { what: "no PKG-INFO", says: "no demo-1.0/PKG-INFO", bytes: () => sdistBytes({ pkgInfo: null }) },
  {
    what: "a bomb of 100 MB",
    says: "decompression bomb",
    bytes: () => sdistBytes({ more: [file({ content: Buffer.alloc(100 * 1024 * 1024) })] }),
  },
  { what: "a zip name", says: "does not end in .tar.gz", bytes: () => sdistBytes(), file: "demo-1.0.zip" },
];

function damaged(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeUInt32LE((copy.readUInt32LE(copy.length - 8) ^ 1) >>> 0, copy.length - 8);
  return copy;
}

export const hostileSdists: readonly Hostile[] = [...names, ...kinds, ...headers, ...whole];
