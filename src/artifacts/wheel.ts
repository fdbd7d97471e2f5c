/** Reads a wheel: structure checked, metadata parsed, RECORD held against the content, nothing written to the disk. */

import { parseWheelName } from "../tags/wheel-name.ts";
import { archiveLimits, type ArchiveLimits, type Member, type Wheel } from "./archive.ts";
import { sha256Source, withSource, type ByteSource } from "./byte-source.ts";
import { parseCoreMetadata } from "./core-metadata.ts";
import { digestMember } from "./digest-member.ts";
import { KeptTexts } from "./kept-texts.ts";
import { quoted, unsafe, unsafeMember, problem } from "./refusal.ts";
import { topLevelModules } from "./top-level.ts";
import { parseWheelFile } from "./wheel-file.ts";
import { recordProblems } from "./wheel-record.ts";
import { readZip, type ZipMember } from "./zip.ts";

export interface WheelReading {
  /** Hash every member, verify RECORD and CRCs, recognise machine code; default true. Off, only metadata is unpacked. */
  readonly digests?: boolean;
  /** Hex SHA-256 of the archive where it is known already, as from an index; else all of it is read for it. */
  readonly sha256?: string;
  /** More members to be read as text, by their path; what is not UTF-8 in them becomes U+FFFD. */
  readonly texts?: readonly string[];
  readonly limits?: ArchiveLimits;
}

/**
 * Reads a wheel without extracting it; memory does not grow with its size.
 *
 * Of a remote source without digests and with its `sha256` given, only the central directory, METADATA, WHEEL, entry_points.txt and
 * the texts asked for are fetched: one or two ranges for most wheels. What is not checked then: the local headers and the CRCs of all
 * other members, bytes that belong to no member, overlaps, RECORD, and the SHA-256 itself.
 * @param input path of a file, or a source, which the caller closes
 * @throws UnsafeArchive ("archive-unsafe") for what is malformed or dangerous, "archive-unreadable" where it cannot be read
 */
export async function readWheel(input: string | ByteSource, reading: WheelReading = {}): Promise<Wheel> {
  return withSource(input, (source) =>
    readWheelSource(source, typeof input === "string" ? input : source.name, reading),
  );
}

async function readWheelSource(source: ByteSource, path: string, reading: WheelReading): Promise<Wheel> {
  const archive = source.name;
  const name = parseWheelName(archive);
  if ("malformed" in name) throw unsafe(archive, "WW008", name.malformed);
  const limits = reading.limits ?? archiveLimits;
  const digests = reading.digests ?? true;
  const found = await readZip(source, { limits, headers: digests || !source.remote ? "all" : "needed" });
  const distInfo = findDistInfo(archive, found);
  const entryPoints = `${distInfo}/entry_points.txt`;
  const texts = new KeptTexts(archive, limits);
  const metadata = texts.require(`${distInfo}/METADATA`);
  const wheelFile = texts.require(`${distInfo}/WHEEL`);
  const record = digests ? texts.ask(`${distInfo}/RECORD`) : () => undefined;
  texts.wish([entryPoints, ...(reading.texts ?? [])]);
  const members = await readContents(archive, found, texts, digests);
  return {
    kind: "wheel",
    path,
    name,
    metadata: parseCoreMetadata(metadata()),
    wheelFile: supported(archive, parseWheelFile(wheelFile())),
    size: source.size,
    sha256: reading.sha256 ?? (await sha256Source(source)),
    members,
    distInfo,
    record: digests ? { problems: recordProblems(record(), members, distInfo) } : undefined,
    topLevel: topLevelModules(members, distInfo),
    texts: texts.given([entryPoints, ...(reading.texts ?? [])]),
  };
}

/** Installers must stop at a major version that they do not know (PEP 427, "Installing a wheel"). */
function supported(archive: string, wheelFile: Wheel["wheelFile"]): Wheel["wheelFile"] {
  const version = wheelFile.wheelVersion;
  if (version !== undefined && !/^[01](?:\.\d+)*$/.test(version))
    throw unsafe(archive, "WW027", `its Wheel-Version is ${quoted(version)}; installers know 1.0`);
  return wheelFile;
}

/** The one `.dist-info` folder (PEP 427: "there is only one"). */
function findDistInfo(archive: string, members: readonly ZipMember[]): string {
  const found = new Set<string>();
  for (const { path } of members) {
    const match = /^([^/]+\.dist-info)\//i.exec(path);
    if (match?.[1]) found.add(match[1]);
  }
  const [only] = found;
  if (only === undefined) throw unsafe(archive, "WW027", "it has no .dist-info folder");
  if (found.size > 1) {
    const some = [...found].slice(0, 5).map(quoted).join(", ");
    throw unsafe(archive, "WW027", `it has ${found.size} .dist-info folders: ${some}`);
  }
  return only;
}

async function readContents(
  archive: string,
  found: readonly ZipMember[],
  texts: KeptTexts,
  digests: boolean,
): Promise<Member[]> {
  const members: Member[] = [];
  for (const member of found) {
    const { path, size, executable, mtime } = member;
    const keepUpTo = texts.most(path, size);
    const plain = { path, kind: "file" as const, size, executable, mtime };
    if (keepUpTo === undefined && !digests) {
      members.push({ ...plain, sha256: undefined, machineCode: undefined, facts: {} });
      continue;
    }
    const content = await digestMember(member, member.content(), keepUpTo);
    if (content.crc32 !== member.crc32)
      throw unsafeMember(archive, path, problem("WW020", "is damaged: its CRC is wrong"));
    texts.keep(path, content.bytes);
    const { sha256, machineCode, facts } = content;
    members.push({ ...plain, sha256, machineCode, facts });
  }
  return members;
}
