/** The texts that are taken out of an archive while it is read: which, how much of each at most, and what is wrong with them. */

import type { ArchiveLimits } from "./archive.ts";
import { problem, unsafe, unsafeMember } from "./refusal.ts";

interface Kept {
  /** Bytes. */
  readonly most: number;
  /** A larger one is a reason to refuse the archive; else it is left out. */
  readonly strict: boolean;
  there: boolean;
  bytes?: Buffer | undefined;
}

export class KeptTexts {
  readonly #archive: string;
  readonly #limits: ArchiveLimits;
  readonly #kept = new Map<string, Kept>();

  constructor(archive: string, limits: ArchiveLimits) {
    this.#archive = archive;
    this.#limits = limits;
  }

  /**
   * A member without which nothing can be said of the archive. The function that is given back, called after reading, gives
   * its text, and throws UnsafeArchive where it is not there (under the name that is shown) or not UTF-8.
   */
  require(path: string): (shown?: string) => string {
    const kept = this.#want(path, this.#limits.metadata, true);
    return (shown = path) => {
      if (!kept.there) throw unsafe(this.#archive, "WW027", `it has no ${shown}`);
      const text = utf8Text(kept.bytes ?? Buffer.alloc(0));
      if (text === undefined) throw unsafeMember(this.#archive, path, problem("WW027", "is not UTF-8 text"));
      return text;
    };
  }

  /** A member that may be missing, but not be too large; the function gives its bytes. */
  ask(path: string): () => Buffer | undefined {
    const kept = this.#want(path, this.#limits.text, true);
    return () => kept.bytes;
  }

  /** Members that may be missing or too large: `given` has those that are neither. */
  wish(paths: readonly string[]): void {
    for (const path of paths) this.#want(path, this.#limits.text, false);
  }

  /**
   * How many bytes of a member's content are wanted at most; `undefined` where none are.
   * @throws UnsafeArchive where it must be read and is too large
   */
  most(path: string, size: number): number | undefined {
    const kept = this.#kept.get(path);
    if (kept?.strict && size > kept.most)
      throw unsafeMember(this.#archive, path, problem("WW025", `has ${size} bytes, too many for a text`));
    return kept?.most;
  }

  /** @param bytes the content, where it has no more than is wanted */
  keep(path: string, bytes: Buffer | undefined): void {
    const kept = this.#kept.get(path);
    if (kept) Object.assign(kept, { there: true, bytes });
  }

  /** Those that are there and not too large, by path; what is not UTF-8 becomes U+FFFD. */
  given(paths: readonly string[]): Record<string, string> {
    return Object.fromEntries(
      paths.flatMap((path) => {
        const bytes = this.#kept.get(path)?.bytes;
        return bytes ? [[path, bytes.toString("utf8")] as const] : [];
      }),
    );
  }

  #want(path: string, most: number, strict: boolean): Kept {
    const kept = this.#kept.get(path) ?? { most, strict, there: false };
    this.#kept.set(path, kept);
    return kept;
  }
}

/** UTF-8 without its byte order mark, or nothing. */
export function utf8Text(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
