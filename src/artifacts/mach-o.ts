/** Reads what a Mach-O file says to the loader, each architecture of a universal one: the load commands (mach-o/loader.h, fat.h). */

import { ByteView, moduleAt, Parts, unique } from "./byte-view.ts";
import type { CodeFacts, CodeSlice } from "./code-facts.ts";

const command = {
  symbols: 0x2,
  build: 0x32,
  minimumMacos: 0x24,
  minimumIos: 0x25,
  rpath: 0x8000001c,
} as const;

/** LC_LOAD_DYLIB and its weak, re-exported, upward and lazy forms. */
const loads = new Set([0xc, 0x80000018, 0x8000001f, 0x80000023, 0x20]);

const cpus: Readonly<Record<number, string>> = {
  0x7: "i386",
  0xc: "armv7",
  0x12: "ppc",
  0x01000007: "x86_64",
  0x0100000c: "arm64",
  0x01000012: "ppc64",
  0x0200000c: "arm64_32",
};

const systems: Readonly<Record<number, CodeSlice["system"]>> = { 1: "macos", 2: "ios", 7: "ios-simulator" };

const kinds: Readonly<Record<number, CodeFacts["kind"]>> = {
  1: "object",
  2: "program",
  6: "shared-library",
  8: "shared-library",
};

const most = { slices: 40, commands: 10_000, symbols: 2_000_000, modules: 4096, names: 1024 } as const;

interface Part {
  readonly slice: CodeSlice;
  readonly kind: CodeFacts["kind"];
  readonly needs: readonly string[];
  readonly searchPaths: readonly string[];
  readonly modules: readonly string[];
}

/** @param bytes a whole file, or its first part */
export function readMachO(bytes: Buffer): CodeFacts {
  const parts = new Parts();
  const places = parts.read("the list of architectures", [], () => slicePlaces(bytes));
  const read = places.flatMap((place) =>
    parts.read<readonly Part[]>("a header", [], () => [readSlice(bytes.subarray(place), parts)]),
  );
  return {
    format: "mach-o",
    kind: read[0]?.kind ?? "other",
    slices: read.map(({ slice }) => slice),
    needs: unique(read.flatMap(({ needs }) => needs)),
    symbolVersions: {},
    searchPaths: unique(read.flatMap(({ searchPaths }) => searchPaths)),
    instructionSets: [],
    modules: unique(read.flatMap(({ modules }) => modules)),
    ...parts.problem,
  };
}

/** Offsets of the architectures; a plain file has one, at 0. */
function slicePlaces(bytes: Buffer): number[] {
  const view = new ByteView(bytes, false);
  const magic = view.u32(0);
  if (magic !== 0xcafebabe && magic !== 0xcafebabf) return [0];
  const wide = magic === 0xcafebabf;
  const count = Math.min(view.u32(4), most.slices);
  const places: number[] = [];
  for (let i = 0; i < count; i++) {
    const at = 8 + i * (wide ? 32 : 20);
    places.push(wide ? view.u64(at + 8) : view.u32(at + 8));
  }
  return places;
}

function readSlice(bytes: Buffer, parts: Parts): Part {
  const magic = new ByteView(bytes, false).u32(0);
  const view = new ByteView(bytes, magic === 0xcefaedfe || magic === 0xcffaedfe);
  const wide = magic === 0xcffaedfe || magic === 0xfeedfacf;
  const cpu = view.u32(4);
  const slice = { architecture: cpus[cpu] ?? `unknown (${cpu})`, bits: wide ? 64 : 32 } as const;
  const kind = kinds[view.u32(12)] ?? "other";
  const commands = parts.read("the load commands", [], () => readCommands(view, wide));
  const texts = (wanted: (id: number) => boolean) =>
    parts.read("a load command", [], () =>
      commands
        .filter(({ id }) => wanted(id))
        .slice(0, most.names)
        .map(({ at }) => view.text(at + view.u32(at + 8))),
    );
  return {
    slice: { ...slice, ...parts.read("the load commands", {}, () => systemOf(view, commands)) },
    kind,
    needs: texts((id) => loads.has(id)),
    searchPaths: texts((id) => id === command.rpath),
    modules: parts.read("the symbols", [], () => readModules(view, wide, commands)),
  };
}

interface LoadCommand {
  readonly id: number;
  readonly at: number;
}

function readCommands(view: ByteView, wide: boolean): LoadCommand[] {
  const count = Math.min(view.u32(16), most.commands);
  const commands: LoadCommand[] = [];
  for (let i = 0, at = wide ? 32 : 28; i < count; i++) {
    commands.push({ id: view.u32(at), at });
    // A command has at least its own header.
    at += Math.max(view.u32(at + 4), 8);
  }
  return commands;
}

function systemOf(
  view: ByteView,
  commands: readonly LoadCommand[],
): { system?: NonNullable<CodeSlice["system"]>; minimumMacos?: string } {
  for (const { id, at } of commands) {
    switch (id) {
      case command.build: {
        const system = systems[view.u32(at + 8)] ?? "other";
        return system === "macos" ? { system, minimumMacos: version(view.u32(at + 12)) } : { system };
      }
      case command.minimumMacos:
        return { system: "macos", minimumMacos: version(view.u32(at + 8)) };
      case command.minimumIos:
        return { system: "ios" };
    }
  }
  return {};
}

/** `xxxx.yy.zz` in the nibbles; the last does not stand in platform tags. */
function version(packed: number): string {
  return `${packed >>> 16}.${(packed >>> 8) & 0xff}`;
}

/** Defined external symbols of LC_SYMTAB; C names have an underscore in front. */
function readModules(view: ByteView, wide: boolean, commands: readonly LoadCommand[]): string[] {
  const table = commands.find(({ id }) => id === command.symbols);
  if (!table) return [];
  const [symbols, count, strings] = [
    view.u32(table.at + 8),
    view.u32(table.at + 12),
    view.u32(table.at + 16),
  ];
  const modules: string[] = [];
  for (let i = 0; i < Math.min(count, most.symbols) && modules.length < most.modules; i++) {
    const at = symbols + i * (wide ? 16 : 12);
    const kind = view.u8(at + 4);
    // N_EXT, none of N_STAB, and not N_UNDF.
    if ((kind & 0xe1) !== 1 || (kind & 0x0e) === 0) continue;
    const name = strings + view.u32(at);
    const module = view.startsWith(name, "_") ? moduleAt(view, name + 1) : undefined;
    if (module !== undefined) modules.push(module);
  }
  return unique(modules);
}
