/** Reads one member's content once: digest, CRC, kind of file, and the text where it is wanted. */

import { createHash } from "node:crypto";

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

/** @param keepUpTo keep the content itself where it has at most that many bytes */
export async function digestMember(
  member: { readonly path: string; readonly size: number },
  content: AsyncIterable<Buffer>,
  keepUpTo = -1,
): Promise<Content> {
  const keep = member.size <= keepUpTo;
  const hash = createHash("sha256");
  let crc = 0;
  let head = Buffer.alloc(0);
  const kept: Buffer[] = [];
  const scans = startScans(member);
  for await (const chunk of content) {
    hash.update(chunk);
    crc = crc32(chunk, crc);
    if (head.length < magicLength) head = Buffer.concat([head, chunk.subarray(0, magicLength - head.length)]);
    if (keep) kept.push(chunk);
    for (const scan of scans) scan.chunk(chunk);
  }
  const facts: MemberFacts[] = [];
  for (const scan of scans) facts.push(await scan.end());
  return {
    sha256: hash.digest("hex"),
    crc32: crc,
    machineCode: machineCodeOf(head),
    bytes: keep ? Buffer.concat(kept) : undefined,
    facts: Object.assign({}, ...facts) as MemberFacts,
  };
}
