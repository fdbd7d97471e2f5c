/** Reads what an ELF file says to the loader: the program headers and the dynamic section (System V ABI, Linux extensions). */

import { ByteView, Parts, unique } from "./byte-view.ts";
import type { CodeFacts } from "./code-facts.ts";
import { readDynamic, type Dynamic } from "./elf-dynamic.ts";
import { instructionSets } from "./elf-notes.ts";

/** `e_machine`: [little-endian 64 bits, little-endian 32, big-endian 64, big-endian 32] where they differ. */
const machines: Readonly<Record<number, string>> = {
  3: "i686",
  8: "mips",
  20: "ppc",
  22: "s390x",
  40: "armv7l",
  43: "sparc64",
  50: "ia64",
  62: "x86_64",
  94: "xtensa",
  183: "aarch64",
  243: "riscv64",
  247: "bpf",
  258: "loongarch64",
};

export interface Segment {
  readonly type: number;
  readonly offset: number;
  readonly address: number;
  /** Bytes in the file. */
  readonly size: number;
  readonly align: number;
}

const type = { load: 1, dynamic: 2, interpreter: 3, note: 4, property: 0x6474e553 } as const;

/** More program headers than any linker writes are not looked at. */
const mostSegments = 4096;

const none: Dynamic = {
  needs: [],
  searchPaths: [],
  symbolVersions: {},
  modules: [],
  pie: false,
  soname: undefined,
};

/** @param bytes a whole file, or its first part */
export function readElf(bytes: Buffer): CodeFacts {
  const view = new ByteView(bytes, bytes[5] !== 2);
  const wide = bytes[4] !== 1;
  const parts = new Parts();
  const machine = parts.read("the header", -1, () => view.u16(18));
  const fileType = parts.read("the header", 0, () => view.u16(16));
  const segments = parts.read("the program headers", [], () => readSegments(view, wide));
  const dynamic = parts.read("the dynamic section", none, () => readDynamic(view, wide, segments, parts));
  const place = segments.find((segment) => segment.type === type.interpreter);
  const interpreter = place && parts.read("the interpreter", undefined, () => view.text(place.offset));
  const notes = segments.filter((one) => one.type === type.property || one.type === type.note);
  const sets = parts.read("the notes", [], () => notes.flatMap((note) => instructionSets(view, wide, note)));
  return {
    format: "elf",
    kind: kindOf(fileType, dynamic, interpreter),
    slices: [{ architecture: architectureOf(machine, wide, bytes[5] !== 2), bits: wide ? 64 : 32 }],
    needs: dynamic.needs,
    symbolVersions: dynamic.symbolVersions,
    searchPaths: dynamic.searchPaths,
    ...(interpreter === undefined ? {} : { interpreter }),
    instructionSets: unique(sets),
    modules: dynamic.modules,
    ...parts.problem,
  };
}

function architectureOf(machine: number, wide: boolean, little: boolean): string {
  if (machine === 21) return little ? "ppc64le" : "ppc64";
  if (machine === 62 && !wide) return "x32";
  if (machine === 22 && !wide) return "s390";
  if (machine === 243 && !wide) return "riscv32";
  const name = machines[machine];
  if (name === undefined) return `unknown (${machine})`;
  const big = machine === 183 || machine === 40;
  return big && !little ? `${name} (big-endian)` : name;
}

function kindOf(fileType: number, dynamic: Dynamic, interpreter: string | undefined): CodeFacts["kind"] {
  if (fileType === 1) return "object";
  if (fileType === 2) return "program";
  if (fileType !== 3) return "other";
  // Position-independent programs are "shared objects", too; some libraries name an interpreter because they print their version.
  const program = dynamic.pie || (interpreter !== undefined && dynamic.soname === undefined);
  return program ? "program" : "shared-library";
}

function readSegments(view: ByteView, wide: boolean): Segment[] {
  const start = wide ? view.u64(32) : view.u32(28);
  const size = view.u16(wide ? 54 : 42);
  const count = Math.min(view.u16(wide ? 56 : 44), mostSegments);
  const segments: Segment[] = [];
  for (let i = 0; i < count; i++) {
    const at = start + i * size;
    segments.push(
      wide
        ? {
            type: view.u32(at),
            offset: view.u64(at + 8),
            address: view.u64(at + 16),
            size: view.u64(at + 32),
            align: view.u64(at + 48),
          }
        : {
            type: view.u32(at),
            offset: view.u32(at + 4),
            address: view.u32(at + 8),
            size: view.u32(at + 16),
            align: view.u32(at + 28),
          },
    );
  }
  return segments;
}
