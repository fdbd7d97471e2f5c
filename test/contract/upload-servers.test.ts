/** One behaviour of uploads for the fake index and for two that people really run: stored once, the same again, other bytes. */

import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, type TestContext } from "vitest";
import { httpClient } from "../../src/clients/http.ts";
import { legacyUploadIndex } from "../../src/clients/legacy-upload.ts";
import type { UploadIndex } from "../../src/clients/upload-index.ts";
import { pureWheel, sdistBytes, sdistFile, temporaryFolder, wheelBytes } from "../support/archives.ts";
import { startFakeIndex } from "../support/fake-index/server.ts";
import { indexPrograms, startDevpi, startPypiserver, type IndexServer } from "../support/index-servers.ts";
import { uploadRun } from "../support/upload-run.ts";

type Started = Pick<IndexServer, "simple" | "upload" | "credential" | "posts">;

async function startFake(): Promise<Started> {
  const index = await startFakeIndex({ folder: temporaryFolder() });
  onTestFinished(() => index.close());
  const posts = () => index.events.filter(({ type }) => type === "posted").length;
  return { ...index, credential: { user: "__token__", password: "secret" }, posts };
}

const real = (start: typeof startDevpi) => async (context: TestContext) => {
  const programs = await indexPrograms();
  if ("skip" in programs) return context.skip(programs.skip);
  const server = await start(programs.bin, []);
  onTestFinished(server.stop);
  return server;
};

const kinds = [
  { title: "the fake", start: startFake, knowsUsers: true },
  { title: "pypiserver", start: real(startPypiserver), knowsUsers: false },
  { title: "devpi-server", start: real(startDevpi), knowsUsers: true },
];

const otherBytes = wheelBytes({ files: { "demo/__init__.py": "other = 1\n" } });
const digestOf = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");
const { signal } = new AbortController();

describe.each(kinds)("$title", ({ start, knowsUsers }) => {
  async function world(context: TestContext, password?: string) {
    const server = await start(context);
    const credential = { ...server.credential, ...(password === undefined ? {} : { password }) };
    const client = legacyUploadIndex({
      ...server,
      name: "index",
      page: undefined,
      http: httpClient({ attempts: 2, pauseMs: 10, timeoutMs: 20_000 }),
      credential: () => Promise.resolve({ ...credential, from: "test", trusted: false }),
    });
    const folder = temporaryFolder();
    writeFileSync(join(folder, pureWheel), wheelBytes());
    writeFileSync(join(folder, sdistFile), sdistBytes());
    const listed = async () => {
      const { files } = await client.listing("demo", signal);
      return Object.fromEntries(files.map(({ file, sha256 }) => [file, sha256]));
    };
    return { client, folder, listed, posts: server.posts, ...uploadRun(client, folder) };
  }

  /** The next listing comes from a cache that has not seen any upload. */
  function behindCache(client: UploadIndex): UploadIndex {
    let fresh = false;
    const listing: UploadIndex["listing"] = async (project, stop) => {
      const { files, ...rest } = await client.listing(project, stop);
      const shown = fresh ? files : [];
      fresh = true;
      return { ...rest, files: shown };
    };
    return { ...client, listing };
  }

  it("stores each file once and lists it with its digest; the next run sends nothing", async (context) => {
    const here = await world(context);
    for (const file of [pureWheel, sdistFile]) expect(await here.upload(file)).toBe("done");
    const expected = { [pureWheel]: digestOf(wheelBytes()), [sdistFile]: digestOf(sdistBytes()) };
    expect(await here.listed()).toEqual(expected);
    for (const file of [pureWheel, sdistFile]) expect(await here.upload(file)).toBe("done");
    expect(here.posts()).toBe(2);
  });

  it("is done with the same bytes that a stale page has hidden, whatever the server answers to them", async (context) => {
    const here = await world(context);
    expect(await here.upload()).toBe("done");
    const folder = temporaryFolder();
    writeFileSync(join(folder, pureWheel), wheelBytes());
    expect(await uploadRun(behindCache(here.client), folder).upload()).toBe("done");
    expect(here.posts()).toBe(2);
    expect(await here.listed()).toEqual({ [pureWheel]: digestOf(wheelBytes()) });
  });

  it("stops at other bytes under the name, seen or hidden, and the server keeps what it had", async (context) => {
    const here = await world(context);
    expect(await here.upload()).toBe("done");
    const folder = temporaryFolder();
    writeFileSync(join(folder, pureWheel), otherBytes);
    expect(await uploadRun(here.client, folder).upload()).toBe("release-conflict");
    expect(here.posts()).toBe(1);
    const another = temporaryFolder();
    writeFileSync(join(another, pureWheel), otherBytes);
    expect(await uploadRun(behindCache(here.client), another).upload()).toBe("release-conflict");
    expect(here.posts()).toBe(2);
    expect(await here.listed()).toEqual({ [pureWheel]: digestOf(wheelBytes()) });
  });

  it("tells a wrong password from all else, and sends it once", async (context) => {
    if (!knowsUsers) context.skip("it runs without users here");
    const here = await world(context, "wrong");
    expect(await here.upload()).toBe("credentials-refused");
    expect(here.posts()).toBe(1);
    expect(await here.listed()).toEqual({});
  });
});
