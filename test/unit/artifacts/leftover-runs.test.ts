import fc from "fast-check";
import { expect, it } from "vitest";

import { byteClass, eachRun, eachWideRun } from "../../../src/artifacts/leftover-runs.ts";

const runsOf = (text: string, least: number) => {
  const found: string[] = [];
  eachRun(Buffer.from(text), byteClass("ab"), least, (start, end) => found.push(text.slice(start, end)));
  return found;
};

it("finds every stretch that is long enough, whole, in order, and no other", () => {
  const text = fc.string({
    unit: fc.constantFrom("a", "b", "a", "b", "a", "b", "a", ".", "\n"),
    maxLength: 300,
  });
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 9 }), (text, least) => {
      expect(runsOf(text, least)).toEqual(text.split(/[.\n]/).filter((part) => part.length >= least));
    }),
    { numRuns: 2000 },
  );
});

it("finds text in UTF-16 of both orders wherever it stands", () => {
  const text = fc.string({
    unit: fc.constantFrom("a", "Z", "0", " ", "\n", "-"),
    minLength: 20,
    maxLength: 100,
  });
  const noise = fc.uint8Array({ maxLength: 80, min: 0x80 });
  fc.assert(
    fc.property(noise, text, noise, fc.boolean(), (before, text, after, swap) => {
      const wide = Buffer.from(text, "utf16le");
      const bytes = Buffer.concat([before, swap ? wide.swap16() : wide, after]);
      const found: string[] = [];
      eachWideRun(bytes, (start, end) => {
        found.push(
          bytes
            .subarray(start, end)
            .filter((_, index) => index % 2 === 0)
            .toString(),
        );
      });
      expect(found).toEqual([text]);
    }),
    { numRuns: 1000 },
  );
});
