/** The dynamic section of an ELF file: libraries, search paths, symbol versions and the Python modules it defines. */

import { moduleAt, OutsideError, unique, type ByteView, type Parts } from "./byte-view.ts";
import type { Segment } from "./elf.ts";

export interface Dynamic {
  readonly needs: readonly string[];
  readonly searchPaths: readonly string[];
  readonly symbolVersions: Readonly<Record<string, readonly string[]>>;
  readonly modules: readonly string[];
  /** DF_1_PIE: it is a program. */
  readonly pie: boolean;
  readonly soname: string | undefined;
}

const tag = {
  needed: 1,
  hash: 4,
  strings: 5,
  symbols: 6,
  soname: 14,
  rpath: 15,
  runpath: 29,
  gnuHash: 0x6ffffef5,
  flags1: 0x6ffffffb,
  versions: 0x6ffffffe,
} as const;

/** Ends of loops over tables that a hostile file may chain in circles. */
const most = { entries: 65_536, names: 1024, versions: 2048, symbols: 2_000_000, modules: 4096 } as const;

/** Throws OutsideError where the table itself is outside; parts of it only cost their own facts. */
export function readDynamic(
  view: ByteView,
  wide: boolean,
  segments: readonly Segment[],
  parts: Parts,
): Dynamic {
  const entries = readEntries(view, wide, segments);
  const all = (wanted: number) =>
    entries
      .filter(([key]) => key === wanted)
      .slice(0, most.names)
      .map(([, value]) => value);
  const one = (wanted: number) => all(wanted)[0];
  const place = (wanted: number) => {
    const address = one(wanted);
    return address === undefined ? undefined : offsetOf(segments, address);
  };
  const strings = parts.read("the string table", undefined, () => place(tag.strings));
  const texts = (wanted: number) =>
    strings === undefined
      ? []
      : parts.read("a name", [], () => all(wanted).map((value) => view.text(strings + value)));
  const symbolVersions = parts.read("the symbol versions", {}, () => {
    const at = place(tag.versions);
    return at === undefined || strings === undefined ? {} : readVersions(view, at, strings);
  });
  const modules = parts.read("the symbols", [], () => {
    const symbols = place(tag.symbols);
    if (symbols === undefined || strings === undefined) return [];
    const count = symbolCount(view, wide, place(tag.hash), place(tag.gnuHash));
    return readModules(view, wide, { symbols, count, strings });
  });
  return {
    needs: unique(texts(tag.needed)),
    searchPaths: [...texts(tag.rpath), ...texts(tag.runpath)].flatMap((text) => text.split(":")),
    symbolVersions,
    modules,
    pie: ((one(tag.flags1) ?? 0) & 0x0800_0000) !== 0,
    soname: texts(tag.soname)[0],
  };
}

function readEntries(view: ByteView, wide: boolean, segments: readonly Segment[]): [number, number][] {
  const segment = segments.find(({ type }) => type === 2);
  if (!segment) return [];
  const step = wide ? 16 : 8;
  const count = Math.min(Math.floor(segment.size / step), most.entries);
  const entries: [number, number][] = [];
  for (let i = 0; i < count; i++) {
    const at = segment.offset + i * step;
    const key = wide ? view.u64(at) : view.u32(at);
    if (key === 0) break;
    entries.push([key, wide ? view.u64(at + 8) : view.u32(at + 4)]);
  }
  return entries;
}

/** Where a virtual address stands in the file. */
function offsetOf(segments: readonly Segment[], address: number): number {
  const inside = segments.find(
    (one) => one.type === 1 && address >= one.address && address < one.address + one.size,
  );
  if (!inside) throw new OutsideError(`address ${address} is in none of its segments`);
  return inside.offset + (address - inside.address);
}

/** `.gnu.version_r`: library -> versions. Those that are weak, which a loader does not insist on, are left out. */
function readVersions(view: ByteView, start: number, strings: number): Record<string, string[]> {
  const versions = new Map<string, Set<string>>();
  for (const at of chain(view, start, 12)) {
    const library = view.text(strings + view.u32(at + 4), 256);
    const found = versions.get(library) ?? new Set<string>();
    versions.set(library, found);
    for (const aux of chain(view, at + view.u32(at + 8), 12).slice(0, view.u16(at + 2))) {
      const weak = (view.u16(aux + 4) & 2) !== 0;
      if (!weak) found.add(view.text(strings + view.u32(aux + 8), 256));
    }
  }
  return Object.fromEntries([...versions].map(([library, found]) => [library, [...found]]));
}

/** Offsets of entries that each tell, in the field at `link`, how far behind it the next one is; 0 is the end. */
function chain(view: ByteView, start: number, link: number): number[] {
  const places = [start];
  for (let at = start; places.length < most.versions;) {
    const next = view.u32(at + link);
    if (next === 0) break;
    at += next;
    places.push(at);
  }
  return places;
}

/** The dynamic symbol table has no length of its own: the hash tables beside it know (the GNU one only of what is defined). */
function symbolCount(
  view: ByteView,
  wide: boolean,
  hash: number | undefined,
  gnuHash: number | undefined,
): number {
  if (hash !== undefined) return Math.min(view.u32(hash + 4), most.symbols);
  if (gnuHash === undefined) return 0;
  const [buckets, first, bloom] = [view.u32(gnuHash), view.u32(gnuHash + 4), view.u32(gnuHash + 8)];
  const table = gnuHash + 16 + bloom * (wide ? 8 : 4);
  let last = 0;
  for (let i = 0; i < Math.min(buckets, most.symbols); i++) last = Math.max(last, view.u32(table + i * 4));
  if (last < first) return 0;
  const chains = table + buckets * 4;
  while (last < most.symbols && (view.u32(chains + (last - first) * 4) & 1) === 0) last++;
  return last + 1;
}

function readModules(
  view: ByteView,
  wide: boolean,
  table: { readonly symbols: number; readonly count: number; readonly strings: number },
): string[] {
  const modules: string[] = [];
  const size = wide ? 24 : 16;
  for (let i = 1; i < table.count && modules.length < most.modules; i++) {
    const at = table.symbols + i * size;
    const defined = view.u16(at + (wide ? 6 : 14)) !== 0;
    const module = defined ? moduleAt(view, table.strings + view.u32(at)) : undefined;
    if (module !== undefined) modules.push(module);
  }
  return unique(modules);
}
