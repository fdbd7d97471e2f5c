/** Reads an sdist: structure checked, metadata and pyproject.toml taken out, nothing written to the disk. */

import { parseSdistName } from "../tags/sdist-name.ts";
import { archiveLimits, quoted, unsafe, type ArchiveLimits, type Member, type Sdist } from "./archive.ts";
import { sha256Source, withSource, type ByteSource } from "./byte-source.ts";
import { parseCoreMetadata } from "./core-metadata.ts";
import { digestMember, textOf } from "./digest-member.ts";
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
 * @throws WheelwayError "archive-unsafe" for what is malformed or dangerous, "archive-unreadable" where it cannot be read
 */
export async function readSdist(input: string | ByteSource, reading: SdistReading = {}): Promise<Sdist> {
  return withSource(input, (source) =>
    readSdistSource(source, typeof input === "string" ? input : source.name, reading),
  );
}

async function readSdistSource(source: ByteSource, path: string, reading: SdistReading): Promise<Sdist> {
  const archive = source.name;
  const name = parseSdistName(archive);
  if ("malformed" in name) throw unsafe(archive, name.malformed);
  const { root, members, texts } = await readMembers(source, reading);
  const metadata = texts.get("PKG-INFO");
  if (metadata === undefined) throw unsafe(archive, `it has no ${root}/PKG-INFO`);
  return {
    kind: "sdist",
    path,
    name,
    size: source.size,
    sha256: reading.sha256 ?? (await sha256Source(source)),
    root,
    members,
    metadata: parseCoreMetadata(metadata),
    pyproject: texts.get("pyproject.toml"),
    newest: members.reduce((newest, member) => Math.max(newest, member.mtime), 0),
    texts: Object.fromEntries([...texts].filter(([member]) => reading.texts?.includes(member))),
  };
}

async function readMembers(source: ByteSource, reading: SdistReading) {
  const archive = source.name;
  const limits = reading.limits ?? archiveLimits;
  const digests = reading.digests ?? true;
  const wanted = new Set(["PKG-INFO", "pyproject.toml", ...(reading.texts ?? [])]);
  const texts = new Map<string, string>();
  const members: Member[] = [];
  let root: string | undefined;
  for await (const member of readTar(source, limits)) {
    const slash = member.path.indexOf("/");
    const top = slash === -1 ? member.path : member.path.slice(0, slash);
    root ??= top;
    if (slash === -1 || top !== root) {
      throw unsafe(
        archive,
        `member ${quoted(member.path)} is not in the one folder at the top, ${quoted(root)}`,
      );
    }
    const { kind, size, executable, mtime } = member;
    const inside = { path: member.path.slice(slash + 1), kind, size, executable, mtime };
    const keep = kind === "file" && wanted.has(inside.path);
    if (kind !== "file" || (!keep && !digests)) {
      members.push({ ...inside, sha256: undefined, machineCode: undefined, facts: {} });
      continue;
    }
    const content = await digestMember(archive, inside, member.content(), { keep, limits });
    members.push({
      ...inside,
      sha256: content.sha256,
      machineCode: content.machineCode,
      facts: content.facts,
    });
    if (!content.bytes) continue;
    const strict = inside.path === "PKG-INFO" || inside.path === "pyproject.toml";
    texts.set(
      inside.path,
      strict ? textOf(archive, inside.path, content.bytes) : content.bytes.toString("utf8"),
    );
  }
  if (root === undefined) throw unsafe(archive, "it is empty");
  return { root, members, texts };
}
