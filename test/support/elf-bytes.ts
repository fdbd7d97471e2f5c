/** Makes small ELF files that have just the tables a loader reads: no code in them, never to be run. */

export interface ElfSpec {
  /** `e_machine`; default 62, x86_64. */
  readonly machine?: number;
  readonly bits?: 32 | 64;
  readonly bigEndian?: boolean;
  /** `e_type`; default 3, a shared object. */
  readonly type?: number;
  readonly needs?: readonly string[];
  readonly rpath?: string;
  readonly runpath?: string;
  readonly soname?: string;
  readonly pie?: boolean;
  readonly interpreter?: string;
  /** Library -> versions of its symbols. */
  readonly versions?: Readonly<Record<string, readonly string[]>>;
  /** Versions in the same form that are weak. */
  readonly weakVersions?: Readonly<Record<string, readonly string[]>>;
  /** Names of defined symbols. */
  readonly symbols?: readonly string[];
  /** Bits of GNU_PROPERTY_X86_ISA_1_NEEDED. */
  readonly isa?: number;
}

class Writer {
  bytes = Buffer.alloc(0);
  readonly #big: boolean;
  readonly #wide: boolean;

  constructor(wide: boolean, big: boolean) {
    this.#wide = wide;
    this.#big = big;
  }

  get at(): number {
    return this.bytes.length;
  }

  raw(bytes: Buffer | string): this {
    this.bytes = Buffer.concat([this.bytes, Buffer.from(bytes)]);
    return this;
  }

  number(value: number, size: 1 | 2 | 4 | 8): this {
    const bytes = Buffer.alloc(size);
    bytes.writeUIntLE(value, 0, Math.min(size, 6));
    if (this.#big) bytes.reverse();
    return this.raw(bytes);
  }

  half(...values: number[]): this {
    for (const value of values) this.number(value, 2);
    return this;
  }

  word(...values: number[]): this {
    for (const value of values) this.number(value, 4);
    return this;
  }

  address(...values: number[]): this {
    for (const value of values) this.number(value, this.#wide ? 8 : 4);
    return this;
  }
}

/** Addresses differ from offsets, so that a reader which mixes them up is found out. */
const base = 0x40_0000;

export function elfBytes(spec: ElfSpec = {}): Buffer {
  const wide = (spec.bits ?? 64) === 64;
  const big = spec.bigEndian ?? false;
  const writer = () => new Writer(wide, big);
  const headerSize = wide ? 64 : 52;
  const segmentSize = wide ? 56 : 32;
  const start = headerSize + 4 * segmentSize;
  const body = writer();
  const place = (bytes: Buffer) => {
    body.raw(Buffer.alloc((8 - (body.at % 8)) % 8));
    const at = start + body.at;
    body.raw(bytes);
    return { at, address: base + at, size: bytes.length };
  };
  const strings = stringTable();
  const versions = place(versionsNeeded(writer(), spec, strings.add));
  const symbols = place(symbolTable(writer(), spec.symbols ?? [], wide, strings.add));
  const count = (spec.symbols ?? []).length + 1;
  const hash = place(writer().word(1, count, 0, ...Array.from({ length: count }, () => 0)).bytes);
  const entries: [number, number][] = (spec.needs ?? []).map((name) => [1, strings.add(name)]);
  if (spec.soname !== undefined) entries.push([14, strings.add(spec.soname)]);
  if (spec.rpath !== undefined) entries.push([15, strings.add(spec.rpath)]);
  if (spec.runpath !== undefined) entries.push([29, strings.add(spec.runpath)]);
  if (spec.pie) entries.push([0x6ffffffb, 0x0800_0000]);
  if (versions.size > 0) entries.push([0x6ffffffe, versions.address]);
  const texts = place(strings.bytes());
  entries.push([4, hash.address], [5, texts.address], [6, symbols.address], [0, 0]);
  const dynamic = place(entries.reduce((to, pair) => to.address(...pair), writer()).bytes);
  const interpreter = place(Buffer.from(spec.interpreter === undefined ? "" : `${spec.interpreter}\0`));
  const note = place(spec.isa === undefined ? Buffer.alloc(0) : propertyNote(writer(), spec.isa, wide));
  const size = start + body.at;
  const segments: [number, { at: number; size: number }, number][] = [
    [1, { at: 0, size }, 4096],
    [2, dynamic, 8],
    [spec.interpreter === undefined ? 0 : 3, interpreter, 1],
    [spec.isa === undefined ? 0 : 0x6474e553, note, wide ? 8 : 4],
  ];
  const head = writer().raw(Buffer.from([0x7f, 0x45, 0x4c, 0x46, wide ? 2 : 1, big ? 2 : 1, 1, 0]));
  head
    .raw(Buffer.alloc(8))
    .half(spec.type ?? 3, spec.machine ?? 62)
    .word(1);
  head.address(0, headerSize, 0).word(0).half(headerSize, segmentSize, segments.length, 0, 0, 0);
  for (const [type, { at, size: bytes }, align] of segments) {
    if (wide) head.word(type, 4).address(at, base + at, base + at, bytes, bytes, align);
    else head.word(type, at, base + at, base + at, bytes, bytes, 4, align);
  }
  return Buffer.concat([head.bytes, body.bytes]);
}

function stringTable() {
  let text = "\0";
  const add = (name: string) => {
    const at = Buffer.byteLength(text);
    text += `${name}\0`;
    return at;
  };
  return { add, bytes: () => Buffer.from(text) };
}

function versionsNeeded(to: Writer, spec: ElfSpec, add: (name: string) => number): Buffer {
  const all = [
    ...Object.entries(spec.versions ?? {}).map(([library, names]) => ({ library, names, flags: 0 })),
    ...Object.entries(spec.weakVersions ?? {}).map(([library, names]) => ({ library, names, flags: 2 })),
  ];
  all.forEach(({ library, names, flags }, index) => {
    const last = index === all.length - 1;
    to.half(1, names.length).word(add(library), 16, last ? 0 : 16 + 16 * names.length);
    names.forEach((name, i) => {
      to.word(0)
        .half(flags, 2)
        .word(add(name), i === names.length - 1 ? 0 : 16);
    });
  });
  return to.bytes;
}

function symbolTable(to: Writer, names: readonly string[], wide: boolean, add: (name: string) => number) {
  to.raw(Buffer.alloc(wide ? 24 : 16));
  for (const name of names) {
    if (wide) to.word(add(name)).number(0x12, 1).number(0, 1).half(1).address(base, 1);
    else to.word(add(name), base, 1).number(0x12, 1).number(0, 1).half(1);
  }
  return to.bytes;
}

function propertyNote(to: Writer, isa: number, wide: boolean): Buffer {
  const size = wide ? 16 : 12;
  to.word(4, size, 5).raw("GNU\0").word(0xc0008002, 4, isa);
  return wide ? to.word(0).bytes : to.bytes;
}
