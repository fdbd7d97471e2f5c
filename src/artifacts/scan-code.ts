/** Keeps a member of machine code while it is read, up to a bound, and reads what its headers say. */

import type { CodeFacts } from "./code-facts.ts";
import { readElf } from "./elf.ts";
import { machineCodeOf, magicLength, type MachineCode } from "./machine-code.ts";
import { readMachO } from "./mach-o.ts";
import { readPe } from "./pe.ts";
import type { Scan, StartScan } from "./scans.ts";
import { readWasm } from "./wasm.ts";

/** Bytes of one member that are kept; of larger ones only the first part is looked at. */
export const mostKept = 64 * 1024 * 1024;

/** What the headers of machine code say. Never throws, never reads outside of `bytes`, ends for any content. */
export function readCode(format: MachineCode, bytes: Buffer): CodeFacts {
  switch (format) {
    case "elf":
      return readElf(bytes);
    case "mach-o":
      return readMachO(bytes);
    case "pe":
      return readPe(bytes);
    case "wasm":
      return readWasm(bytes);
  }
}

export const scanCode: StartScan = ({ size }) => (size < 8 ? undefined : new CodeScan(size));

class CodeScan implements Scan {
  readonly #size: number;
  #head = Buffer.alloc(0);
  #format: MachineCode | undefined;
  #kept: Buffer | undefined;
  #length = 0;
  #seen = 0;
  #done = false;

  /** @param size bytes that the archive promises: no more is kept, whatever comes */
  constructor(size: number) {
    this.#size = Math.min(size, mostKept);
  }

  chunk(bytes: Buffer): void {
    this.#seen += bytes.length;
    if (this.#done) return;
    if (this.#kept) this.#keep(bytes);
    else {
      this.#head = Buffer.concat([this.#head, bytes]);
      if (this.#head.length >= Math.min(magicLength, this.#size)) this.#begin();
    }
  }

  end(): { code?: CodeFacts } {
    if (!this.#kept && !this.#done) this.#begin();
    if (!this.#kept || this.#format === undefined) return {};
    const code = readCode(this.#format, this.#kept.subarray(0, this.#length));
    if (this.#seen <= this.#length) return { code };
    // A table may point behind what was kept: that says nothing against the file.
    const problem = `only the first ${mostKept / 1024 / 1024} MiB were looked at`;
    return { code: { ...code, problem } };
  }

  #begin(): void {
    this.#format = machineCodeOf(this.#head);
    if (this.#format === undefined) this.#done = true;
    else {
      this.#kept = Buffer.allocUnsafeSlow(this.#size);
      this.#keep(this.#head);
    }
    this.#head = Buffer.alloc(0);
  }

  #keep(bytes: Buffer): void {
    this.#length += bytes.copy(this.#kept ?? Buffer.alloc(0), this.#length);
    if (this.#length === this.#size) this.#done = true;
  }
}
