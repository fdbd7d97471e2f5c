/** The index client against an index on loopback: what it takes over of an answer, and what it refuses. */

import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { httpClient } from "../../../src/clients/http.ts";
import { listProject } from "../../../src/clients/package-index.ts";
import { download } from "../../../src/clients/package-index-download.ts";
import { parseHtmlListing } from "../../../src/clients/package-index-html.ts";
import { parseJsonListing } from "../../../src/clients/package-index-json.ts";
import { rangeSource } from "../../../src/clients/package-index-range.ts";
import { indexHeaders } from "../../../src/clients/package-index-request.ts";
import { readWheel } from "../../../src/artifacts/wheel.ts";
import type { IndexedFile } from "../../../src/artifacts/index-listing.ts";
import { pureWheel, temporaryFolder, wheelBytes } from "../../support/archives.ts";
import { startIndex } from "../../support/package-index.ts";

const http = httpClient({ pauseMs: 1, attempts: 2, timeoutMs: 5_000, deadlineMs: 10_000 });
const base = "https://index.example/simple/demo/";
const sha = "0123456789abcdef".repeat(4);
const bytes = wheelBytes();
const sha256 = createHash("sha256").update(bytes).digest("hex");

const json = (file: object, more: object = {}) =>
  parseJsonListing(
    JSON.stringify({ meta: { "api-version": "1.3" }, name: "demo", files: [file], ...more }),
    base,
    "demo",
  );
const good = { filename: pureWheel, url: `../../f/${pureWheel}`, hashes: { sha256: sha } };

describe("a listing as JSON", () => {
  it("is read with sizes, times, yanked, provenance and status", () => {
    const file = {
      ...good,
      size: 12,
      yanked: "broken",
      "upload-time": "2026-10-02T23:04:20.1Z",
      provenance: "/p",
    };
    expect(json(file, { "project-status": { status: "archived" } })).toEqual({
      status: "archived",
      files: [
        {
          file: pureWheel,
          version: "1.0",
          sha256: sha,
          size: 12,
          yanked: "broken",
          uploaded: "2026-10-02T23:04:20.100Z",
          url: `https://index.example/f/${pureWheel}`,
          provenance: "https://index.example/p",
        },
      ],
    });
  });

  it.each([
    ["no entry", null],
    ["a name that climbs", { ...good, filename: "../../etc/passwd" }],
    ["a name with a separator of Windows", { ...good, filename: "a\\b.whl" }],
    ["a hidden name", { ...good, filename: ".pypirc" }],
    ["a name like an option", { ...good, filename: "-rf" }],
    ["a name that ends in a dot", { ...good, filename: "demo-1.0." }],
    ["a name of 300 letters", { ...good, filename: `${"a".repeat(300)}.whl` }],
    ["an address of a file", { ...good, url: "file:///etc/passwd" }],
    ["an address that runs", { ...good, url: "javascript:alert(1)" }],
    ["no address", { ...good, url: 7 }],
  ])("leaves out %s", (_, file) => {
    expect(json(file as object)).toEqual({ files: [] });
  });

  it.each([
    ["sha256", { hashes: { sha256: "xyz" } }],
    ["sha256", { hashes: { md5: "0" } }],
    ["size", { size: -1 }],
    ["size", { size: "12" }],
    ["yanked", { yanked: false }],
    ["uploaded", { "upload-time": "yesterday" }],
    ["provenance", { provenance: "data:text/plain,x" }],
  ])("knows no %s from %j", (field, more) => {
    const parsed = json({ ...good, ...more });
    expect("files" in parsed && parsed.files[0]?.[field as keyof IndexedFile]).toBeUndefined();
  });

  it("drops credentials and fragments of addresses", () => {
    const parsed = json({ ...good, url: "https://user:secret@index.example/f.whl#x" });
    expect("files" in parsed && parsed.files[0]?.url).toBe("https://index.example/f.whl");
  });

  it("counts the first of two files of one name", () => {
    const files = [good, { ...good, hashes: { sha256: "f".repeat(64) } }];
    const parsed = json({}, { files });
    expect("files" in parsed && parsed.files.map((file) => file.sha256)).toEqual([sha]);
  });

  it.each([
    ["{", "it is no JSON"],
    ["[]", "it is no table"],
    ["{}", "it has no list of files"],
    ['{"meta":{"api-version":"2.0"},"files":[]}', 'its version of the simple API is "2.0"'],
    ['{"meta":{"api-version":{}},"files":[]}', "its version of the simple API is {}"],
  ])("refuses %s", (text, why) => {
    const parsed = parseJsonListing(text, base, "demo");
    expect("malformed" in parsed && parsed.malformed).toContain(why);
  });

  it.each([
    ["demo-1.0.tar.gz", "1.0"],
    ["Demo-1.0.RC1.zip", "1.0rc1"],
    ["demo-1.0.tar.bz2", "1.0"],
    ["other-1.0.tar.gz", undefined],
    ["demo-1.0-py2.7.egg", undefined],
    ["demo-1.0.win32-py2.7.exe", undefined],
  ])("knows the version of %s", (filename, version) => {
    const parsed = json({ ...good, filename });
    expect("files" in parsed && parsed.files[0]?.version).toBe(version);
  });
});

