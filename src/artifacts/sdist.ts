/** Reads an sdist: structure checked, metadata and pyproject.toml taken out, nothing written to the disk. */

import { parseSdistName } from "../tags/sdist-name.ts";
import { archiveLimits, type ArchiveLimits, type Member, type Sdist } from "./archive.ts";
import { sha256Source, withSource, type ByteSource } from "./byte-source.ts";
import { parseCoreMetadata } from "./core-metadata.ts";
import { digestMember } from "./digest-member.ts";
import { KeptTexts } from "./kept-texts.ts";
import { quoted, unsafe } from "./refusal.ts";
import { readTar } from "./tar.ts";

export interface SdistReading {
  /** Hash every member and recognise machine code; default true. */
  readonly digests?: boolean;
  /** Hex SHA-256 of the archive where it is known already. */
  readonly sha256?: string;
  /** More members to be read as text, by their path below the root folder; what is not UTF-8 in them becomes U+FFFD. */
  readonly texts?: readonly string[];
  readonly limits?: ArchiveLimits;
}

/**
 * Reads an sdist (PEP 517, 625, 643) without extracting it; memory does not grow with its size.
 * @param input path of a file, or a source, which the caller closes; all of it is read, also where no digests are wanted
 * @throws UnsafeArchive ("archive-unsafe") for what is malformed or dangerous, "archive-unreadable" where it cannot be read
 */
export async function readSdist(input: string | ByteSource, reading: SdistReading = {}): Promise<Sdist> {
  return withSource(input, (source) =>
    readSdistSource(source, typeof input === "string" ? input : source.name, reading),
  );
}

async function readSdistSource(source: ByteSource, path: string, reading: SdistReading): Promise<Sdist> {
  const archive = source.name;
  if (/\.zip$/i.test(archive))
    throw unsafe(archive, "WW026", "it is a .zip file; an sdist is a .tar.gz (PEP 625)");
  const name = parseSdistName(archive);
  if ("malformed" in name) throw unsafe(archive, "WW008", name.malformed);
  const texts = new KeptTexts(archive, reading.limits ?? archiveLimits);
  const pkgInfo = texts.require("PKG-INFO");
  texts.wish(["pyproject.toml", ...(reading.texts ?? [])]);
  const { root, members } = await readMembers(source, reading, texts);
  return {
    kind: "sdist",
    path,
    name,
    metadata: parseCoreMetadata(pkgInfo(`${root}/PKG-INFO`)),
    size: source.size,
    sha256: reading.sha256 ?? (await sha256Source(source)),
    root,
    members,
    pyproject: texts.given(["pyproject.toml"])["pyproject.toml"],
    newest: members.reduce((newest, member) => Math.max(newest, member.mtime), 0),
    texts: texts.given(reading.texts ?? []),
  };
}

async function readMembers(source: ByteSource, reading: SdistReading, texts: KeptTexts) {
  const digests = reading.digests ?? true;
  const members: Member[] = [];
  let root: string | undefined;
  for await (const member of readTar(source, reading.limits)) {
    const slash = member.path.indexOf("/");
    const top = slash === -1 ? member.path : member.path.slice(0, slash);
    root ??= top;
    if (slash === -1 || top !== root) {
      const says = `member ${quoted(member.path)} is not in the one folder at the top, ${quoted(root)}`;
      throw unsafe(source.name, "WW027", says);
    }
    const { kind, size, executable, mtime } = member;
    const inside = { path: member.path.slice(slash + 1), kind, size, executable, mtime };
    const keepUpTo = kind === "file" ? texts.most(inside.path, size) : undefined;
    if (kind !== "file" || (keepUpTo === undefined && !digests)) {
      members.push({ ...inside, sha256: undefined, machineCode: undefined, facts: {} });
      continue;
    }
    const content = await digestMember(inside, member.content(), keepUpTo);
    texts.keep(inside.path, content.bytes);
    const { sha256, machineCode, facts } = content;
    members.push({ ...inside, sha256, machineCode, facts });
  }
  if (root === undefined) throw unsafe(source.name, "WW027", "it is empty");
  return { root, members };
}
