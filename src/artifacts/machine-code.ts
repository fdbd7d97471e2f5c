/** Recognises machine code by its first bytes: ELF, Mach-O, PE and WebAssembly. */

export type MachineCode = "elf" | "mach-o" | "pe" | "wasm";

/** How many bytes `machineCodeOf` wants to see. */
export const magicLength = 1024;

const machO = new Set([0xfeedface, 0xfeedfacf, 0xcefaedfe, 0xcffaedfe]);

/** @param head the first bytes of a file, up to `magicLength` */
export function machineCodeOf(head: Buffer): MachineCode | undefined {
  if (head.length < 8) return undefined;
  const magic = head.readUInt32BE(0);
  if (magic === 0x7f454c46) return "elf";
  if (magic === 0x0061736d && head.readUInt32LE(4) === 1) return "wasm";
  if (machO.has(magic)) return "mach-o";
  // Java class files begin as universal binaries do; there the next number is a version of 45 or more, here a few architectures.
  if ((magic === 0xcafebabe || magic === 0xcafebabf) && head.readUInt32BE(4) < 40) return "mach-o";
  if (head.readUInt16BE(0) === 0x4d5a && head.length >= 0x40) {
    const offset = head.readUInt32LE(0x3c);
    if (offset + 4 <= head.length && head.readUInt32BE(offset) === 0x50450000) return "pe";
  }
  return undefined;
}
