/** Makes small Mach-O, PE and WebAssembly files that have just the tables a loader reads: never to be run. */

export interface MachOSlice {
  /** `cputype`; default 0x0100000c, arm64. */
  readonly cpu?: number;
  /** `filetype`; default 8, a bundle. */
  readonly type?: number;
  /** LC_BUILD_VERSION: platform (1 is macOS) and least version. */
  readonly platform?: number;
  readonly minimum?: readonly [number, number];
  /** LC_VERSION_MIN_MACOSX instead. */
  readonly old?: boolean;
  readonly needs?: readonly string[];
  readonly rpaths?: readonly string[];
  /** Names of defined external symbols, without the leading underscore. */
  readonly symbols?: readonly string[];
}

const u32 = (...values: number[]) => {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, i) => bytes.writeUInt32LE(value >>> 0, i * 4));
  return bytes;
};
const u16 = (value: number) => Buffer.from([value & 0xff, value >> 8]);

export function machOBytes(spec: MachOSlice = {}): Buffer {
  const commands: Buffer[] = [];
  const named = (id: number, head: readonly number[], text: string) => {
    const name = Buffer.from(`${text}\0`);
    const padded = Buffer.concat([name, Buffer.alloc((8 - (name.length % 8)) % 8)]);
    const at = 8 + head.length * 4 + 4;
    commands.push(Buffer.concat([u32(id, at + padded.length, at, ...head), padded]));
  };
  if (spec.minimum) {
    const version = spec.minimum[0] * 0x10000 + spec.minimum[1] * 0x100;
    commands.push(
      spec.old ? u32(0x24, 16, version, version) : u32(0x32, 24, spec.platform ?? 1, version, version, 0),
    );
  }
  for (const library of spec.needs ?? []) named(0xc, [2, 0x10000, 0x10000], library);
  for (const path of spec.rpaths ?? []) named(0x8000001c, [], path);
  const symbols = spec.symbols ?? [];
  const start = 32 + commands.reduce((sum, { length }) => sum + length, 0) + 24;
  const strings = Buffer.from(`\0${symbols.map((name) => `_${name}\0`).join("")}`);
  let at = 1;
  const table = symbols.map((name) => {
    const entry = Buffer.concat([u32(at), Buffer.from([0x0f, 1, 0, 0]), Buffer.alloc(8)]);
    at += name.length + 2;
    return entry;
  });
  commands.push(u32(2, 24, start, symbols.length, start + symbols.length * 16, strings.length));
  const all = Buffer.concat(commands);
  const head = u32(0xfeedfacf, spec.cpu ?? 0x0100000c, 0, spec.type ?? 8, commands.length, all.length, 0, 0);
  return Buffer.concat([head, all, ...table, strings]);
}

/** A universal binary. */
export function universalBytes(slices: readonly MachOSlice[]): Buffer {
  const head = Buffer.alloc(4096);
  head.writeUInt32BE(0xcafebabe, 0);
  head.writeUInt32BE(slices.length, 4);
  const files = slices.map(machOBytes);
  let at = head.length;
  const padded = files.map((file, i) => {
    [slices[i]?.cpu ?? 0x0100000c, 0, at, file.length, 12].forEach((value, j) =>
      head.writeUInt32BE(value, 8 + i * 20 + j * 4),
    );
    const whole = Buffer.concat([file, Buffer.alloc((4096 - (file.length % 4096)) % 4096)]);
    at += whole.length;
    return whole;
  });
  return Buffer.concat([head, ...padded]);
}

export interface PeSpec {
  /** Default 0x8664, amd64. */
  readonly machine?: number;
  readonly library?: boolean;
  readonly imports?: readonly string[];
  readonly exports?: readonly string[];
  /** Flags of the .NET header. */
  readonly dotNet?: number;
}

/** One section at address 0x1000, offset 0x400. */
export function peBytes(spec: PeSpec = {}): Buffer {
  const machine = spec.machine ?? 0x8664;
  const wide = machine !== 0x14c;
  let content = Buffer.alloc(0);
  const put = (bytes: Buffer) => {
    const at = 0x1000 + content.length;
    content = Buffer.concat([content, bytes]);
    return at;
  };
  const text = (name: string) => put(Buffer.from(`${name}\0`));
  const imports = (spec.imports ?? []).map(text);
  const table = put(Buffer.concat([...imports.map((name) => u32(0, 0, 0, name, 0)), Buffer.alloc(20)]));
  const names = put(u32(...(spec.exports ?? []).map(text)));
  const exported = put(u32(0, 0, 0, 0, 1, 0, spec.exports?.length ?? 0, 0, names, 0).subarray(0, 40));
  const dotNet = put(u32(72, 0, 0, 0, spec.dotNet ?? 0));
  const directories = new Array<number>(32).fill(0);
  if (imports.length > 0) directories[2] = table;
  if (spec.exports) directories[0] = exported;
  if (spec.dotNet !== undefined) directories[28] = dotNet;
  const optional = Buffer.concat([
    u16(wide ? 0x20b : 0x10b),
    Buffer.alloc(wide ? 106 : 90),
    u32(16, ...directories),
  ]);
  const dos = Buffer.alloc(0x80);
  dos.write("MZ");
  dos.writeUInt32LE(0x80, 0x3c);
  const library = spec.library ?? true;
  const coff = Buffer.concat([
    u16(machine),
    u16(1),
    u32(0, 0, 0),
    u16(optional.length),
    u16(library ? 0x2022 : 0x22),
  ]);
  const section = Buffer.concat([
    Buffer.from(".text\0\0\0"),
    u32(content.length, 0x1000, content.length, 0x400, 0, 0, 0, 0),
  ]);
  const head = Buffer.concat([dos, Buffer.from("PE\0\0"), coff, optional, section]);
  return Buffer.concat([head, Buffer.alloc(0x400 - head.length), content]);
}

/** A WebAssembly side module; names and lists are short, so that every number takes one byte. */
export function wasmBytes(
  spec: { readonly exports?: readonly string[]; readonly needs?: readonly string[] } = {},
) {
  const text = (name: string) => Buffer.concat([Buffer.from([name.length]), Buffer.from(name)]);
  const section = (id: number, content: Buffer) =>
    Buffer.concat([Buffer.from([id, content.length]), content]);
  const list = (items: readonly Buffer[]) => Buffer.concat([Buffer.from([items.length]), ...items]);
  const needed = list((spec.needs ?? []).map(text));
  const dylink = Buffer.concat([text("dylink.0"), section(1, Buffer.from([0, 0, 0, 0])), section(2, needed)]);
  const exported = list((spec.exports ?? []).map((name) => Buffer.concat([text(name), Buffer.from([0, 0])])));
  return Buffer.concat([Buffer.from("\0asm\x01\0\0\0", "latin1"), section(0, dylink), section(7, exported)]);
}