describe("a listing as HTML", () => {
  const html = (body: string) =>
    parseHtmlListing(`<!DOCTYPE html><html><body>${body}</body></html>`, base, "demo");

  it("is read with digest, yanked and provenance, entities resolved", () => {
    const page = `<!-- <a href="no-1.0.tar.gz">no</a> --><a data-yanked="a &quot;b&quot; &#38; &#x63;" rel=internal
      href='../../f/demo-1.0.tar.gz?a=1&amp;b=2#sha256=${sha}' data-provenance="https://index.example/p">demo-1.0.tar.gz</a>`;
    expect(html(page)).toEqual({
      files: [
        {
          file: "demo-1.0.tar.gz",
          version: "1.0",
          sha256: sha,
          size: undefined,
          yanked: 'a "b" & c',
          uploaded: undefined,
          url: "https://index.example/f/demo-1.0.tar.gz?a=1&b=2",
          provenance: "https://index.example/p",
        },
      ],
    });
  });

  it("takes <base href>, upper case, and names that the address encodes", () => {
    const parsed = parseHtmlListing(
      '<BASE HREF="/other/"><A HREF="demo-1.0%2Blocal.tar.gz">x</A>',
      base,
      "demo",
    );
    expect("files" in parsed && parsed.files[0]).toMatchObject({
      file: "demo-1.0+local.tar.gz",
      version: "1.0+local",
      url: "https://index.example/other/demo-1.0%2Blocal.tar.gz",
      yanked: undefined,
    });
  });

  it.each([
    ["an encoded path", '<a href="x/..%2F..%2Fpasswd">a</a>'],
    ["a script", '<a href="javascript:alert(1)">a</a>'],
    ["no address", "<a>demo-1.0.tar.gz</a>"],
    ["an open tag", '<a href="demo-1.0.tar.gz'],
    ["an open comment", '<!-- <a href="demo-1.0.tar.gz">a</a>'],
  ])("leaves out %s", (_, body) => {
    expect(html(body)).toEqual({ files: [] });
  });

  it("refuses another version of the API, and what is no HTML", () => {
    expect(html('<meta name="pypi:repository-version" content="2.0">')).toHaveProperty("malformed");
    expect(parseHtmlListing("just text", base, "demo")).toHaveProperty("malformed");
  });

  it.each(["<a ", '<a href="', "<!--", "<a" + " ".repeat(50), "<", "&#", "<a x=x "])(
    "reads a million of %j in one pass",
    (piece) => {
      expect(html(piece.repeat(Math.ceil(1_000_000 / piece.length)))).toHaveProperty("files");
    },
  );
});

describe("asking for a project", () => {
  const file = { project: "Demo", file: pureWheel, bytes };

  it.each(["json", "html"] as const)("reads %s", async (format) => {
    const index = await startIndex([file], { format });
    const listing = await listProject(index, "demo", { http });
    expect(listing).toMatchObject({ index: "fake", project: "demo", files: [{ file: pureWheel, sha256 }] });
  });

  it("knows nothing of a project that is not there", async () => {
    const index = await startIndex([]);
    expect(await listProject(index, "demo", { http })).toEqual({ index: "fake", project: "demo", files: [] });
  });

  it.each([
    ["an error", 500, "text/plain", "oops", "it answered 500"],
    ["no rights", 403, "text/plain", "", "it answered 403"],
    ["a broken answer", 200, "application/json", "{", "it is no JSON"],
    ["plain text", 200, "text/plain", "hello", "it is neither JSON nor HTML"],
  ])("says what is wrong with %s", async (_, status, type, body, why) => {
    const index = await startIndex([], {
      before: (_request, response) => {
        response.writeHead(status, { "content-type": type }).end(body);
        return true;
      },
    });
    await expect(listProject(index, "demo", { http })).rejects.toMatchObject({
      code: "index-unreachable",
      why: expect.stringContaining(why) as string,
    });
  });

  it("says that nothing listens there", async () => {
    const index = { name: "gone", simple: "http://127.0.0.1:9/simple/" };
    await expect(listProject(index, "demo", { http })).rejects.toMatchObject({ code: "index-unreachable" });
  });
});

