/** Whatever is read here, Python's zipfile and tarfile read in the same way: mutants of a wheel and of an sdist show it. */

import { execFileSync, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

import fc from "fast-check";
import { expect, it } from "vitest";

import { readArtifact } from "../../src/artifacts/read-artifact.ts";
import { elf, sdistEntries, temporaryFolder, wheelBytes } from "../support/archives.ts";
import { memorySource } from "../support/memory-source.ts";
import { mutate, mutations } from "../support/mutations.ts";
import { pax, rightChecksums, tarBytes, tarHeaders } from "../support/tar-bytes.ts";
import { zipHeaders } from "../support/zip-bytes.ts";

const python = ["python3.13", "python3.12", "python3.11", "python3"].find(
  (name) => spawnSync(name, ["-c", "import zipfile, tarfile"]).status === 0,
);

const wheel = wheelBytes({
  files: { "demo/a.py": "a = 1\n".repeat(50), "demo/b.so": elf },
  change: (entries) => [{ name: "demo/" }, ...entries],
});

/** One of each: headers before members, long names of both kinds, links. */
const tar = tarBytes(
  sdistEntries({
    more: [
      pax({ comment: "a commit" }, "g"),
      pax({ path: "demo-1.0/long/x.py", mtime: "1600000000.5" }),
      { name: "x", content: "x" },
      { name: "././@LongLink", type: "L", magic: "ustar  \0", content: "demo-1.0/long/y.py\0" },
      { name: "y", magic: "ustar  \0", content: "yy" },
      pax({ linkpath: "demo" }),
      { name: "demo-1.0/link", type: "2", linkname: "other" },
      { name: "demo-1.0/hard", type: "1", linkname: "demo-1.0/long/x.py" },
    ],
  }),
);
/** Where the fields of a header begin; each header and what it says of the next member. */
const fields = tarHeaders(tar).flatMap((at) => [0, 100, 124, 150, 297, 345, 512].map((into) => at + into));

const cases = [
  {
    name: "wheel",
    end: "-py3-none-any.whl",
    bytes: wheel,
    pack: (b: Buffer) => b,
    headers: zipHeaders(wheel),
  },
  {
    name: "sdist",
    end: ".tar.gz",
    bytes: tar,
    pack: (b: Buffer) => gzipSync(rightChecksums(b), { level: 1 }),
    headers: fields,
  },
];

it.skipIf(python === undefined).each(cases)(
  `reads no $name otherwise than Python does${python === undefined ? " (skipped: no Python 3)" : ""}`,
  async ({ end, bytes, pack, headers }) => {
    const folder = temporaryFolder();
    const ours = new Map<string, string[][]>();
    await fc.assert(
      fc.asyncProperty(mutations(headers), async (changes) => {
        const packed = pack(mutate(bytes, changes.slice(0, 2)));
        const file = `demo-1.0${end}`;
        const { read } = await readArtifact(memorySource(file, packed));
        if (!read) return;
        const root = read.kind === "sdist" ? `${read.root}/` : "";
        const name = `${ours.size}${end}`;
        writeFileSync(join(folder, name), packed);
        ours.set(
          name,
          read.members.map(({ path, kind, sha256 }) => [root + path, kind, sha256 ?? ""]),
        );
      }),
      // A fixed seed: a rare difference is for those who look for it, not for whoever builds next.
      { numRuns: 5000, seed: 42 },
    );
    const script = new URL("../support/list_archives.py", import.meta.url).pathname;
    const output = execFileSync(python!, [script, folder], { encoding: "utf8", maxBuffer: 1e9 });
    const theirs = JSON.parse(output) as Record<string, string | string[][]>;
    expect(ours.size).toBeGreaterThan(100);
    for (const [name, members] of ours)
      expect(theirs[name], name).toEqual(members.sort((a, b) => (a[0]! < b[0]! ? -1 : 1)));
  },
);
