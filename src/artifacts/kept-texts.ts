/** The texts that are taken out of an archive while it is read: which, how much of each at most, and what is wrong with them. */

import type { ArchiveLimits } from "./archive.ts";
import { problem, unsafe, unsafeMember } from "./refusal.ts";

interface Kept {
  readonly most: number;
  /** Bytes of the member; `undefined` as long as it was not seen. */
  size?: number;
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
   * its text, and throws UnsafeArchive where it is not there (under the name that is shown), too large or not UTF-8.
   */
  require(path: string): (shown?: string) => string {
    const kept = this.#want(path, this.#limits.metadata);
    return (shown = path) => {
      if (kept.size === undefined) throw unsafe(this.#archive, "WW027", `it has no ${shown}`);
      if (!kept.bytes) throw this.#tooLarge(path, kept.size);
      const text = utf8Text(kept.bytes);
      if (text === undefined) throw unsafeMember(this.#archive, path, problem("WW027", "is not UTF-8 text"));
      return text;
    };
  }

  /** A member that may be there; the function gives its bytes, and throws UnsafeArchive where it is too large. */
  ask(path: string): () => Buffer | undefined {
    const kept = this.#want(path, this.#limits.text);
    return () => {
      if (kept.size !== undefined && !kept.bytes) throw this.#tooLarge(path, kept.size);
      return kept.bytes;
    };
  }

  /** How many bytes of a member's content are wanted at most; `undefined` where none are. */
  most(path: string): number | undefined {
    return this.#kept.get(path)?.most;
  }

  /** @param bytes the content, where it has no more than is wanted */
  keep(path: string, size: number, bytes: Buffer | undefined): void {
    const kept = this.#kept.get(path);
    if (kept) Object.assign(kept, { size, bytes });
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

  #want(path: string, most: number): Kept {
    const kept = this.#kept.get(path) ?? { most };
    this.#kept.set(path, kept);
    return kept;
  }

  #tooLarge(path: string, size: number) {
    return unsafeMember(this.#archive, path, problem("WW025", `has ${size} bytes, too many for a text`));
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
