import { gzipSync } from "node:zlib";

import fc from "fast-check";
import { expect, it } from "vitest";

import { readArtifact } from "../../../src/artifacts/read-artifact.ts";
import type { Sdist, Wheel } from "../../../src/artifacts/archive.ts";
import { elf, pureWheel, sdistBytes, sdistEntries, sdistFile, wheelBytes } from "../../support/archives.ts";
import { memorySource } from "../../support/memory-source.ts";
import { mutate, mutations } from "../../support/mutations.ts";
import { rightChecksums, tarBytes, tarHeaders } from "../../support/tar-bytes.ts";
import { zipHeaders } from "../../support/zip-bytes.ts";

const wheel = wheelBytes({ files: { "demo/a.py": "a = 1\n".repeat(50), "demo/b.so": elf } });
const tar = tarBytes(sdistEntries({ files: { "demo/a.py": "a = 1\n".repeat(200), "demo/b.py": "" } }));

const cases = [
  {
    name: "a wheel",
    file: pureWheel,
    bytes: wheel,
    pack: (bytes: Buffer) => bytes,
    headers: zipHeaders(wheel),
  },
  { name: "an sdist", file: sdistFile, bytes: sdistBytes(), pack: (bytes: Buffer) => bytes, headers: [0] },
  // Inside gzip and with right checksums, which would else hide the tar from nearly every mutation.
  {
    name: "the tar in an sdist",
    file: sdistFile,
    bytes: tar,
    pack: (bytes: Buffer) => gzipSync(rightChecksums(bytes), { level: 1 }),
    headers: tarHeaders(tar),
  },
];

it.each(cases)(
  "no mutation of $name crashes or hangs its reader, or changes a content unseen",
  async ({ file, bytes, pack, headers }) => {
    const healthy = (await readArtifact(memorySource(file, pack(bytes)))).read;
    const codes = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(mutations(headers), async (changes) => {
        const mutant = pack(mutate(bytes, changes));
        const start = process.cpuUsage();
        const { read, refused } = await readArtifact(memorySource(file, mutant));
        const { user, system } = process.cpuUsage(start);
        expect(user + system).toBeLessThan(1_000_000);
        const code = refused?.code ?? verdict(read!, healthy!);
        codes.set(code, (codes.get(code) ?? 0) + 1);
        expect(code).toMatch(/^(?:WW02[0-7]|WW011|same|sdist)$/);
      }),
      { numRuns: 1000 },
    );
    const refused = 1000 - (codes.get("same") ?? 0) - (codes.get("sdist") ?? 0);
    expect(refused).toBeGreaterThan(500);
  },
  60_000,
);

/** What is read of a mutated wheel is what its makers put in, or RECORD says that it is not; sdists have no such list. */
function verdict(read: Wheel | Sdist, healthy: Wheel | Sdist): string {
  if (read.kind === "sdist") return "sdist";
  if (read.record?.problems.length !== 0) return "WW011";
  const contents = (one: Wheel | Sdist) =>
    one.members
      .filter(({ path }) => !path.endsWith("/RECORD"))
      .map(({ path, sha256 }) => [path, sha256])
      .sort();
  expect(contents(read)).toEqual(contents(healthy));
  return "same";
}
