/** Small changes of bytes, as a broken disk, a careless program or an attacker would make them. */

import fc from "fast-check";

type Mutation =
  | { readonly do: "set"; readonly at: number; readonly byte: number }
  | { readonly do: "flip"; readonly at: number; readonly bit: number }
  | { readonly do: "cut"; readonly at: number; readonly length: number }
  | { readonly do: "end"; readonly at: number }
  | { readonly do: "insert"; readonly at: number; readonly bytes: Uint8Array }
  | { readonly do: "repeat"; readonly at: number; readonly length: number }
  | { readonly do: "swap"; readonly at: number; readonly with: number; readonly length: number }
  | { readonly do: "number"; readonly at: number; readonly value: number }
  /** In a header: which one, how far into it, and what is written there. */
  | { readonly do: "field"; readonly header: number; readonly into: number; readonly bytes: Uint8Array };

/** A place: a part of the whole length. */
const at = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
const length = fc.integer({ min: 1, max: 64 });
const few = fc.uint8Array({ minLength: 1, maxLength: 8 });

/** @param headers positions of headers in the unchanged bytes, the favourite places of "field" */
export function mutations(headers: readonly number[]): fc.Arbitrary<Mutation[]> {
  const one: fc.Arbitrary<Mutation> = fc.oneof(
    fc.record({ do: fc.constant("set" as const), at, byte: fc.nat(255) }),
    fc.record({ do: fc.constant("flip" as const), at, bit: fc.nat(7) }),
    fc.record({ do: fc.constant("cut" as const), at, length }),
    fc.record({ do: fc.constant("end" as const), at }),
    fc.record({ do: fc.constant("insert" as const), at, bytes: few }),
    fc.record({ do: fc.constant("repeat" as const), at, length }),
    fc.record({ do: fc.constant("swap" as const), at, with: at, length }),
    fc.record({
      do: fc.constant("number" as const),
      at,
      value: fc.constantFrom(0, 1, 0xffff, 0x7fffffff, 0xffffffff, 0xfffffffe),
    }),
    fc.record({
      do: fc.constant("field" as const),
      header: fc.constantFrom(...headers),
      into: fc.nat(45),
      bytes: fc.oneof(few, fc.constantFrom(Uint8Array.of(0, 0), Uint8Array.of(255, 255, 255, 255))),
    }),
  );
  return fc.array(one, { minLength: 1, maxLength: 4 });
}

export function mutate(bytes: Buffer, changes: readonly Mutation[]): Buffer {
  return changes.reduce(change, Buffer.from(bytes));
}

function change(bytes: Buffer, mutation: Mutation): Buffer {
  const place = "at" in mutation ? Math.floor(mutation.at * bytes.length) : 0;
  const before = bytes.subarray(0, place);
  switch (mutation.do) {
    case "set":
      return overwrite(bytes, place, Uint8Array.of(mutation.byte));
    case "flip":
      return overwrite(bytes, place, Uint8Array.of((bytes[place] ?? 0) ^ (1 << mutation.bit)));
    case "cut":
      return Buffer.concat([before, bytes.subarray(place + mutation.length)]);
    case "end":
      return before;
    case "insert":
      return Buffer.concat([before, mutation.bytes, bytes.subarray(place)]);
    case "repeat":
      return Buffer.concat([bytes.subarray(0, place + mutation.length), bytes.subarray(place)]);
    case "swap": {
      const other = Math.floor(mutation.with * bytes.length);
      const [one, two] = [place, other].map((start) =>
        Buffer.from(bytes.subarray(start, start + mutation.length)),
      );
      return overwrite(overwrite(bytes, place, two!), other, one!);
    }
    case "number": {
      const number = Buffer.alloc(4);
      number.writeUInt32LE(mutation.value);
      return overwrite(bytes, place, number);
    }
    case "field":
      return overwrite(bytes, mutation.header + mutation.into, mutation.bytes);
  }
}

/** What would reach over the end is left out. */
function overwrite(bytes: Buffer, place: number, written: Uint8Array): Buffer {
  const copy = Buffer.from(bytes);
  copy.set(written.subarray(0, Math.max(0, copy.length - place)), Math.min(place, copy.length));
  return copy;
}
