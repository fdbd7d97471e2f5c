/** Looks for leftovers in the content of one member while it is read, with memory that does not grow with its size. */

import { lookAt } from "./leftover-look.ts";
import { isPacked, packedIn } from "./leftover-packed.ts";
import type { Evidence, Leftover } from "./leftover.ts";
import type { Scan } from "./scans.ts";

/** Bytes that are looked at together. */
const windowSize = 256 * 1024;
const leastWindow = 32 * 1024;
/** Bytes that are looked at again with what follows: what is longer in its encoded form is seen by its beginning. */
const overlap = 8 * 1024;
/** Leftovers of one kind of evidence that are kept of one member. */
const most = 50;
/** Bytes of a packed member that are kept until its end, to be unpacked. */
const packedMost = 8 * 1024 * 1024;
/** First bytes that show whether it is packed. */
const packedProbe = 256;
/** A zero byte among the first ones tells machine code and data from text. */
const textProbe = 8000;

export function scanLeftovers(member: { readonly size: number }): Scan {
  return new LeftoverScan(member.size, true);
}

class LeftoverScan implements Scan {
  readonly #size: number;
  #buffer: Buffer | undefined;
  #filled = 0;
  /** Where the buffer's first byte stands in the member, and the line it is in. */
  #start = 0;
  #line = 1;
  #text: boolean | undefined;
  #packed: Buffer[] | undefined = [];
  #packedBytes = 0;
  readonly #found = new Map<string, Leftover>();
  readonly #counts = new Map<Evidence, number>();

  /** @param size what the archive says of the member's size; only a hint */
  constructor(size: number, unpack: boolean) {
    this.#size = size;
    if (!unpack) this.#packed = undefined;
  }

  chunk(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.#keepPacked(bytes);
    if (this.#filled === 0 && bytes.length === this.#size && bytes.length <= windowSize) {
      this.#look(bytes);
      return;
    }
    const buffer = (this.#buffer ??= Buffer.allocUnsafe(
      Math.min(windowSize, Math.max(this.#size, leastWindow)),
    ));
    for (let done = 0; done < bytes.length;) {
      const count = bytes.copy(buffer, this.#filled, done);
      done += count;
      this.#filled += count;
      if (this.#filled === buffer.length) this.#slide(buffer);
    }
  }

  async end(): Promise<{ leftovers?: readonly Leftover[] }> {
    if (this.#buffer && this.#filled > 0) this.#look(this.#buffer.subarray(0, this.#filled));
    this.#buffer = undefined;
    if (this.#packed) {
      for (const found of await leftoversInPacked(Buffer.concat(this.#packed))) this.#add(found);
    }
    return this.#found.size === 0 ? {} : { leftovers: [...this.#found.values()] };
  }

  /** Keeps the content until its first bytes show that it is not packed, and then no more. */
  #keepPacked(bytes: Buffer): void {
    if (!this.#packed) return;
    const before = this.#packedBytes;
    this.#packedBytes += bytes.length;
    if (before < packedProbe && (this.#packedBytes >= packedProbe || this.#packedBytes === this.#size)) {
      const head = this.#packed.length === 0 ? bytes : Buffer.concat([...this.#packed, bytes]);
      if (!isPacked(head)) this.#packed = undefined;
    }
    if (this.#packedBytes > packedMost) this.#packed = undefined;
    this.#packed?.push(Buffer.from(bytes));
  }

  #slide(buffer: Buffer): void {
    this.#look(buffer);
    const next = buffer.length - overlap;
    if (this.#text) this.#line += linesIn(buffer.subarray(0, next));
    buffer.copyWithin(0, next);
    this.#start += next;
    this.#filled = overlap;
  }

  #look(window: Buffer): void {
    this.#text ??= !window.subarray(0, textProbe).includes(0);
    for (const { at, ...sighting } of lookAt(window, !this.#text)) {
      const line = this.#text ? { line: this.#line + linesIn(window.subarray(0, at)) } : {};
      this.#add({ ...sighting, offset: this.#start + at, ...line });
    }
  }

  /** What stands in the overlap is seen twice. Of paths the first of each kind is enough. */
  #add(found: Leftover): void {
    const place = found.kind === "secret" ? `${found.offset} ${found.encoding ?? ""}` : "";
    const key = `${found.what} ${place}`;
    if (this.#found.has(key)) return;
    const count = this.#counts.get(found.evidence) ?? 0;
    if (count >= most) return;
    this.#counts.set(found.evidence, count + 1);
    this.#found.set(key, found);
  }
}

async function leftoversInPacked(bytes: Buffer): Promise<Leftover[]> {
  const all: Leftover[] = [];
  for await (const { format, offset, size, content } of packedIn(bytes)) {
    const scan = new LeftoverScan(size, false);
    for await (const piece of content) scan.chunk(piece);
    for (const { kind, what, evidence, encoding } of (await scan.end()).leftovers ?? []) {
      if (kind !== "secret") continue;
      all.push({ kind, what, evidence, offset, encoding: encoding ? `${encoding} in ${format}` : format });
    }
  }
  return all;
}

function linesIn(bytes: Buffer): number {
  let lines = 0;
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) lines += 1;
  return lines;
}
