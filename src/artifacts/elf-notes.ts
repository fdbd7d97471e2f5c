/** The notes of an ELF file that say which x86 instruction sets it needs (x86-64 psABI, "program property"). */

import type { ByteView } from "./byte-view.ts";
import type { Segment } from "./elf.ts";

const propertyType0 = 5;
const isaNeeded = 0xc0008002;
const levels = ["x86-64-baseline", "x86-64-v2", "x86-64-v3", "x86-64-v4"] as const;
const mostNotes = 256;

/** Names of the levels in GNU_PROPERTY_X86_ISA_1_NEEDED of one note segment. */
export function instructionSets(view: ByteView, wide: boolean, segment: Segment): string[] {
  const end = Math.min(segment.offset + segment.size, view.length);
  const align = segment.align === 8 ? 8 : 4;
  const sets: string[] = [];
  let at = segment.offset;
  for (let i = 0; i < mostNotes && at + 12 <= end; i++) {
    const [nameSize, size, type] = [view.u32(at), view.u32(at + 4), view.u32(at + 8)];
    const content = at + 12 + roundUp(nameSize, 4);
    if (type === propertyType0 && view.startsWith(at + 12, "GNU\0")) {
      sets.push(...properties(view, wide, content, Math.min(content + size, end)));
    }
    at = roundUp(content + size, align);
  }
  return sets;
}

function properties(view: ByteView, wide: boolean, start: number, end: number): string[] {
  let at = start;
  for (let i = 0; i < mostNotes && at + 8 <= end; i++) {
    const size = view.u32(at + 4);
    if (view.u32(at) === isaNeeded && size >= 4) {
      const bits = view.u32(at + 8);
      return levels.filter((_, bit) => (bits & (1 << bit)) !== 0);
    }
    at = roundUp(at + 8 + size, wide ? 8 : 4);
  }
  return [];
}

function roundUp(value: number, to: number): number {
  return Math.ceil(value / to) * to;
}
