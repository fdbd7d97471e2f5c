/** Lets yauzl read a file through a window in memory: its many small reads become few large ones. */

import type { FileHandle } from "node:fs/promises";

import { RandomAccessReader } from "yauzl";

interface Window {
  start: number;
  bytes: Buffer;
}

const windowSize = 64 * 1024;

export class WindowReader extends RandomAccessReader {
  readonly #handle: FileHandle;
  /** Two, since the central directory and the local headers are read in turns. */
  #windows: readonly Window[] = [];

  constructor(handle: FileHandle) {
    super();
    this.#handle = handle;
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null, bytesRead: number) => void,
  ): void {
    this.#read(buffer, offset, length, position).then(
      (bytesRead) => callback(null, bytesRead),
      (error: unknown) => callback(error instanceof Error ? error : new Error(String(error)), 0),
    );
  }

  async #read(buffer: Buffer, offset: number, length: number, position: number): Promise<number> {
    const within = (window: Window) =>
      position >= window.start && position + length <= window.start + window.bytes.length;
    let window = this.#windows.find(within);
    if (!window) {
      const bytes = Buffer.allocUnsafe(Math.max(windowSize, length));
      const { bytesRead } = await this.#handle.read(bytes, 0, bytes.length, position);
      window = { start: position, bytes: bytes.subarray(0, bytesRead) };
    }
    const read = window;
    this.#windows = [read, ...this.#windows.filter((other) => other !== read)].slice(0, 2);
    return read.bytes.copy(buffer, offset, position - read.start, position - read.start + length);
  }
}
