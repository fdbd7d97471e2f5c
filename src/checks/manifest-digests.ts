/** Are the files beside a manifest.json those that it was written for, byte for byte? */

import type { Check } from "./check.ts";
import { finding } from "./finding.ts";

export const manifestDigests: Check = {
  name: "manifest-digests",
  title: "The files beside a manifest.json have the digests that it names.",
  codes: ["WW009"],
  run: ({ files = [], manifestDigests: named }) =>
    files.flatMap(({ file, sha256 }) => {
      const expected = named?.[file];
      if (expected === undefined || expected === sha256) return [];
      const message = `its SHA-256 is ${sha256.slice(0, 12)}…, manifest.json names ${expected.slice(0, 12)}…`;
      return [finding("WW009", file, message)];
    }),
};
