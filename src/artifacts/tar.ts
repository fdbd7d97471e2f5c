/**
 * Reads .tar.gz files strictly. The libraries at hand read on after the end of the archive and skip what they do not know;
 * here everything that two readers could take differently is refused.
 */

import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";

import { archiveLimits, Meter, type ArchiveLimits } from "./archive.ts";
import { Blocks } from "./blocks.ts";
import { piecesOf, type ByteSource } from "./byte-source.ts";
import { PathSet, pathProblem, symlinkProblem } from "./member-path.ts";
import { refuseOtherThanGzip } from "./other-format.ts";
import { problem, unsafe, unsafeMember, type Problem } from "./refusal.ts";
import { applyAhead, readAhead, type Ahead } from "./tar-ahead.ts";
import { blockSize, isZero, parseTarHeader, type TarHeader } from "./tar-header.ts";

export interface TarMember {
  readonly path: string;
  readonly kind: "file" | "symlink" | "hardlink";
  /** Bytes of the content. */
  readonly size: number;
  readonly executable: boolean;
  /** Seconds since 1970. */
  readonly mtime: number;
  /** The content; has to be read, or left, before the next member. */
  content(): AsyncGenerator<Buffer>;
}

/**
 * Goes through the files and links of a .tar.gz; folders are checked and left out.
 * @throws UnsafeArchive ("archive-unsafe") for what it is, "archive-unreadable" where it cannot be read
 */
export async function* readTar(
  source: ByteSource,
  limits: ArchiveLimits = archiveLimits,
): AsyncGenerator<TarMember> {
  const { name: archive, size } = source;
  await refuseOtherThanGzip(source);
  const file = Readable.from(piecesOf(source), { objectMode: false });
  const gunzip = createGunzip({ chunkSize: 128 * 1024 });
  file.on("error", (error) => gunzip.destroy(error)).pipe(gunzip);
  const meter = new Meter(archive, size, limits);
  const blocks = new Blocks(archive, gunzip, (bytes) => meter.bytes(bytes));
  try {
    yield* membersOf(archive, blocks, meter, limits);
    if (gunzip.bytesWritten !== size) throw unsafe(archive, "WW024", "it has data after its end");
  } finally {
    file.destroy();
    gunzip.destroy();
  }
}

async function* membersOf(
  archive: string,
  blocks: Blocks,
  meter: Meter,
  limits: ArchiveLimits,
): AsyncGenerator<TarMember> {
  const paths = new PathSet(2 * limits.members);
  const files = new Set<string>();
  let ahead: Ahead = {};
  for (;;) {
    const block = await blocks.take(blockSize);
    if (!block) throw unsafe(archive, "WW020", "it is cut: the end-of-archive mark is missing");
    if (isZero(block)) break;
    const header = parseTarHeader(block);
    if ("says" in header) throw unsafe(archive, header.code, `it ${header.says}`);
    meter.member();
    if ("xgLK".includes(header.type)) {
      ahead = await readAhead(archive, blocks, header, ahead);
      continue;
    }
    const member = applyAhead(archive, header, ahead);
    ahead = {};
    const name = member.name.replace(/^(?:\.\/)+(?=.)/, "");
    const wrong = memberProblem({ ...member, name }, paths, files);
    if (wrong) throw unsafeMember(archive, name, wrong);
    if (member.type !== "5") yield tarMember(member, name.replace(/\/$/, ""), blocks);
    await blocks.finishContent(member.size);
  }
  if (Object.keys(ahead).length > 0)
    throw unsafe(archive, "WW020", "it ends after a header that belongs to a member");
  await endOfArchive(archive, blocks);
}

/** After the first block of zeros, nothing but zeros: some readers stop at it and some read on. */
async function endOfArchive(archive: string, blocks: Blocks): Promise<void> {
  for (let block = await blocks.rest(); block; block = await blocks.rest()) {
    if (!isZero(block)) throw unsafe(archive, "WW024", "it has data after its end");
  }
}

function tarMember(header: TarHeader, path: string, blocks: Blocks): TarMember {
  return {
    path,
    kind: header.type === "2" ? "symlink" : header.type === "1" ? "hardlink" : "file",
    size: header.size,
    executable: header.type === "0" && (header.mode & 0o111) !== 0,
    mtime: header.mtime,
    content: () => blocks.content(header.size),
  };
}

function memberProblem(member: TarHeader, paths: PathSet, files: Set<string>): Problem | undefined {
  const folder = member.type === "5";
  if (!folder && member.name.endsWith("/")) return problem("WW024", "is a folder and a file at once");
  const path = member.name.replace(/\/$/, "");
  const named = pathProblem(path);
  if (named) return named;
  if (member.type !== "0" && member.size > 0) return problem("WW024", "has content although it is no file");
  const kind = folder ? "directory" : member.type === "0" ? "file" : "link";
  const collision = paths.add(path, kind);
  if (collision) return collision;
  switch (member.type) {
    case "0":
      files.add(path);
      return undefined;
    case "5":
      return undefined;
    case "1":
      return files.has(member.linkname.replace(/^(?:\.\/)+/, ""))
        ? undefined
        : problem("WW022", "is a hard link to what is no earlier file");
    case "2":
      return symlinkProblem(path, member.linkname);
    default:
      return problem("WW022", "is a device, a pipe or of another kind that no sdist needs");
  }
}
