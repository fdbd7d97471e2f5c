import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { scanLeftovers } from "../../../src/artifacts/leftover-scan.ts";
import type { Leftover } from "../../../src/artifacts/leftover.ts";
import { characters, privateKey, withCrc, writings } from "../../support/planted-secrets.ts";

async function scan(content: string | Buffer, pieces: readonly number[] = []): Promise<readonly Leftover[]> {
  const bytes = Buffer.from(content);
  const started = scanLeftovers({ size: bytes.length });
  let at = 0;
  for (const length of pieces) {
    started.chunk(bytes.subarray(at, at + length));
    at += length;
  }
  if (at < bytes.length) started.chunk(bytes.subarray(at));
  return (await started.end()).leftovers ?? [];
}

const token = withCrc("ghp_");
const key = privateKey();

describe.each(writings)("in $name", ({ write, says }) => {
  it("finds a token", async () => {
    const [found] = await scan(write(token));
    expect(found).toMatchObject({ kind: "secret", what: "GitHub token", evidence: "proved" });
    expect(found?.encoding).toBe(says);
  });

  it("finds a private key", async () => {
    const found = await scan(write(key));
    expect(found).toContainEqual(
      expect.objectContaining({ kind: "secret", what: "private key (PEM)", evidence: "key" }),
    );
  });

  it("finds it wherever the pieces end, also behind much text", async () => {
    const written = Buffer.from(write(token));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 12 }), async (pieces) => {
        expect(await scan(written, pieces)).toEqual(await scan(written));
      }),
      { numRuns: 30 },
    );
  });
});

it("finds what stands over the border of two windows, at its place and in its line", async () => {
  const window = 256 * 1024;
  const line = `${"x = 1 ".repeat(9)}\n`;
  for (const shift of [-60, -44, -20, -1, 0, 1]) {
    const before = line.repeat(Math.ceil(window / line.length)).slice(0, window + shift - 1) + "\n";
    const content = `${before}${token}\n${line.repeat(9000)}`;
    const found = await scan(content, [100_000, 65_536, 16_384]);
    expect(found, String(shift)).toEqual([
      {
        kind: "secret",
        what: "GitHub token",
        evidence: "proved",
        offset: before.length,
        line: before.split("\n").length,
      },
    ]);
  }
});

it("finds a key behind a window of another key's length, once", async () => {
  const content = `${"#".repeat(256 * 1024 - 4000)}\n${key}\n${"#".repeat(300_000)}`;
  expect(await scan(content)).toHaveLength(1);
});

it("names the bytes of a program by their offset, without a line", async () => {
  const content = Buffer.concat([Buffer.alloc(1000), Buffer.from(token), Buffer.alloc(1000)]);
  expect(await scan(content)).toEqual([
    { kind: "secret", what: "GitHub token", evidence: "proved", offset: 1000 },
  ]);
});

it("keeps fifty secrets of one member, not more", async () => {
  const many = Array.from({ length: 200 }, (_, index) => withCrc("ghp_", String(index))).join("\n");
  expect(await scan(many)).toHaveLength(50);
});

it("takes no random bytes and no random text for secrets", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ minLength: 0, maxLength: 5000 }), async (bytes) => {
      expect(await scan(Buffer.from(bytes))).toEqual([]);
      expect(await scan(Buffer.from(bytes).toString("base64"))).toEqual([]);
      expect(await scan(Buffer.from(bytes).toString("hex"))).toEqual([]);
    }),
    { numRuns: 100 },
  );
});

describe("does not fail or hang on", () => {
  const size = 1024 * 1024;
  const repeated = (text: string) => Buffer.from(text.repeat(Math.ceil(size / text.length)).slice(0, size));
  const nested = (text: string) => repeated(Buffer.from(text.repeat(30)).toString("base64"));
  it.each([
    ["zeros", Buffer.alloc(size)],
    ["one letter", repeated("A")],
    ["dashes", repeated("-")],
    ["beginnings of keys", repeated("-----BEGIN PRIVATE KEY-----\n")],
    ["beginnings of keys without ends", repeated("---- BEGIN RSA PRIVATE KEY ----\nMIIEAAAA")],
    ["beginnings of PuTTY keys", repeated("PuTTY-User-Key-File-2: Private-Lines: ")],
    ["beginnings of web tokens", repeated("eyJ-eyJ-.eyJ-")],
    ["beginnings of GitLab tokens", repeated("glpat-")],
    ["access keys side by side", repeated(`AKIA${characters("ABCDEFGHIJKLMNOP234567", 16)} `)],
    ["backslashes", repeated("\\")],
    ["percent signs", repeated("%2")],
    ["escapes", repeated("\\x2d%2d\\u002d=2D\\055")],
    ["base64 of base64", nested("LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0tLS0t")],
    ["numbers", repeated("65, 66, 300, ")],
    ["many short numbers", repeated("0x41,0x42,")],
    ["text in UTF-16", Buffer.from("PRIVATE KEY ".repeat(size / 24), "utf16le")],
    ["alternating zeros", repeated("a\0\0")],
    ["quotes and line feeds", repeated(`${"Zm9v".repeat(12)}"\n"`)],
    ["a path of homes", repeated("/home/x/home/y/Users/z\\Users\\")],
    ["no gzip after its magic", Buffer.concat([Buffer.from([0x1f, 0x8b, 8]), repeated("x")])],
    ["no zip after its magic", Buffer.concat([Buffer.from("PK\u0003\u0004"), repeated("PK\u0005\u0006")])],
  ])("%s", async (_, bytes) => {
    const found = await scan(bytes, [1000, 300_000]);
    expect(found.length).toBeLessThanOrEqual(50);
  });
});
