/** The fault matrix of one upload: the right verdict in each case, and never a second POST while the index shows the digest. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { httpClient } from "../../src/clients/http.ts";
import { legacyUploadIndex } from "../../src/clients/legacy-upload.ts";
import { sdistBytes, sdistFile, temporaryFolder, wheelBytes, pureWheel } from "../support/archives.ts";
import type { Fault } from "../support/fake-index/faults.ts";
import { startFakeIndex, type FakeIndex } from "../support/fake-index/server.ts";
import type { Rules } from "../support/fake-index/rules.ts";
import { uploadRun, type UploadRun } from "../support/upload-run.ts";

interface World extends UploadRun {
  readonly index: FakeIndex;
  readonly posts: () => number;
  /** Files that were sent although they were there. */
  readonly needless: () => number;
  readonly folder: string;
}

async function world(
  faults: readonly Fault[] = [],
  rules: Partial<Rules> = {},
  password = "secret",
): Promise<World> {
  const folder = temporaryFolder();
  let now = () => 0;
  const index = await startFakeIndex({ folder: join(folder, "index"), rules, now: () => now() });
  onTestFinished(() => index.close());
  index.faults.push(...faults);
  writeFileSync(join(folder, pureWheel), wheelBytes());
  writeFileSync(join(folder, sdistFile), sdistBytes());
  const http = httpClient({ attempts: 2, pauseMs: 10, timeoutMs: 2000 });
  const { upload, simple } = index;
  const credential = { user: "__token__", password, from: "test", trusted: false };
  const client = legacyUploadIndex({
    name: "pypi",
    upload,
    simple,
    page: undefined,
    http,
    answerWithinMs: 300,
    credential: () => Promise.resolve(credential),
  });
  const run = uploadRun(client, folder);
  ({ now } = run);
  return {
    ...run,
    index,
    folder,
    posts: () => index.events.filter(({ type }) => type === "posted").length,
    needless: () => index.events.filter((event) => event.type === "posted" && event.listed).length,
  };
}

it.for<readonly [string, readonly Fault[], number]>([
  ["nothing goes wrong", [], 1],
  ["it is stored, then 500", [{ on: "upload", do: "store-then-500" }], 1],
  ["it is stored, then the connection is cut", [{ on: "upload", do: "store-then-reset" }], 1],
  ["it is stored, then there is no answer", [{ on: "upload", do: "store-then-hang" }], 1],
  [
    "it is stored, then 500, and the listing is stale",
    [
      { on: "upload", do: "store-then-500" },
      { on: "listing", do: "stale", after: 1, times: 3 },
    ],
    1,
  ],
  ["500 and nothing is stored", [{ on: "upload", do: "500" }], 1],
  ["503 twice", [{ on: "upload", do: "503", times: 2 }], 1],
  ["429 with Retry-After", [{ on: "upload", do: "429", retryAfter: "30" }], 1],
  ["the connection is cut in the middle of the body", [{ on: "upload", do: "reset" }], 1],
  ["there is no answer, and nothing is stored", [{ on: "upload", do: "hang" }], 1],
  ["the listing does not answer at first", [{ on: "listing", do: "500", times: 3 }], 1],
])("is done once where %s", async ([, faults, posts]) => {
  const here = await world(faults);
  expect(await here.upload()).toBe("done");
  expect(here.index.events.filter(({ type }) => type === "stored")).toHaveLength(1);
  expect(here.posts()).toBe(posts);
  expect(here.needless()).toBe(0);
  expect(here.index.faults).toEqual([]);
  // And again, as a later run would: nothing is sent.
  expect(await here.upload()).toBe("done");
  expect(here.posts()).toBe(posts);
});

it("is never sent where other bytes are there", async () => {
  const here = await world();
  expect(await here.upload()).toBe("done");
  writeFileSync(join(here.folder, pureWheel), wheelBytes({ files: { "demo/__init__.py": "other = 1\n" } }));
  expect(await here.upload()).toBe("release-conflict");
  expect(here.posts()).toBe(1);
});

it("is refused with 400 where other bytes are there and no listing has shown them, and that is told as a conflict", async () => {
  const here = await world();
  expect(await here.upload()).toBe("done");
  const first = here.index.files();
  const bytes = wheelBytes({ files: { "demo/__init__.py": "other = 1\n" } });
  const other = await world([{ on: "listing", do: "stale" }]);
  const [stored] = first;
  other.index.state.add({ ...stored!, uploaded: other.now() }, wheelBytes());
  writeFileSync(join(other.folder, pureWheel), bytes);
  expect(await other.upload()).toBe("release-conflict");
  expect(other.index.events).toContainEqual({ type: "refused", file: pureWheel, status: 400 });
  expect(other.index.files().map(({ sha256 }) => sha256)).toEqual([stored?.sha256]);
});

it("stops at a name that was used before, for other bytes or for the same", async () => {
  const here = await world();
  expect(await here.upload()).toBe("done");
  here.index.state.remove(pureWheel);
  here.pass(3_600_000);
  // What has a receipt and is gone is looked for, then tried once more: the index says why not.
  expect(await here.upload()).toBe("release-refused");
  expect(here.journal()).toContain("a name is used for ever");
});

it.for<readonly [string, Partial<Rules>, string]>([
  ["the project's quota", { projectLimit: 10 }, "larger project limit"],
  ["the limit of a file", { fileLimit: 10 }, "larger file limit"],
])("is refused by %s, once and with the way out", async ([, rules, advice]) => {
  const here = await world([], rules);
  expect(await here.upload()).toBe("release-refused");
  expect(here.posts()).toBe(1);
  expect(here.journal()).toContain(advice);
});

it("is refused as the second sdist of a release", async () => {
  const here = await world();
  expect(await here.upload(sdistFile)).toBe("done");
  const stored = here.index.files()[0];
  here.index.state.add({ ...stored!, file: "demo-1.0.zip" }, Buffer.from("x"));
  here.index.state.remove(sdistFile);
  const other = await world();
  other.index.state.add({ ...stored!, file: "demo-1.0.zip" }, Buffer.from("x"));
  expect(await other.upload(sdistFile)).toBe("release-refused");
  expect(other.journal()).toContain("a release has one sdist");
});

it("is refused by a release that is closed after 14 days", async () => {
  const here = await world();
  expect(await here.upload(sdistFile)).toBe("done");
  here.pass(15 * 86_400_000);
  expect(await here.upload()).toBe("release-refused");
  expect(here.journal()).toContain("no more files after 14 days");
});

it.for([
  ["a wrong token", [], "wrong"],
  ["an expired token", [{ on: "upload", do: "401" }], "secret"],
] as const)("tells %s from all else, and does not try again", async ([, faults, password]) => {
  const here = await world(faults, {}, password);
  expect(await here.upload()).toBe("credentials-refused");
  expect(here.index.files()).toEqual([]);
  expect(here.journal()).not.toContain("secret");
});

it("gives up with the question open where the index never answers", async () => {
  const here = await world([
    { on: "upload", do: "store-then-500" },
    { on: "listing", do: "500", after: 1, times: 10_000 },
  ]);
  expect(await here.upload()).toBe("release-unclear");
  expect(here.posts()).toBe(1);
  here.index.faults.length = 0;
  expect(await here.upload()).toBe("done");
  expect(here.posts()).toBe(1);
});
