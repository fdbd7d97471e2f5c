/**
 * One result as one file: a line with the digest of the header, the header in JSON, then the bytes of each file and of the
 * log, whose digests the header holds. What is read may come from anywhere: nothing is believed before its digest fits.
 */

import { createHash } from "node:crypto";
import { open, type FileHandle } from "node:fs/promises";
import { z } from "zod";
import type { TaskResult } from "../driver/protocol.ts";

/** Bytes. */
export const largestEntry = 4 * 1024 ** 3;
const largestHeader = 8 * 1024 ** 2;
export const largestLog = 8 * 1024 ** 2;
const pieceSize = 1024 * 1024;
const magic = "wheelway-result 1";
const lineLength = magic.length + 1 + 64 + 1 + 8 + 1;

const digest = z.string().regex(/^[0-9a-f]{64}$/);
const size = z.int().min(0).max(largestEntry);
const files = z.array(z.object({ path: z.string().max(4096), sha256: digest, size })).max(200);

const result = z.object({
  version: z.literal(1),
  id: z.string(),
  verdict: z.literal("passed"),
  commands: z.array(
    z.object({
      name: z.string(),
      verdict: z.literal("passed"),
      exitStatus: z.number().nullable(),
      seconds: z.number(),
    }),
  ),
  outputs: z.record(z.string(), files.nullable()),
  network: z.object({
    state: z.enum(["open", "isolated", "not-isolated"]),
    why: z.string().optional(),
  }),
  interpreter: z.string(),
  seconds: z.number(),
});

const header = z.object({
  version: z.literal(1),
  key: digest,
  /** ISO 8601. */
  made: z.iso.datetime(),
  result,
  files: z
    .array(
      z.object({
        output: z.string().regex(/^[a-z]{1,32}$/),
        /** A file's own name and no path; empty where the output is one file. */
        name: z.string().regex(/^(?:[A-Za-z0-9_][A-Za-z0-9_.+!-]{0,254})?$/),
        sha256: digest,
        size,
      }),
    )
    .max(8),
  log: z.object({ sha256: digest, size: z.int().min(0).max(largestLog) }),
});
export type EntryHeader = z.infer<typeof header>;
export type EntryFile = EntryHeader["files"][number];

/** An entry that is not what it says it is; the message says how. */
export class DamagedEntry extends Error {}

export interface ReadEntry {
  readonly header: EntryHeader & { readonly result: TaskResult };
  readonly log: string;
}

/**
 * Reads an entry; each file of it is written to where `place` says, under the same check.
 * @throws DamagedEntry; what was written until then is to be thrown away
 */
export async function readEntry(
  path: string,
  place: (file: EntryFile) => Promise<string>,
): Promise<ReadEntry> {
  const entry = await open(path);
  try {
    const actual = (await entry.stat()).size;
    const line = (await take(entry, 0, Math.min(lineLength, actual))).toString("latin1");
    const [, sha256 = "", length = ""] = /^wheelway-result 1 ([0-9a-f]{64}) (\d{8})\n$/.exec(line) ?? [];
    if (Number(length) > largestHeader || sha256 === "") throw new DamagedEntry("its first line is not one");
    const text = await take(entry, lineLength, Number(length));
    if (createHash("sha256").update(text).digest("hex") !== sha256)
      throw new DamagedEntry("its header has another digest");
    const read = parse(text.toString("utf8"));
    let at = lineLength + Number(length);
    const whole = [...read.files, read.log].reduce((sum, part) => sum + part.size, at);
    if (whole !== actual) throw new DamagedEntry(`it has ${actual} bytes, not ${whole}`);
    for (const file of read.files) {
      await copyOut(entry, at, file, await place(file));
      at += file.size;
    }
    const log = await take(entry, at, read.log.size);
    if (createHash("sha256").update(log).digest("hex") !== read.log.sha256)
      throw new DamagedEntry("its log has another digest");
    return { header: read as ReadEntry["header"], log: log.toString("utf8") };
  } finally {
    await entry.close();
  }
}

/** To a new file, which is on the disk when the promise is kept. */
export async function writeEntry(
  to: string,
  { files, log, ...rest }: Omit<EntryHeader, "log" | "version"> & { readonly log: string },
  source: (file: EntryFile) => string,
): Promise<void> {
  const logBytes = shortened(Buffer.from(log, "utf8"));
  const logPart = { sha256: createHash("sha256").update(logBytes).digest("hex"), size: logBytes.length };
  // What is not in the shape (places of the machine) is dropped.
  const checked = header.parse({ version: 1, ...rest, files, log: logPart });
  const text = Buffer.from(JSON.stringify(checked), "utf8");
  const sha256 = createHash("sha256").update(text).digest("hex");
  const target = await open(to, "wx", 0o644);
  try {
    await target.writeFile(`${magic} ${sha256} ${String(text.length).padStart(8, "0")}\n`);
    await target.writeFile(text);
    for (const file of files) await copyIn(source(file), file, target);
    await target.writeFile(logBytes);
    await target.sync();
  } finally {
    await target.close();
  }
}

function parse(text: string): EntryHeader {
  try {
    return header.parse(JSON.parse(text));
  } catch {
    throw new DamagedEntry("its header has another shape");
  }
}

async function take(from: FileHandle, at: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  let have = 0;
  while (have < length) {
    const { bytesRead } = await from.read(bytes, have, length - have, at + have);
    if (bytesRead === 0) throw new DamagedEntry("it ends too early");
    have += bytesRead;
  }
  return bytes;
}

async function copyOut(entry: FileHandle, at: number, file: EntryFile, to: string): Promise<void> {
  const hash = createHash("sha256");
  const target = await open(to, "wx", 0o644);
  try {
    for (let done = 0; done < file.size; done += pieceSize) {
      const piece = await take(entry, at + done, Math.min(pieceSize, file.size - done));
      hash.update(piece);
      await target.writeFile(piece);
    }
  } finally {
    await target.close();
  }
  if (hash.digest("hex") !== file.sha256) throw new DamagedEntry(`${file.name} in it has another digest`);
}

async function copyIn(from: string, file: EntryFile, target: FileHandle): Promise<void> {
  const hash = createHash("sha256");
  const source = await open(from);
  let size = 0;
  try {
    const piece = Buffer.alloc(pieceSize);
    for (;;) {
      const { bytesRead } = await source.read(piece, 0, pieceSize, null);
      if (bytesRead === 0) break;
      const part = piece.subarray(0, bytesRead);
      hash.update(part);
      size += bytesRead;
      await target.writeFile(part);
    }
  } finally {
    await source.close();
  }
  if (size !== file.size || hash.digest("hex") !== file.sha256)
    throw new DamagedEntry(`${file.name} is not what its task gave`);
}

/** The end of a log says more than its beginning. */
function shortened(log: Buffer): Buffer {
  return log.length <= largestLog ? log : log.subarray(log.length - largestLog);
}
