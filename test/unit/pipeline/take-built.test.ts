import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";

import { formatManifest, makeManifest } from "../../../src/artifacts/manifest.ts";
import type { EnvironmentRecord } from "../../../src/artifacts/record.ts";
import { takeBuilt } from "../../../src/pipeline/take-built.ts";
import { buildRecord, writeSources } from "../../support/build-record.ts";

const commit = "a".repeat(40);
const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function built(environment: Partial<EnvironmentRecord> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), "wheelway-built-"));
  folders.push(folder);
  writeSources(folder);
  const record = buildRecord();
  const of = { ...record, environment: { ...record.environment, commit, dirty: false, ...environment } };
  writeFileSync(join(folder, "manifest.json"), formatManifest(makeManifest(of)));
  return folder;
}

it("takes the artifacts of the commit that is released", async () => {
  const folder = built();
  const taken = await takeBuilt(folder, commit);
  expect(taken).toEqual({ folder, manifestDigest: expect.stringMatching(/^[0-9a-f]{64}$/) as string });
});

it("takes none of another commit, of a checkout with changes, and none that were altered", async () => {
  const refused = { code: "dist-changed" };
  await expect(takeBuilt(built(), "b".repeat(40))).rejects.toMatchObject(refused);
  await expect(takeBuilt(built({ commit: undefined, dirty: undefined }), commit)).rejects.toMatchObject(
    refused,
  );
  await expect(takeBuilt(built({ dirty: true }), commit)).rejects.toMatchObject(refused);
  const altered = built();
  writeFileSync(join(altered, "demo-1.0.tar.gz"), "other bytes");
  await expect(takeBuilt(altered, commit)).rejects.toMatchObject(refused);
  const bare = built();
  rmSync(join(bare, "manifest.json"));
  await expect(takeBuilt(bare, commit)).rejects.toMatchObject(refused);
});
