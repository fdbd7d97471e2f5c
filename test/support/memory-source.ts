/** An archive in memory, as a file or as something behind a network; it counts what is read. */

import type { ByteSource } from "../../src/artifacts/byte-source.ts";

export interface MemorySource extends ByteSource {
  /** Position and length of every read. */
  readonly reads: readonly (readonly [position: number, length: number])[];
  readonly closed: boolean;
}

export function memorySource(name: string, bytes: Buffer, remote = false): MemorySource {
  const reads: [number, number][] = [];
  let closed = false;
  return {
    name,
    size: bytes.length,
    remote,
    reads,
    get closed() {
      return closed;
    },
    read: (buffer, offset, length, position) => {
      reads.push([position, length]);
      return Promise.resolve(bytes.copy(buffer, offset, position, position + length));
    },
    close: () => {
      closed = true;
      return Promise.resolve();
    },
  };
}
