import { writeFileSync } from "node:fs";
import { join } from "node:path";

import fc from "fast-check";
import { expect, it } from "vitest";

import { WheelwayError } from "../../../src/errors.ts";
import { readSdist } from "../../../src/artifacts/sdist.ts";
import { readWheel } from "../../../src/artifacts/wheel.ts";
import {
  elf,
  pureWheel,
  sdistBytes,
  sdistFile,
  temporaryFolder,
  wheelBytes,
} from "../../support/archives.ts";

/** Flips, cuts, doubles or moves some bytes. */
type Mutation =
  | { readonly do: "set"; readonly at: number; readonly byte: number }
  | { readonly do: "cut"; readonly at: number; readonly length: number }
  | { readonly do: "repeat"; readonly at: number; readonly length: number }
  | { readonly do: "number"; readonly at: number; readonly value: number };

const at = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.record({ do: fc.constant("set" as const), at, byte: fc.nat(255) }),
  fc.record({ do: fc.constant("cut" as const), at, length: fc.integer({ min: 1, max: 64 }) }),
  fc.record({ do: fc.constant("repeat" as const), at, length: fc.integer({ min: 1, max: 64 }) }),
  fc.record({
    do: fc.constant("number" as const),
    at,
    value: fc.constantFrom(0, 1, 0xffff, 0x7fffffff, 0xffffffff, 0xfffffffe),
  }),
);

function mutate(bytes: Buffer, mutations: readonly Mutation[]): Buffer {
  let result = Buffer.from(bytes);
  for (const change of mutations) {
    const place = Math.floor(change.at * result.length);
    switch (change.do) {
      case "set":
        if (result.length > 0) result[place] = change.byte;
        break;
      case "cut":
        result = Buffer.concat([result.subarray(0, place), result.subarray(place + change.length)]);
        break;
      case "repeat":
        result = Buffer.concat([result.subarray(0, place + change.length), result.subarray(place)]);
        break;
      case "number":
        if (place + 4 <= result.length) result.writeUInt32LE(change.value, place);
        break;
    }
  }
  return result;
}

/** Reads it, and accepts two ends only: understood, or refused with the right code. */
async function readOrRefused(read: () => Promise<unknown>): Promise<"read" | "refused"> {
  const started = performance.now();
  try {
    await read();
    return "read";
  } catch (error) {
    if (!(error instanceof WheelwayError) || error.code !== "archive-unsafe") throw error;
    return "refused";
  } finally {
    expect(performance.now() - started).toBeLessThan(2000);
  }
}

const cases = [
  {
    name: "wheel",
    file: pureWheel,
    bytes: wheelBytes({ files: { "demo/a.py": "a = 1\n".repeat(50), "demo/b.so": elf } }),
    read: readWheel,
    runs: 1000,
  },
  { name: "sdist", file: sdistFile, bytes: sdistBytes(), read: readSdist, runs: 300 },
];

it.each(cases)(
  "no mutation of a healthy $name crashes or hangs the reader",
  async ({ file, bytes, read, runs }) => {
    const path = join(temporaryFolder(), file);
    const ends = { read: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 4 }), async (mutations) => {
        writeFileSync(path, mutate(bytes, mutations));
        ends[await readOrRefused(() => read(path))] += 1;
      }),
      { numRuns: runs },
    );
    expect(ends.refused).toBeGreaterThan(runs / 2);
  },
  60_000,
);
