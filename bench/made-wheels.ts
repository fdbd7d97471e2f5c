/** Makes a release of wheels that are as large and as mixed as real ones, the same at every run. */

import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { elfBytes } from "../test/support/elf-bytes.ts";
import { zipBytes, type ZipSpec } from "../test/support/zip-bytes.ts";

const pythons = ["cp310", "cp311", "cp312", "cp313", "cp314"] as const;
/** Platform tag, and `e_machine` of its ELF files; all of one system, so that each holds the same kind of machine code. */
const platforms: readonly (readonly [tag: string, machine: number])[] = [
  ...[
    "manylinux_2_17",
    "manylinux_2_24",
    "manylinux_2_28",
    "manylinux_2_31",
    "musllinux_1_1",
    "musllinux_1_2",
  ].flatMap((policy) => [[`${policy}_x86_64`, 62] as const, [`${policy}_aarch64`, 183] as const]),
];

/** Numbers from 0 to `below` (a 32-bit xorshift generator). */
type Random = (below: number) => number;

function randomFrom(seed: number): Random {
  let state = seed * 2654435761 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

/** Bytes that no compression makes smaller: packed tables, unrolled kernels, embedded archives. */
function noise(random: Random, size: number): Buffer {
  const bytes = Buffer.alloc(size);
  for (let at = 0; at < size; at += 1) bytes[at] = random(256);
  return bytes;
}

/** Instructions of a few bytes from a small set, some with an address: about half its size when compressed. */
function instructions(random: Random, size: number): Buffer {
  const set = Array.from({ length: 300 }, () => noise(random, 1 + random(5)));
  const bytes = Buffer.alloc(size);
  for (let at = 0; at < size - 16;) {
    at += (set[Math.min(random(300), random(300))] ?? bytes).copy(bytes, at);
    if (random(3) === 0) at = bytes.writeUInt32LE(random(1 << 20), at);
  }
  return bytes;
}

const words = (
  "self value index array shape dtype result buffer window cursor session request response header stream encode decode " +
  "parse format config option default module package version import return raise yield async await lambda finally None " +
  "True False property classmethod staticmethod isinstance enumerate range length append extend items keys values"
).split(" ");
const word = (random: Random) => words[random(words.length)] ?? "";

/** Names as compilers write them into symbol tables. */
function symbols(random: Random, size: number): Buffer {
  let text = "";
  while (text.length < size) {
    const parts = Array.from({ length: 2 + random(4) }, () => word(random)).map(
      (part) => `${part.length}${part}`,
    );
    text += `_ZN${parts.join("")}17h${noise(random, 8).toString("hex")}E\0`;
  }
  return Buffer.from(text.slice(0, size), "latin1");
}

/** Python as people write it: short names, indentation, strings, comments. */
function python(random: Random, size: number): string {
  let text = "";
  while (text.length < size) {
    const name = `${word(random)}_${word(random)}`;
    text += `\ndef ${name}(${word(random)}, ${word(random)}=${random(100)}):\n    """${word(random)} the ${word(random)} of ${word(random)}."""\n`;
    for (let line = random(12); line >= 0; line -= 1)
      text += `    ${word(random)} = ${word(random)}.${word(random)}("${word(random)} %s", ${word(random)}[${random(1000)}])  # ${word(random)}\n`;
    text += `    return ${word(random)}\n`;
  }
  return text;
}

function wheelOf(seed: number, tag: string, machine: number): ZipSpec[] {
  const random = randomFrom(seed);
  const architecture = machine === 62 ? "x86_64" : "aarch64";
  const libc = tag.includes("musl") ? `libc.musl-${architecture}.so.1` : "libc.so.6";
  const extension = Buffer.concat([
    elfBytes({ machine, needs: [libc], symbols: ["PyInit__core"] }),
    instructions(random, 1_200_000),
    symbols(random, 300_000),
    Buffer.alloc(200_000),
    noise(random, 800_000),
  ]);
  const [interpreter = ""] = tag.split("-");
  const version = interpreter.replace("cp", "");
  const suffix = `cpython-${version}-${architecture}-linux-${tag.includes("musl") ? "musl" : "gnu"}`;
  const files: [string, string | Buffer][] = [
    ["demo/__init__.py", '__version__ = "1.0"\n'],
    [`demo/_core.${suffix}.so`, extension],
    ...Array.from({ length: 48 }, (_, index): [string, string] => [
      `demo/module${index}.py`,
      python(random, 25_000),
    ]),
    [
      "demo-1.0.dist-info/METADATA",
      "Metadata-Version: 2.1\nName: demo\nVersion: 1.0\nSummary: A demo.\nLicense: MIT\n\nA demo.\n",
    ],
    [
      "demo-1.0.dist-info/WHEEL",
      `Wheel-Version: 1.0\nGenerator: bench\nRoot-Is-Purelib: false\nTag: ${tag}\n`,
    ],
  ];
  const record = files.map(([path, content]) => {
    const bytes = Buffer.from(content);
    return `${path},sha256=${createHash("sha256").update(bytes).digest("base64url")},${bytes.length}\n`;
  });
  return [
    ...files,
    ["demo-1.0.dist-info/RECORD", `${record.join("")}demo-1.0.dist-info/RECORD,,\n`] as const,
  ].map(([name, content]) => ({ name, content }));
}

/** Writes 60 wheels into the folder; bytes of all, packed and unpacked. */
export function makeWheels(folder: string): { wheels: number; packed: number; unpacked: number } {
  mkdirSync(folder, { recursive: true });
  const sum = { wheels: 0, packed: 0, unpacked: 0 };
  for (const python of pythons) {
    for (const [platform, machine] of platforms) {
      const tag = `${python}-${python}-${platform}`;
      const entries = wheelOf(sum.wheels + 1, tag, machine);
      const bytes = zipBytes(entries);
      writeFileSync(join(folder, `demo-1.0-${tag}.whl`), bytes);
      sum.wheels += 1;
      sum.packed += bytes.length;
      sum.unpacked += entries.reduce((size, { content = "" }) => size + content.length, 0);
    }
  }
  return sum;
}
