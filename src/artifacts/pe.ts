/** Reads what a PE file says to the loader: machine, imports and exports (Microsoft PE/COFF specification). */

import { ByteView, moduleAt, OutsideError, Parts, unique } from "./byte-view.ts";
import type { CodeFacts } from "./code-facts.ts";

const machines: Readonly<Record<number, readonly [string, 32 | 64]>> = {
  0x14c: ["win32", 32],
  0x1c0: ["arm32", 32],
  0x1c4: ["arm32", 32],
  0x200: ["ia64", 64],
  0x8664: ["amd64", 64],
  0xaa64: ["arm64", 64],
};

/** Numbers of the data directories. */
const directory = { exports: 0, imports: 1, delayed: 13, dotNet: 14 } as const;

const most = { sections: 96, libraries: 4096, names: 1_000_000, modules: 4096 } as const;

interface Section {
  readonly address: number;
  readonly size: number;
  readonly offset: number;
}

interface Image {
  readonly view: ByteView;
  readonly machine: number;
  readonly library: boolean;
  readonly sections: readonly Section[];
  /** Address of a data directory; 0 where there is none. */
  readonly directory: (number: number) => number;
}

/** @param bytes a whole file, or its first part */
export function readPe(bytes: Buffer): CodeFacts {
  const parts = new Parts();
  const image = parts.read("the header", undefined, () => readImage(new ByteView(bytes, true)));
  if (!image) return { ...nothing, slices: [], ...parts.problem };
  const [architecture, bits] = machines[image.machine] ?? [`unknown (${image.machine})`, 64];
  const portable = parts.read("the .NET header", false, () => isPortable(image));
  const needs = [
    ...parts.read("the imports", [], () => imports(image, image.directory(directory.imports), 20, 12)),
    ...parts.read("the delayed imports", [], () => imports(image, image.directory(directory.delayed), 32, 4)),
  ];
  return {
    ...nothing,
    kind: image.library ? "shared-library" : "program",
    slices: [{ architecture: portable ? "cil" : architecture, bits }],
    needs: unique(needs),
    modules: parts.read("the exports", [], () => readModules(image)),
    ...parts.problem,
  };
}

const nothing = {
  format: "pe",
  kind: "other",
  needs: [],
  symbolVersions: {},
  searchPaths: [],
  instructionSets: [],
  modules: [],
} as const;

function readImage(view: ByteView): Image {
  const coff = view.u32(0x3c) + 4;
  const optional = coff + 20;
  const wide = view.u16(optional) === 0x20b;
  const directories = Math.min(view.u32(optional + (wide ? 108 : 92)), 16);
  const table = optional + view.u16(coff + 16);
  const sections: Section[] = [];
  for (let i = 0; i < Math.min(view.u16(coff + 2), most.sections); i++) {
    const at = table + i * 40;
    const size = Math.max(view.u32(at + 8), view.u32(at + 16));
    sections.push({ address: view.u32(at + 12), size, offset: view.u32(at + 20) });
  }
  return {
    view,
    machine: view.u16(coff),
    library: (view.u16(coff + 18) & 0x2000) !== 0,
    sections,
    directory: (number) => (number < directories ? view.u32(optional + (wide ? 112 : 96) + number * 8) : 0),
  };
}

/** Where a relative virtual address stands in the file. */
function offsetOf({ sections }: Image, address: number): number {
  const inside = sections.find((one) => address >= one.address && address < one.address + one.size);
  if (!inside) throw new OutsideError(`address ${address} is in none of its sections`);
  return inside.offset + (address - inside.address);
}

/** Names of libraries in a table of descriptors that ends with an empty one. */
function imports(image: Image, table: number, step: number, nameAt: number): string[] {
  if (table === 0) return [];
  const start = offsetOf(image, table);
  const names: string[] = [];
  for (let i = 0; i < most.libraries; i++) {
    const name = image.view.u32(start + i * step + nameAt);
    if (name === 0) break;
    names.push(image.view.text(offsetOf(image, name), 512));
  }
  return names;
}

function readModules(image: Image): string[] {
  const { view } = image;
  const address = image.directory(directory.exports);
  if (address === 0) return [];
  const table = offsetOf(image, address);
  const count = Math.min(view.u32(table + 24), most.names);
  if (count === 0) return [];
  const names = offsetOf(image, view.u32(table + 32));
  const modules: string[] = [];
  for (let i = 0; i < count && modules.length < most.modules; i++) {
    const module = moduleAt(view, offsetOf(image, view.u32(names + i * 4)));
    if (module !== undefined) modules.push(module);
  }
  return unique(modules);
}

/** .NET code that runs on any processor: ILONLY, and not 32BITREQUIRED (ECMA-335, II.25.3.3.1). */
function isPortable(image: Image): boolean {
  const address = image.directory(directory.dotNet);
  if (address === 0) return false;
  return (image.view.u32(offsetOf(image, address) + 16) & 0b11) === 0b01;
}
