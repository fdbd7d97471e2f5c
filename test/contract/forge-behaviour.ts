/** What every forge behind the port does, whatever its kind. */

import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, type TestContext } from "vitest";
import type { Forge, ForgeRelease, ReleaseDetails } from "../../src/clients/forge.ts";
import { ServiceFailure } from "../../src/clients/service-failure.ts";
import { temporaryFolder } from "../support/archives.ts";

export interface OpenForge {
  readonly forge: Forge;
  /** The same without a token. */
  readonly stranger: Forge;
  /** The same with a token that is no longer good. */
  readonly expired: Forge;
  /** A commit that the forge knows. */
  readonly commit: string;
}

const { signal } = new AbortController();

export function behavesAsForge(name: string, open: (context: TestContext) => Promise<OpenForge>): void {
  describe(name, () => {
    it("keeps a draft from strangers, fills it, and makes it public", async (context) => {
      const here = await open(context);
      const { forge, stranger } = here;
      const draft = await forge.create(details(here, "v1.0"), signal);
      expect(draft).toMatchObject({ tag: "v1.0", title: "Release v1.0", draft: true, assets: [] });
      expect(draft.body.trim()).toBe("Notes.\n\n<!-- mark -->");
      if (forge.drafts) {
        expect(await stranger.release(draft.id, signal)).toBeUndefined();
        expect(await stranger.releasesOf("v1.0", signal)).toEqual([]);
      }
      const path = file("some bytes");
      const stored = await forge.uploadAsset(
        draft.id,
        { name: "demo-1.0+local.tar.gz", path, size: 10 },
        signal,
      );
      expect(stored).toMatchObject({ name: "demo-1.0+local.tar.gz", size: 10, complete: true });
      const to = join(temporaryFolder(), "back");
      expect(await forge.downloadAsset(draft.id, stored, to, signal)).toBe(sha256("some bytes"));
      expect(readFileSync(to, "utf8")).toBe("some bytes");
      const known = await forge.release(draft.id, signal);
      expect(known?.assets.map(({ name }) => name)).toEqual(["demo-1.0+local.tar.gz"]);
      const told = known?.assets[0]?.sha256;
      if (told !== undefined) expect(told).toBe(sha256("some bytes"));
      const open1 = await forge.update(draft.id, { draft: false, prerelease: false, latest: true }, signal);
      expect(open1).toMatchObject({ id: draft.id, draft: false });
      expect(only(await stranger.releasesOf("v1.0", signal))).toMatchObject({ draft: false, tag: "v1.0" });
      expect((await forge.newest(5, signal)).map(({ tag }) => tag)).toEqual(["v1.0"]);
    });

    it("finds a draft by its tag among others, and changes its text", async (context) => {
      const here = await open(context);
      const { forge } = here;
      const first = await forge.create(details(here, "v1.0"), signal);
      await forge.create(details(here, "v1.0.1"), signal);
      const changed = await forge.update(first.id, { title: "New", body: "Other notes." }, signal);
      expect(changed).toMatchObject({ title: "New", draft: true });
      expect(only(await forge.releasesOf("v1.0", signal))).toMatchObject({ id: first.id, title: "New" });
      expect(await forge.releasesOf("v1", signal)).toEqual([]);
    });

    it("removes assets and releases, and has nothing against doing it twice", async (context) => {
      const here = await open(context);
      const { forge } = here;
      const draft = await forge.create(details(here, "v1.0"), signal);
      const asset = await forge.uploadAsset(draft.id, { name: "a.txt", path: file("a"), size: 1 }, signal);
      await forge.removeAsset(draft.id, asset.id, signal);
      await forge.removeAsset(draft.id, asset.id, signal);
      expect((await forge.release(draft.id, signal))?.assets).toEqual([]);
      await forge.remove(draft.id, signal);
      await forge.remove(draft.id, signal);
      expect(await forge.release(draft.id, signal)).toBeUndefined();
      expect(await forge.releasesOf("v1.0", signal)).toEqual([]);
    });

    it("lists every release and every asset, over pages", async (context) => {
      const here = await open(context);
      const { forge } = here;
      const draft = await forge.create(details(here, "v9.0"), signal);
      for (let number = 0; number < 33; number += 1) {
        const name = `file-${number}.txt`;
        await forge.uploadAsset(draft.id, { name, path: file("x"), size: 1 }, signal);
      }
      expect((await forge.release(draft.id, signal))?.assets).toHaveLength(33);
      if (!forge.drafts) return;
      for (let number = 0; number < 104; number += 1)
        await forge.create(details(here, `v0.${number}`), signal);
      expect(only(await forge.releasesOf("v9.0", signal)).assets).toHaveLength(33);
      expect(await forge.newest(1000, signal)).toHaveLength(105);
      expect(await forge.newest(7, signal)).toHaveLength(7);
    });

    it("tells missing and wrong credentials from all else, and shows none", async (context) => {
      const { stranger, expired, ...here } = await open(context);
      for (const forge of [stranger, expired]) {
        const failure: unknown = await forge.create(details(here, "v1.0"), signal).catch((e: unknown) => e);
        expect(failure).toBeInstanceOf(ServiceFailure);
        expect(failure).toMatchObject({ kind: "unauthorized" });
        expect(String(failure)).not.toContain("no-longer-good");
      }
    });
  });
}

export function details({ commit }: Pick<OpenForge, "commit">, tag: string): ReleaseDetails {
  const body = "Notes.\n\n<!-- mark -->";
  return { tag, commit, title: `Release ${tag}`, body, draft: true, prerelease: false, latest: false };
}

export function file(text: string | Uint8Array): string {
  const path = join(temporaryFolder(), "content");
  writeFileSync(path, text);
  return path;
}

export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function only(all: readonly ForgeRelease[]): ForgeRelease {
  expect(all).toHaveLength(1);
  return all[0]!;
}
