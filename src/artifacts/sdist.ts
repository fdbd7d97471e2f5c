/** Reads an sdist: structure checked, metadata and pyproject.toml taken out, nothing written to the disk. */

import { stat } from "node:fs/promises";
import { basename } from "node:path";

import { parseSdistName } from "../tags/sdist-name.ts";
import { archiveLimits, quoted, unsafe, type ArchiveLimits, type Member, type Sdist } from "./archive.ts";
import { parseCoreMetadata } from "./core-metadata.ts";
import { digestMember, textOf } from "./digest-member.ts";
import { sha256File } from "./digest.ts";
import { readTar } from "./tar.ts";

export interface SdistReading {
  /** Hash every member and recognise machine code; default true. */
  readonly digests?: boolean;
  /** More members to be read as text, by their path below the root folder; what is not UTF-8 in them becomes U+FFFD. */
  readonly texts?: readonly string[];
  readonly limits?: ArchiveLimits;
}

/**
 * Reads an sdist (PEP 517, 625, 643) without extracting it; memory does not grow with its size.
 * @throws WheelwayError "archive-unsafe" for what is malformed or dangerous
 */
export async function readSdist(path: string, reading: SdistReading = {}): Promise<Sdist> {
  const archive = basename(path);
  const name = parseSdistName(archive);
  if ("malformed" in name) throw unsafe(archive, name.malformed);
  const { root, members, texts } = await readMembers(path, archive, reading);
  const metadata = texts.get("PKG-INFO");
  if (metadata === undefined) throw unsafe(archive, `it has no ${root}/PKG-INFO`);
  return {
    kind: "sdist",
    path,
    name,
    size: (await stat(path)).size,
    sha256: await sha256File(path),
    root,
    members,
    metadata: parseCoreMetadata(metadata),
    pyproject: texts.get("pyproject.toml"),
    newest: members.reduce((newest, member) => Math.max(newest, member.mtime), 0),
    texts: Object.fromEntries([...texts].filter(([member]) => reading.texts?.includes(member))),
  };
}

async function readMembers(path: string, archive: string, reading: SdistReading) {
  const limits = reading.limits ?? archiveLimits;
  const digests = reading.digests ?? true;
  const wanted = new Set(["PKG-INFO", "pyproject.toml", ...(reading.texts ?? [])]);
  const texts = new Map<string, string>();
  const members: Member[] = [];
  let root: string | undefined;
  for await (const member of readTar(path, limits)) {
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
