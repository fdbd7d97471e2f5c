import { randomBytes } from "node:crypto";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { fileSource, piecesOf, readRange, sha256Source } from "../../../src/artifacts/byte-source.ts";
import { sha256File } from "../../../src/artifacts/digest.ts";
import { readSdist } from "../../../src/artifacts/sdist.ts";
import { readWheel } from "../../../src/artifacts/wheel.ts";
import {
  pureWheel,
  sdistBytes,
  sdistFile,
  temporaryFolder,
  wheelBytes,
  writeArchive,
} from "../../support/archives.ts";
import { memorySource } from "../../support/memory-source.ts";

const sha256 = "0".repeat(64);
/** Two megabytes that cannot be packed, and one member more before and after them. */
const large = wheelBytes({
  files: { "demo/a.py": "", "demo/b.bin": randomBytes(2_000_000), "demo/c.py": "" },
});

describe("a wheel behind a network", () => {
  it("is read by one range where its metadata are at its end", async () => {
    const source = memorySource(pureWheel, large, true);
    const wheel = await readWheel(source, { digests: false, sha256 });
    expect(source.reads).toHaveLength(1);
    expect(wheel).toMatchObject({
      path: pureWheel,
      size: large.length,
      sha256,
      metadata: { name: "demo", version: "1.0" },
      record: undefined,
      topLevel: ["demo"],
    });
    expect(wheel.members.map(({ path, size }) => [path, size])[1]).toEqual(["demo/b.bin", 2_000_000]);
    expect(source.closed).toBe(false);
  });

  it("is read by two where its metadata are at its beginning", async () => {
    const files = { "demo/b.bin": randomBytes(2_000_000) };
    const bytes = wheelBytes({ files, change: (entries) => entries.reverse() });
    const source = memorySource(pureWheel, bytes, true);
    const wheel = await readWheel(source, { digests: false, sha256, texts: ["demo/gone.py"] });
    expect(source.reads).toHaveLength(2);
    expect(wheel.wheelFile.tags).toEqual(["py3-none-any"]);
  });

  it("is read by two or three where it has ten thousand members", async () => {
    const files = Object.fromEntries(Array.from({ length: 10_000 }, (_, at) => [`demo/module_${at}.py`, ""]));
    const source = memorySource(pureWheel, wheelBytes({ files }), true);
    const wheel = await readWheel(source, { digests: false, sha256 });
    expect(wheel.members).toHaveLength(10_003);
    expect(source.reads.length).toBeLessThanOrEqual(3);
  });

  it("still has the local header of what is read held against the directory", async () => {
    const change = (name: string) =>
      wheelBytes({
        change: (entries) =>
          entries.map((entry) =>
            String(entry.name).endsWith(name) ? { ...entry, local: { crc: 1 } } : entry,
          ),
      });
    const read = (bytes: Buffer) =>
      readWheel(memorySource(pureWheel, bytes, true), { digests: false, sha256 });
    await expect(read(change("METADATA"))).rejects.toThrow("another CRC");
    // Documented: what is not read is not looked at.
    await expect(read(change("demo/data.txt"))).resolves.toMatchObject({ distInfo: "demo-1.0.dist-info" });
    const whole = readWheel(memorySource(pureWheel, change("demo/data.txt"), false), { digests: false });
    await expect(whole).rejects.toThrow("another CRC");
  });

  it("is read as a whole for digests, and for a SHA-256 that nobody gave", async () => {
    const wheel = await readWheel(memorySource(pureWheel, large, true));
    expect(wheel.record).toEqual({ problems: [] });
    expect(wheel.sha256).toBe(await sha256File(writeArchive(pureWheel, large)));
  });
});

it("reads an sdist from any source", async () => {
  const source = memorySource(sdistFile, sdistBytes(), true);
  expect(await readSdist(source)).toMatchObject({ path: sdistFile, root: "demo-1.0" });
});

describe("a source that fails", () => {
  it("is an error of its own, and nothing that the archive did", async () => {
    for (const failing of [1, 2, 3]) {
      const source = memorySource(pureWheel, large);
      let count = 0;
      const read: typeof source.read = (...range) => {
        count += 1;
        return count === failing ? Promise.reject(new Error("connection reset")) : source.read(...range);
      };
      await expect(readWheel({ ...source, read })).rejects.toMatchObject({
        code: "archive-unreadable",
        message: expect.stringContaining("connection reset") as string,
      });
    }
    const read = () => Promise.reject(new Error("connection reset"));
    const failing = readSdist({ ...memorySource(sdistFile, sdistBytes()), read });
    await expect(failing).rejects.toMatchObject({ code: "archive-unreadable" });
  });

  it("is told when a file is not there, or is a folder", async () => {
    const folder = temporaryFolder();
    await expect(readWheel(join(folder, pureWheel))).rejects.toMatchObject({ code: "archive-unreadable" });
    await expect(readWheel(folder)).rejects.toThrow();
  });

  it("is told when it gives less than its size", async () => {
    const source = { ...memorySource(pureWheel, Buffer.alloc(10)), size: 20 };
    expect(await readRange(source, 5, 10)).toHaveLength(5);
    await expect(sha256Source(source)).rejects.toMatchObject({ code: "archive-unreadable" });
  });
});

it("gives a file's bytes in pieces, also those of a part", async () => {
  const bytes = randomBytes(3_000_000);
  const source = await fileSource(writeArchive("x.bin", bytes));
  const pieces: Buffer[] = [];
  for await (const piece of piecesOf(source, 1000, 2_500_000)) pieces.push(piece);
  await source.close();
  expect(pieces.length).toBeGreaterThan(1);
  expect(Buffer.concat(pieces).equals(bytes.subarray(1000, 2_501_000))).toBe(true);
});
