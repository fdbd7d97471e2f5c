/** Reads an archive through windows in memory, for yauzl and for contents: many small reads become few large ones. */

import { RandomAccessReader } from "yauzl";

import { readRange, type ByteSource } from "./byte-source.ts";

interface Window {
  readonly start: number;
  readonly bytes: Buffer;
}

const windowSize = 64 * 1024;
/** The end of an archive: its end records, often the whole central directory, and the metadata right before it. */
const tailSize = 128 * 1024;
/** Smaller archives are read into memory as a whole; a larger central directory is read window by window. */
const largestAhead = 8 * 1024 * 1024;

export class WindowReader extends RandomAccessReader {
  readonly source: ByteSource;
  /** Kept to the end: the whole of a small archive, else the tail and the central directory. */
  readonly #kept: Window[] = [];
  /** Two, since the central directory and the local headers are read in turns. */
  #windows: readonly Window[] = [];

  private constructor(source: ByteSource) {
    super();
    this.source = source;
  }

  static async open(source: ByteSource): Promise<WindowReader> {
    const reader = new WindowReader(source);
    const whole = !source.remote && source.size <= largestAhead;
    const length = whole ? source.size : Math.min(source.size, tailSize);
    await reader.ahead(source.size - length, length);
    return reader;
  }

  /** Reads a range that will be wanted piece by piece, in one go. */
  async ahead(start: number, length: number): Promise<void> {
    const bounded = Math.min(length, largestAhead);
    if (this.#find(start, bounded)) return;
    this.#kept.push({ start, bytes: await readRange(this.source, start, bounded) });
  }

  /** Up to `length` bytes; less only where the source ends. Positions outside, which archives may name, give none. */
  async at(position: number, length: number): Promise<Buffer> {
    if (!Number.isSafeInteger(position) || position < 0 || position >= this.source.size)
      return Buffer.alloc(0);
    const wanted = Math.min(length, this.source.size - position);
    let window = this.#find(position, wanted);
    if (!window) {
      if (wanted >= windowSize) return readRange(this.source, position, wanted);
      window = { start: position, bytes: await readRange(this.source, position, windowSize) };
      this.#windows = [window, ...this.#windows.slice(0, 1)];
    }
    return window.bytes.subarray(position - window.start, position - window.start + wanted);
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null, bytesRead: number) => void,
  ): void {
    this.at(position, length).then(
      (bytes) => callback(null, bytes.copy(buffer, offset)),
      (error: unknown) => callback(error instanceof Error ? error : new Error(String(error)), 0),
    );
  }

  #find(position: number, length: number): Window | undefined {
    const holds = ({ start, bytes }: Window) =>
      position >= start && position + length <= start + bytes.length;
    return this.#kept.find(holds) ?? this.#windows.find(holds);
  }
}
