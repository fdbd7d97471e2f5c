/** One suite for every index: the fake of the other tests, as JSON and as HTML, and two that people really run. */

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it, type TestContext } from "vitest";
import { readWheel } from "../../src/artifacts/wheel.ts";
import { httpClient } from "../../src/clients/http.ts";
import { listProject, type IndexAddress } from "../../src/clients/package-index.ts";
import { download } from "../../src/clients/package-index-download.ts";
import { rangeSource } from "../../src/clients/package-index-range.ts";
import { sdistBytes, temporaryFolder, wheelBytes } from "../support/archives.ts";
import { indexPrograms, startDevpi, startPypiserver, type IndexServer } from "../support/index-servers.ts";
import { startIndex, type ServedFile } from "../support/package-index.ts";

const http = httpClient({ pauseMs: 10, attempts: 3, timeoutMs: 20_000 });
const name = (version: string) => `demo_pkg-${version}-py3-none-any.whl`;
const served: ServedFile[] = ["1.0", "1.1", "2.0rc1"].flatMap((version) => [
  { project: "Demo.Pkg", file: name(version), bytes: wheelBytes({ file: name(version) }) },
  {
    project: "Demo.Pkg",
    file: `demo_pkg-${version}.tar.gz`,
    bytes: sdistBytes({ file: `demo_pkg-${version}.tar.gz` }),
  },
]);

interface Kind {
  readonly title: string;
  /** `undefined`: made anew for each test. */
  readonly start?: (bin: string) => Promise<IndexServer>;
  readonly format?: "json" | "html";
}

const kinds: readonly Kind[] = [
  { title: "the fake, JSON", format: "json" },
  { title: "the fake, HTML", format: "html" },
  { title: "pypiserver", start: (bin) => startPypiserver(bin, served) },
  { title: "devpi-server", start: (bin) => startDevpi(bin, served) },
];

describe.each(kinds)("$title", ({ start, format }) => {
  let server: IndexServer | undefined;
  let why: string | undefined;
  beforeAll(async () => {
    if (!start) return;
    const programs = await indexPrograms();
    if ("skip" in programs) why = programs.skip;
    else server = await start(programs.bin);
  });
  afterAll(() => server?.stop());

  async function index({ skip }: TestContext): Promise<IndexAddress> {
    if (why !== undefined) return skip(why);
    return server ? { name: "real", simple: server.simple } : startIndex(served, format ? { format } : {});
  }

  it("lists every file with its version and digest", async (context) => {
    const { files } = await listProject(await index(context), "demo-pkg", { http });
    const expected = served.map(({ file, bytes }) => [
      file,
      createHash("sha256").update(bytes).digest("hex"),
    ]);
    expect(files.map(({ file, sha256 }) => [file, sha256]).sort()).toEqual(expected.sort());
    expect(new Set(files.map(({ version }) => version))).toEqual(new Set(["1.0", "1.1", "2.0rc1"]));
  });

  it("knows nothing of a project that it does not have", async (context) => {
    expect((await listProject(await index(context), "nobody-has-this", { http })).files).toEqual([]);
  });

  it("gives every file with the bytes that it lists", async (context) => {
    const address = await index(context);
    const { files } = await listProject(address, "demo-pkg", { http });
    const cacheDir = temporaryFolder();
    for (const { file, bytes } of served) {
      const listed = files.find((one) => one.file === file)!;
      const path = await download(listed, { index: address, http, cacheDir });
      expect(readFileSync(path).equals(bytes), file).toBe(true);
    }
  });

  it("gives a wheel's metadata by ranges, or says that it has none", async (context) => {
    const address = await index(context);
    const { files } = await listProject(address, "demo-pkg", { http });
    const listed = files.find(({ file }) => file === name("1.1"))!;
    const source = await rangeSource(listed, { index: address, http });
    if (!source) return;
    const wheel = await readWheel(source, { digests: false, sha256: listed.sha256 ?? "" });
    expect(wheel.metadata.version).toBe("1.1");
    expect(wheel.members.map(({ path }) => path)).toContain("demo/__init__.py");
  });
});
