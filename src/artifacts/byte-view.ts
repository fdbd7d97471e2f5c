/** Numbers and texts out of a buffer that nobody vouches for: what would be outside of it is told, never read. */

/** A table of the file points outside of what is there. Never leaves the readers: `Parts` turns it into a problem. */
export class OutsideError extends Error {}

export class ByteView {
  readonly bytes: Buffer;
  readonly #little: boolean;

  constructor(bytes: Buffer, little: boolean) {
    this.bytes = bytes;
    this.#little = little;
  }

  get length(): number {
    return this.bytes.length;
  }

  u8(at: number): number {
    return this.bytes.readUInt8(this.#inside(at, 1));
  }

  u16(at: number): number {
    this.#inside(at, 2);
    return this.#little ? this.bytes.readUInt16LE(at) : this.bytes.readUInt16BE(at);
  }

  u32(at: number): number {
    this.#inside(at, 4);
    return this.#little ? this.bytes.readUInt32LE(at) : this.bytes.readUInt32BE(at);
  }

  /** Exact up to 2^53; larger numbers are offsets of no file. */
  u64(at: number): number {
    this.#inside(at, 8);
    return Number(this.#little ? this.bytes.readBigUInt64LE(at) : this.bytes.readBigUInt64BE(at));
  }

  /** A text that ends with NUL, at most `most` bytes of it. */
  text(at: number, most = 4096): string {
    this.#inside(at, 1);
    const longest = this.bytes.subarray(at, at + most);
    const end = longest.indexOf(0);
    return longest.toString("utf8", 0, end === -1 ? longest.length : end);
  }

  /** Does this ASCII text stand here? */
  startsWith(at: number, text: string): boolean {
    if (!Number.isSafeInteger(at) || at < 0 || at + text.length > this.length) return false;
    for (let i = 0; i < text.length; i++) if (this.bytes[at + i] !== text.charCodeAt(i)) return false;
    return true;
  }

  #inside(at: number, count: number): number {
    if (!Number.isSafeInteger(at) || at < 0 || at + count > this.length) {
      throw new OutsideError(`offset ${at} is outside of its ${this.length} bytes`);
    }
    return at;
  }
}

/** Reads a file part by part: one that points outside costs its own facts, not those of the others. */
export class Parts {
  #problem: string | undefined;

  /** The first problem met. */
  get problem(): { problem?: string } {
    return this.#problem === undefined ? {} : { problem: this.#problem };
  }

  /** @param what the part's name: "the dynamic section" */
  read<T>(what: string, fallback: T, read: () => T): T {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof OutsideError)) throw error;
      this.#problem ??= `${what} cannot be read: ${error.message}`;
      return fallback;
    }
  }

  tell(problem: string): void {
    this.#problem ??= problem;
  }
}

/** A prefix of the names of functions that start a Python module (PEP 489); non-ASCII names are in Punycode after `PyInitU_`. */
const starts = ["PyInit_", "PyInitU_"] as const;

/** The Python module whose start function has its name at `at`; `undefined` for any other symbol. */
export function moduleAt(view: ByteView, at: number): string | undefined {
  const start = starts.find((text) => view.startsWith(at, text));
  return start === undefined ? undefined : view.text(at + start.length, 512);
}

export function unique(texts: Iterable<string>): string[] {
  return [...new Set(texts)];
}