describe("a download", () => {
  const listed = async (options: Parameters<typeof startIndex>[1] = {}, more: object = {}) => {
    const index = await startIndex([{ project: "demo", file: pureWheel, bytes, ...more }], options);
    const [file] = (await listProject(index, "demo", { http })).files;
    return { index, file: file!, cacheDir: temporaryFolder() };
  };

  it("is kept by its digest, and asked for once", async () => {
    const { index, file, cacheDir } = await listed();
    const path = await download(file, { index, http, cacheDir });
    expect(path).toBe(join(cacheDir, "artifacts", sha256, pureWheel));
    expect(readFileSync(path).equals(bytes)).toBe(true);
    const before = index.requests.length;
    expect(await download(file, { index, http, cacheDir })).toBe(path);
    expect(index.requests.length).toBe(before);
  });

  it("is done anew where the cache was changed", async () => {
    const { index, file, cacheDir } = await listed();
    const path = await download(file, { index, http, cacheDir });
    writeFileSync(path, "something else");
    await download(file, { index, http, cacheDir });
    expect(readFileSync(path).equals(bytes)).toBe(true);
  });

  it("is refused where its digest is not the listed one, and leaves nothing behind", async () => {
    const { index, file, cacheDir } = await listed({}, { sha256: sha });
    await expect(download(file, { index, http, cacheDir })).rejects.toMatchObject({
      code: "download-damaged",
    });
    expect(readdirSync(join(cacheDir, "artifacts"))).toEqual([]);
  });

  it("is refused where it is longer than listed", async () => {
    const { index, file, cacheDir } = await listed();
    const shorter = { ...file, size: 10 };
    await expect(download(shorter, { index, http, cacheDir })).rejects.toMatchObject({
      code: "index-unreachable",
      why: expect.stringContaining("longer than 10 bytes") as string,
    });
  });

  it.each([true, false])("goes on after the connection broke, ranges: %s", async (ranges) => {
    let broken = 0;
    const { index, file, cacheDir } = await listed({
      ranges,
      before: (request, response) => {
        if (!request.url?.startsWith("/files/") || broken > 0) return false;
        broken += 1;
        response.writeHead(200, { "content-length": bytes.length });
        response.write(bytes.subarray(0, 100), () => setTimeout(() => response.destroy(), 20));
        return true;
      },
    });
    const seen: number[] = [];
    const path = await download(file, { index, http, cacheDir, progress: (_, count) => seen.push(count) });
    expect(readFileSync(path).equals(bytes)).toBe(true);
    expect(index.requests.at(-1)).toBe(`GET /files/${pureWheel} bytes=100-`);
    expect(index.sent()).toBe(ranges ? bytes.length - 100 : bytes.length);
    expect(seen.at(-1)).toBe(bytes.length);
  });

  it("without a listed digest is kept under its own", async () => {
    const { index, file, cacheDir } = await listed();
    const path = await download({ ...file, sha256: undefined }, { index, http, cacheDir });
    expect(path).toBe(join(cacheDir, "artifacts", sha256, pureWheel));
    expect(existsSync(path)).toBe(true);
  });
});

describe("a source of ranges", () => {
  const filler = {
    "demo/__init__.py": "",
    "demo/data.bin": Buffer.from(Array.from({ length: 400_000 }, () => Math.random() * 256)),
  };
  const big = wheelBytes({ files: filler });
  const open = async (options: Parameters<typeof startIndex>[1] = {}) => {
    const index = await startIndex([{ project: "demo", file: pureWheel, bytes: big }], options);
    const [file] = (await listProject(index, "demo", { http })).files;
    return { index, file: file!, source: await rangeSource(file!, { index, http }) };
  };

  it("reads a wheel's names and metadata without its content", async () => {
    const { index, file, source } = await open();
    const wheel = await readWheel(source!, {
      digests: false,
      ...(file.sha256 ? { sha256: file.sha256 } : {}),
    });
    expect(wheel.metadata.name).toBe("demo");
    expect(wheel.members.map(({ path }) => path)).toContain("demo/data.bin");
    expect(wheel.size).toBe(big.length);
    expect(index.sent()).toBeLessThan(big.length / 2);
  });

  it("reads the same bytes as the file has", async () => {
    const { source } = await open();
    const buffer = Buffer.alloc(50_000);
    const count = await source!.read(buffer, 0, 50_000, 1234);
    expect(buffer.subarray(0, count).equals(big.subarray(1234, 1234 + count))).toBe(true);
    expect(await source!.read(buffer, 0, 10, big.length)).toBe(0);
  });

  it("is none where the server sends whole files", async () => {
    expect((await open({ ranges: false })).source).toBeUndefined();
  });

  it("is none where the server's file has another size than listed", async () => {
    const { index, file } = await open();
    expect(await rangeSource({ ...file, size: 5 }, { index, http })).toBeUndefined();
  });
});

it("sends credentials of the index to its own origin only", () => {
  const index = { simple: "https://me:p%40ss@index.example/simple/" };
  const header = { authorization: `Basic ${Buffer.from("me:p@ss").toString("base64")}` };
  expect(indexHeaders(index, "https://index.example/files/a.whl")).toEqual(header);
  expect(indexHeaders(index, "https://files.example/a.whl")).toEqual({});
  expect(indexHeaders({ simple: "https://index.example/simple/" }, "https://index.example/a")).toEqual({});
});
