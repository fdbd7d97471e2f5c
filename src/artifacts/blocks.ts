/** Takes exact numbers of bytes off a stream, and lets the content of tar members through in pieces. */

import { asRefusal, unsafe } from "./refusal.ts";

const block = 512;

export class Blocks {
  readonly #archive: string;
  readonly #source: AsyncIterator<Buffer>;
  readonly #count: (bytes: number) => void;
  #buffer: Buffer = Buffer.alloc(0);
  /** Bytes of the current member that were not read yet; padding not counted. */
  #left = 0;
  #open = false;

  /**
   * @param archive the file's name, for errors
   * @param count is told of every piece before it is used, and may throw
   */
  constructor(archive: string, source: AsyncIterable<Buffer>, count: (bytes: number) => void) {
    this.#archive = archive;
    this.#source = source[Symbol.asyncIterator]();
    this.#count = count;
  }

  async #more(): Promise<boolean> {
    const next = await this.#source.next().catch((error: unknown) => {
      throw asRefusal(this.#archive, "WW020", "it is no well-formed .tar.gz file", error);
    });
    if (next.done) return false;
    this.#count(next.value.length);
    this.#buffer = this.#buffer.length === 0 ? next.value : Buffer.concat([this.#buffer, next.value]);
    return true;
  }

  /** Exactly `length` bytes; `undefined` at the end of the stream. Only for small lengths: all of it is held in memory. */
  async take(length: number): Promise<Buffer | undefined> {
    while (this.#buffer.length < length) {
      if (!(await this.#more())) return undefined;
    }
    const taken = this.#buffer.subarray(0, length);
    this.#buffer = this.#buffer.subarray(length);
    return taken;
  }

  /** Whatever comes next; `undefined` at the end. */
  async rest(): Promise<Buffer | undefined> {
    if (this.#buffer.length === 0 && !(await this.#more())) return undefined;
    const taken = this.#buffer;
    this.#buffer = Buffer.alloc(0);
    return taken;
  }

  /** The next `size` bytes in pieces. */
  async *content(size: number): AsyncGenerator<Buffer> {
    this.#left = size;
    this.#open = true;
    while (this.#left > 0) {
      if (this.#buffer.length === 0 && !(await this.#more()))
        throw unsafe(this.#archive, "WW020", "it is cut inside a member");
      const piece = this.#buffer.subarray(0, Math.min(this.#left, this.#buffer.length));
      this.#buffer = this.#buffer.subarray(piece.length);
      this.#left -= piece.length;
      yield piece;
    }
  }

  /** Skips what is left of a member's content and its padding. */
  async finishContent(size: number): Promise<void> {
    if (!this.#open) this.#left = size;
    this.#open = false;
    let skip = this.#left + ((block - (size % block)) % block);
    this.#left = 0;
    while (skip > 0) {
      if (this.#buffer.length === 0 && !(await this.#more()))
        throw unsafe(this.#archive, "WW020", "it is cut inside a member");
      const piece = Math.min(skip, this.#buffer.length);
      this.#buffer = this.#buffer.subarray(piece);
      skip -= piece;
    }
  }
}
