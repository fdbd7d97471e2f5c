/** Reads one member's content once: digest, CRC, kind of file, and the text where it is wanted. */

import { createHash } from "node:crypto";

import { quoted, unsafe, type ArchiveLimits } from "./archive.ts";
import { crc32 } from "./crc32.ts";
import { machineCodeOf, magicLength, type MachineCode } from "./machine-code.ts";
import type { MemberFacts } from "./member-facts.ts";
import { startScans } from "./scans.ts";

export interface Content {
  readonly sha256: string;
  readonly crc32: number;
  readonly machineCode: MachineCode | undefined;
  /** Only where it was asked for. */
  readonly bytes: Buffer | undefined;
  readonly facts: MemberFacts;
}

/** @param keep keep the content itself, up to `limits.text` bytes */
export async function digestMember(
  archive: string,
  member: { readonly path: string; readonly size: number },
  content: AsyncIterable<Buffer>,
  options: { readonly keep: boolean; readonly limits: ArchiveLimits },
): Promise<Content> {
  if (options.keep && member.size > options.limits.text) {
    throw unsafe(archive, `member ${quoted(member.path)} has ${member.size} bytes, too many for a text`);
  }
  const hash = createHash("sha256");
  let crc = 0;
  let head = Buffer.alloc(0);
  const kept: Buffer[] = [];
  const scans = startScans(member);
  for await (const chunk of content) {
    hash.update(chunk);
    crc = crc32(chunk, crc);
    if (head.length < magicLength) head = Buffer.concat([head, chunk.subarray(0, magicLength - head.length)]);
    if (options.keep) kept.push(chunk);
    for (const scan of scans) scan.chunk(chunk);
  }
  return {
    sha256: hash.digest("hex"),
    crc32: crc,
    machineCode: machineCodeOf(head),
    bytes: options.keep ? Buffer.concat(kept) : undefined,
    facts: Object.assign({}, ...scans.map((scan) => scan.end())) as MemberFacts,
  };
}

/** UTF-8 text of a member; what is not UTF-8 is refused. */
export function textOf(archive: string, path: string, bytes: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    throw unsafe(archive, `member ${quoted(path)} is not UTF-8 text`, error);
  }
}
