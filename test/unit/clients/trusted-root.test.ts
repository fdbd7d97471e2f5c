import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { fetchTrustedRoot } from "../../../src/clients/trusted-root.ts";
import { temporaryFolder } from "../../support/archives.ts";

it("says why there is no trusted root where its repository cannot be reached", async () => {
  const cache = temporaryFolder();
  const mirror = "http://127.0.0.1:9";
  // What an earlier run would have kept: nothing of it may pass for fresh.
  const kept = join(cache, "sigstore", encodeURIComponent("127.0.0.1:9"));
  mkdirSync(join(kept, "targets"), { recursive: true });
  writeFileSync(join(kept, "root.json"), "{}");
  expect(await fetchTrustedRoot(cache, mirror)).toEqual({ why: expect.stringMatching(/./) as string });
});

it("says so where the repository is no known one, or the cache cannot be written", async () => {
  expect(await fetchTrustedRoot(temporaryFolder(), "http://127.0.0.1:9")).toMatchObject({
    why: expect.stringContaining("127.0.0.1:9") as string,
  });
  const file = join(temporaryFolder(), "file");
  writeFileSync(file, "");
  expect(await fetchTrustedRoot(file)).toMatchObject({ why: expect.stringContaining("ENOTDIR") as string });
});
