/** The fault matrix of a forge's release: one draft, each file once, whatever goes wrong, and nothing more on a second run. */

import { expect, it } from "vitest";
import { draftRelease } from "../../src/release/steps/draft-release.ts";
import type { ForgeFault } from "../support/fake-forge/faults.ts";
import { forgeRelease, type ForgeRelease } from "../support/fake-forge/world.ts";

/** Exactly one release, with exactly its files, whole. */
function expectOnce({ fake, names }: ForgeRelease): void {
  const { releases } = fake.state.read();
  expect(releases).toHaveLength(1);
  const [release] = releases;
  expect(release?.assets.map(({ name }) => name).sort()).toEqual(names);
  expect(release?.assets.every(({ state }) => state === "uploaded")).toBe(true);
  expect(fake.events.filter(({ type }) => type === "created")).toHaveLength(1);
  const stored = fake.events.flatMap((event) =>
    event.type === "asset-stored" ? [event.name.replace(/\.replacement\d+$/, "")] : [],
  );
  expect(stored.sort()).toEqual(names);
}

const first = (fault: ForgeFault): readonly ForgeFault[] => [fault];

it.for<readonly [string, readonly ForgeFault[]]>([
  ["nothing goes wrong", []],
  ["the draft is made, then 500", first({ on: "create", do: "do-then-500" })],
  ["the draft is made, then the connection is cut", first({ on: "create", do: "do-then-reset" })],
  ["the draft is made, then there is no answer", first({ on: "create", do: "do-then-hang" })],
  [
    "the draft is made, then 500, and the list is stale",
    [
      { on: "create", do: "do-then-500" },
      { on: "list", do: "stale", after: 1, times: 3 },
    ],
  ],
  ["500 and no draft is made", first({ on: "create", do: "500" })],
  ["no answer to the creation, and no draft is made", first({ on: "create", do: "hang" })],
  ["the creation is cut", first({ on: "create", do: "reset" })],
  ["429 to the creation", first({ on: "create", do: "429", retryAfter: "30" })],
  ["the rate limit is reached at the creation", first({ on: "create", do: "rate-limit" })],
  ["the list does not answer at first", first({ on: "list", do: "500", times: 3 })],
  ["a file is stored, then 500", first({ on: "upload", do: "do-then-500" })],
  ["a file is stored, then the connection is cut", first({ on: "upload", do: "do-then-reset" })],
  ["a file is stored, then there is no answer", first({ on: "upload", do: "do-then-hang", after: 1 })],
  [
    "a file is stored, then 500, and it is not shown yet",
    [
      { on: "upload", do: "do-then-500" },
      { on: "get", do: "stale", after: 3, times: 3 },
    ],
  ],
  ["500 and no file is stored", first({ on: "upload", do: "500" })],
  ["503 twice to an upload", first({ on: "upload", do: "503", times: 2 })],
  ["429 to an upload", first({ on: "upload", do: "429", retryAfter: "30", after: 2 })],
  ["an upload is cut in the middle of its body", first({ on: "upload", do: "reset" })],
  ["no answer to an upload, and nothing is stored", first({ on: "upload", do: "hang" })],
  ["a broken upload leaves a part", first({ on: "upload", do: "leave-part" })],
  ["three broken uploads leave parts", first({ on: "upload", do: "leave-part", times: 3 })],
  [
    "a broken upload leaves a part, and its removal is done, then 500",
    [
      { on: "upload", do: "leave-part" },
      { on: "remove-asset", do: "do-then-500" },
    ],
  ],
  [
    "a broken upload leaves a part, and the replacement's new name is given, then 500",
    [
      { on: "upload", do: "leave-part" },
      { on: "rename", do: "do-then-500" },
    ],
  ],
  ["the release does not answer at first", first({ on: "get", do: "500", times: 3 })],
  ["it becomes public, then 500", first({ on: "update", do: "do-then-500" })],
  ["it becomes public, then there is no answer", first({ on: "update", do: "do-then-hang" })],
  ["500 and it does not become public", first({ on: "update", do: "500" })],
])("ends with one release and each file once where %s", async ([, faults]) => {
  const here = await forgeRelease({ faults });
  expect(await here.run()).toBe("done");
  expectOnce(here);
  expect(here.fake.faults).toEqual([]);
  expect(here.fake.state.read().releases[0]?.draft).toBe(false);
  expect(here.fake.events.filter(({ type }) => type === "published")).toHaveLength(1);
  // A later run, also of a machine that has no journal, changes nothing.
  const before = here.fake.events.length;
  expect(await here.run()).toBe("done");
  expect(await here.run({ machine: "second" })).toBe("done");
  expect(here.fake.events.slice(before)).toEqual([]);
});

it.for<readonly [string, ForgeFault]>([
  ["the creation", { on: "create", do: "401" }],
  ["an upload", { on: "upload", do: "401", after: 1 }],
  ["the publication", { on: "update", do: "401" }],
])("stops at %s with an expired token, and goes on with a good one", async ([, fault]) => {
  const here = await forgeRelease({ faults: [fault] });
  expect(await here.run()).toBe("credentials-refused");
  expect(here.journal()).not.toContain(here.fake.token);
  expect(await here.run()).toBe("done");
  expectOnce(here);
});

it("gives up with the question open where the forge never answers, and goes on later", async () => {
  const here = await forgeRelease({
    faults: [
      { on: "create", do: "do-then-500" },
      { on: "list", do: "500", after: 1, times: 100_000 },
    ],
  });
  expect(await here.run()).toBe("release-unclear");
  here.fake.faults.length = 0;
  expect(await here.run()).toBe("done");
  expectOnce(here);
});

it("keeps one draft where a creation was given up and came through all the same, and it has every file", async () => {
  const here = await forgeRelease({
    faults: [
      { on: "create", do: "do-then-500" },
      // Longer than anything that was made may stay unseen.
      { on: "list", do: "stale", after: 1, times: 40 },
    ],
  });
  await here.run({ steps: [draftRelease] });
  here.fake.faults.length = 0;
  expect(await here.run()).toBe("done");
  const { releases } = here.fake.state.read();
  expect(here.fake.events.filter(({ type }) => type === "created")).toHaveLength(2);
  expect(releases.map(({ draft }) => draft)).toEqual([false]);
  expect(releases[0]?.assets.map(({ name }) => name).sort()).toEqual(here.names);
});

it("refuses a file that the forge has with other bytes", async () => {
  const here = await forgeRelease();
  expect(await here.run({ steps: [draftRelease] })).toBe("done");
  const [draft] = here.fake.state.read().releases;
  const wheel = draft!.assets.find(({ name }) => name.endsWith(".whl"))!;
  here.fake.state.removeAsset(wheel.id);
  here.fake.state.addAsset(here.fake.state.release(draft!.id)!, wheel.name, Buffer.from("other"), "uploaded");
  expect(await here.run()).toBe("release-conflict");
  expect(here.fake.state.read().releases[0]?.draft).toBe(true);
});
