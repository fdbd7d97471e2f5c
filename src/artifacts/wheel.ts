/** Reads a wheel: structure checked, metadata parsed, RECORD held against the content, nothing written to the disk. */

import { parseWheelName } from "../tags/wheel-name.ts";
import { archiveLimits, quoted, unsafe, type ArchiveLimits, type Member, type Wheel } from "./archive.ts";
import { sha256Source, withSource, type ByteSource } from "./byte-source.ts";
import { parseCoreMetadata } from "./core-metadata.ts";
import { digestMember, textOf } from "./digest-member.ts";
import { topLevelModules } from "./top-level.ts";
import { parseWheelFile } from "./wheel-file.ts";
import { recordProblems } from "./wheel-record.ts";
import { readZip, type ZipMember } from "./zip.ts";

export interface WheelReading {
  /** Hash every member, verify RECORD and CRCs, recognise machine code; default true. Off, only metadata is unpacked. */
  readonly digests?: boolean;
  /** Hex SHA-256 of the archive where it is known already, as from an index; else all of it is read for it. */
  readonly sha256?: string;
  /** More members to be read as text, by their path. */
  readonly texts?: readonly string[];
  readonly limits?: ArchiveLimits;
}

/**
 * Reads a wheel without extracting it; memory does not grow with its size.
 *
 * Of a remote source without digests and with its `sha256` given, only the central directory, METADATA, WHEEL and the texts
 * asked for are fetched: one or two ranges for most wheels. What is not checked then: the local headers and the CRCs of all
 * other members, bytes that belong to no member, overlaps, RECORD, and the SHA-256 itself.
 * @param input path of a file, or a source, which the caller closes
 * @throws WheelwayError "archive-unsafe" for what is malformed or dangerous, "archive-unreadable" where it cannot be read
 */
export async function readWheel(input: string | ByteSource, reading: WheelReading = {}): Promise<Wheel> {
  return withSource(input, (source) =>
    readWheelSource(source, typeof input === "string" ? input : source.name, reading),
  );
}

async function readWheelSource(source: ByteSource, path: string, reading: WheelReading): Promise<Wheel> {
  const archive = source.name;
  const name = parseWheelName(archive);
  if ("malformed" in name) throw unsafe(archive, name.malformed);
  const limits = reading.limits ?? archiveLimits;
  const digests = reading.digests ?? true;
  const found = await readZip(source, { limits, headers: digests || !source.remote ? "all" : "needed" });
  const distInfo = findDistInfo(archive, found);
  const own = ["METADATA", "WHEEL", "RECORD"].map((file) => `${distInfo}/${file}`);
  const wanted = new Set([...own.slice(0, digests ? 3 : 2), ...(reading.texts ?? [])]);
  const { members, texts } = await readContents(archive, found, { wanted, digests, limits });
  const [metadata, wheelFile, record] = own.map((member) => texts.get(member));
  if (metadata === undefined) throw unsafe(archive, `it has no ${distInfo}/METADATA`);
  if (wheelFile === undefined) throw unsafe(archive, `it has no ${distInfo}/WHEEL`);
  const problems = record === undefined ? ["there is no RECORD"] : recordProblems(record, members, distInfo);
  return {
    kind: "wheel",
    path,
    name,
    size: source.size,
    sha256: reading.sha256 ?? (await sha256Source(source)),
    members,
    distInfo,
    metadata: parseCoreMetadata(metadata),
    wheelFile: parseWheelFile(wheelFile),
    record: digests ? { problems } : undefined,
    topLevel: topLevelModules(members, distInfo),
    texts: Object.fromEntries([...texts].filter(([member]) => reading.texts?.includes(member))),
  };
}

/** The one `.dist-info` folder (PEP 427: "there is only one"). */
function findDistInfo(archive: string, members: readonly ZipMember[]): string {
  const found = new Set<string>();
  for (const { path } of members) {
    const match = /^([^/]+\.dist-info)\//i.exec(path);
    if (match?.[1]) found.add(match[1]);
  }
  const [only] = found;
  if (only === undefined) throw unsafe(archive, "it has no .dist-info folder");
  if (found.size > 1)
    throw unsafe(archive, `it has ${found.size} .dist-info folders: ${[...found].map(quoted).join(", ")}`);
  return only;
}

async function readContents(
  archive: string,
  members: readonly ZipMember[],
  options: { wanted: ReadonlySet<string>; digests: boolean; limits: ArchiveLimits },
): Promise<{ members: Member[]; texts: Map<string, string> }> {
  const texts = new Map<string, string>();
  const read: Member[] = [];
  for (const member of members) {
    const { path, size, executable, mtime } = member;
    const keep = options.wanted.has(path);
    const plain = { path, kind: "file" as const, size, executable, mtime };
    if (!keep && !options.digests) {
      read.push({ ...plain, sha256: undefined, machineCode: undefined, facts: {} });
      continue;
    }
    const content = await digestMember(archive, member, member.content(), { keep, limits: options.limits });
    if (content.crc32 !== member.crc32)
      throw unsafe(archive, `member ${quoted(path)} is damaged: its CRC is wrong`);
    if (content.bytes) texts.set(path, textOf(archive, path, content.bytes));
    read.push({ ...plain, sha256: content.sha256, machineCode: content.machineCode, facts: content.facts });
  }
  return { members: read, texts };
}
