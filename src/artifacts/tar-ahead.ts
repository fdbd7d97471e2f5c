/** The headers that stand before a member of a tar file and speak of it: pax records, and GNU's long names. */

import type { Blocks } from "./blocks.ts";
import { decodeName } from "./member-path.ts";
import { quoted, unsafe } from "./refusal.ts";
import { blockSize, isZero, parsePax, type TarHeader } from "./tar-header.ts";

/** What was said of the next member so far. */
export interface Ahead {
  readonly pax?: ReadonlyMap<string, string>;
  readonly longName?: string;
  readonly longLink?: string;
  /** A global header stands right before it. */
  readonly global?: true;
}

const longest = 1024 * 1024;
/** Eleven octal digits: the first size that a header cannot hold. */
const headerRoom = 8 ** 11;

/** Reads one such header, and adds it to those before it. */
export async function readAhead(
  archive: string,
  blocks: Blocks,
  header: TarHeader,
  ahead: Ahead,
): Promise<Ahead> {
  if (header.size > longest) throw unsafe(archive, "WW025", "it has a header of more than 1 MiB");
  const bytes = await blocks.take(Math.ceil(header.size / blockSize) * blockSize);
  if (!bytes) throw unsafe(archive, "WW020", "it is cut inside a header");
  const content = bytes.subarray(0, header.size);
  // Python reads on into what fills the block, up to the first zero.
  if (!isZero(bytes.subarray(header.size)))
    throw unsafe(archive, "WW024", "it has more in the block of a header than its size says");
  if (header.type === "x" || header.type === "g") {
    const pax = parsePax(content);
    if (!pax) throw unsafe(archive, "WW020", "it has a malformed pax header");
    if (header.type === "x") return once(archive, ahead, { pax });
    // `git archive` notes its commit in a global header; what changes members is refused there.
    const changing = [...pax.keys()].find((key) => key !== "comment");
    if (changing) throw unsafe(archive, "WW024", `it has a global header that sets ${quoted(changing)}`);
    return { ...ahead, global: true };
  }
  const name = longName(archive, content);
  return once(archive, ahead, header.type === "L" ? { longName: name } : { longLink: name });
}

/** A name ends at its first NUL; what comes after it would be seen by some readers only. */
function longName(archive: string, content: Buffer): string {
  const end = content.indexOf(0);
  const name = decodeName(end === -1 ? content : content.subarray(0, end));
  if (name === undefined) throw unsafe(archive, "WW021", "it has a long name that is not UTF-8");
  if (end !== -1 && !isZero(content.subarray(end)))
    throw unsafe(archive, "WW024", "it has a long name with more after its end");
  return name;
}

function once(archive: string, ahead: Ahead, more: Ahead): Ahead {
  const key = Object.keys(more)[0] as keyof Ahead;
  if (ahead[key] !== undefined)
    throw unsafe(archive, "WW024", "it has two headers of one kind for one member");
  return { ...ahead, ...more };
}

/** The header of a member as those before it change it. */
export function applyAhead(archive: string, header: TarHeader, ahead: Ahead): TarHeader {
  const pax = ahead.pax ?? new Map<string, string>();
  for (const key of pax.keys()) {
    if (key === "hdrcharset")
      throw unsafe(archive, "WW024", "it has a member with hdrcharset, other character sets");
    if (key.startsWith("GNU.sparse."))
      throw unsafe(archive, "WW022", `it has a sparse file (${quoted(key)})`);
  }
  if (
    (ahead.longName !== undefined && pax.has("path")) ||
    (ahead.longLink !== undefined && pax.has("linkpath"))
  ) {
    throw unsafe(archive, "WW024", "it has a member with two long names");
  }
  const size = pax.get("size");
  const mtime = pax.get("mtime");
  if (size !== undefined && !/^\d{1,15}$/.test(size))
    throw unsafe(archive, "WW020", "it has a member with a malformed size");
  if (mtime !== undefined && !/^-?\d{1,15}(\.\d*)?$/.test(mtime))
    throw unsafe(archive, "WW020", "it has a member with a malformed time");
  // Some readers go by the header alone: the two may differ only where the header has no room for the number.
  if (size !== undefined && Number(size) !== header.size && Number(size) < headerRoom)
    throw unsafe(archive, "WW024", "it has a member with two different sizes");
  return {
    ...header,
    name: pax.get("path") ?? ahead.longName ?? header.name,
    linkname: pax.get("linkpath") ?? ahead.longLink ?? header.linkname,
    size: size === undefined ? header.size : Number(size),
    mtime: mtime === undefined ? header.mtime : Math.floor(Number(mtime)),
  };
}
