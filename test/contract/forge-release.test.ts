/** The steps of a forge's release, and the way back: what is refused, what is recreated, what is latest, and what can be downloaded. */

import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { UploadIndex } from "../../src/clients/upload-index.ts";
import { WheelwayError } from "../../src/errors.ts";
import { downloadRelease } from "../../src/release/download-release.ts";
import { withMarker } from "../../src/release/release-marker.ts";
import { draftRelease } from "../../src/release/steps/draft-release.ts";
import { temporaryFolder } from "../support/archives.ts";
import { clientOf, commit, forgeRelease, tag, type ForgeRelease } from "../support/fake-forge/world.ts";

const { signal } = new AbortController();
const draftOnly = { steps: [draftRelease] };
const releases = ({ fake }: ForgeRelease) => fake.state.read().releases;
const details = { tag, commit, title: tag, draft: true, prerelease: false, latest: false };

describe("draft-release", () => {
  it("makes a draft with the notes, the marker and exactly the manifest's files, which strangers do not see", async () => {
    const here = await forgeRelease();
    expect(await here.run(draftOnly)).toBe("done");
    const [draft] = releases(here);
    // Its tag is not pushed yet: a commit that GitHub does not know would be refused.
    expect(draft).toMatchObject({ tag, draft: true, commit: "" });
    expect(draft?.body).toBe(withMarker("### Added\n\n- Everything.", here.digest));
    expect(draft?.assets.map(({ name }) => name).sort()).toEqual(here.names);
    expect(here.fake.events.filter(({ type }) => type === "tag-made")).toEqual([]);
    const stranger = clientOf(here.fake, {}, Date.now);
    expect(await stranger.releasesOf(tag, signal)).toEqual([]);
  });

  it("writes changed notes into its draft", async () => {
    const here = await forgeRelease();
    await here.run(draftOnly);
    expect(await here.run({ ...draftOnly, notes: "Better words." })).toBe("done");
    expect(releases(here)).toHaveLength(1);
    expect(releases(here)[0]?.body).toContain("Better words.");
  });

  it.for([
    ["a draft that a person made", "By hand.", true],
    ["a draft for other files", withMarker("", "0".repeat(64)), true],
    ["a public release that is not of these files", "By hand.", false],
  ] as const)("does not touch %s", async ([, body, draft]) => {
    const here = await forgeRelease();
    await here.forge.create({ ...details, body, draft }, signal);
    const before = releases(here);
    expect(await here.run()).toBe("release-conflict");
    expect(releases(here)).toEqual(before);
  });

  it("fills the release that started the run, and keeps the words of the person who made it", async () => {
    const here = await forgeRelease();
    await here.forge.create({ ...details, body: "By hand.", draft: false }, signal);
    const origin = { kind: "forge-release", writesRefs: false } as const;
    expect(await here.run({ origin })).toBe("done");
    expect(releases(here)).toHaveLength(1);
    expect(releases(here)[0]?.body).toBe(withMarker("By hand.", here.digest));
    expect(
      releases(here)[0]
        ?.assets.map(({ name }) => name)
        .sort(),
    ).toEqual(here.names);
  });

  it("is refused with the way out by a release that is public and immutable", async () => {
    const here = await forgeRelease({ rules: { immutableReleases: true } });
    await here.forge.create({ ...details, body: "By hand.", draft: false }, signal);
    const origin = { kind: "forge-release", writesRefs: false } as const;
    expect(await here.run({ origin })).toBe("release-conflict");
    // Neither a file nor a word of it is changed.
    const touched = here.fake.events.filter(({ type }) => type === "asset-posted" || type === "updated");
    expect(touched).toEqual([]);
    expect(here.journal()).toContain("published and immutable");
  });

  it("stops at a foreign file on its draft", async () => {
    const here = await forgeRelease();
    await here.run(draftOnly);
    here.fake.state.addAsset(releases(here)[0]!, "virus.exe", Buffer.from("x"), "uploaded");
    expect(await here.run()).toBe("release-conflict");
    expect(releases(here)[0]?.draft).toBe(true);
  });

  it("sends nothing without a token, and says where it looked", async () => {
    const here = await forgeRelease({ env: {} });
    expect(await here.run()).toBe("release-guarded");
    expect(here.journal()).toContain("GH_TOKEN or GITHUB_TOKEN");
    expect(releases(here)).toEqual([]);
  });
});

describe("--force-recreate", () => {
  const listing = (files: readonly string[]): UploadIndex =>
    ({
      name: "testpypi",
      listing: () =>
        Promise.resolve({ index: "testpypi", files: files.map((file) => ({ file, version: "1.0" })) }),
    }) as unknown as UploadIndex;
  const request = { forceRecreate: true };

  it("removes the draft of other files first, and not what a person made", async () => {
    const here = await forgeRelease();
    const old = await here.forge.create({ ...details, body: withMarker("", "0".repeat(64)) }, signal);
    expect(await here.run({ request, testIndex: listing([]) })).toBe("done");
    expect(releases(here).map(({ id, draft }) => ({ old: String(id) === old.id, draft }))).toEqual([
      { old: false, draft: false },
    ]);
    const other = await forgeRelease();
    await other.forge.create({ ...details, body: "By hand." }, signal);
    expect(await other.run({ request })).toBe("release-conflict");
    expect(releases(other)).toHaveLength(1);
  });

  it("is refused once a file of the version is on an index", async () => {
    const here = await forgeRelease();
    await here.forge.create({ ...details, body: withMarker("", "0".repeat(64)) }, signal);
    expect(await here.run({ request, testIndex: listing(["demo-1.0.tar.gz"]) })).toBe("release-guarded");
    expect(releases(here)).toHaveLength(1);
  });
});

describe("publish-release", () => {
  it("is the latest only where no newer final version is public", async () => {
    const here = await forgeRelease();
    here.fake.state.change({ tags: { [tag]: commit, "v2.0": commit, "v3.0a1": commit } });
    const newer = await here.forge.create(
      { ...details, tag: "v2.0", body: "", draft: false, latest: true },
      signal,
    );
    expect(await here.run()).toBe("done");
    expect(here.fake.state.read().latest).toBe(Number(newer.id));
    const only = await forgeRelease();
    await only.forge.create({ ...details, tag: "v3.0a1", body: "", draft: false, prerelease: true }, signal);
    expect(await only.run()).toBe("done");
    expect(only.fake.state.read().latest).toBe(releases(only).find((one) => one.tag === tag)?.id);
  });

  it("makes a prerelease one, and never the latest", async () => {
    const here = await forgeRelease();
    expect(await here.run({ prerelease: true })).toBe("done");
    expect(releases(here)[0]).toMatchObject({ prerelease: true, draft: false });
    expect(here.fake.state.read().latest).toBeUndefined();
  });

  it("leaves the draft where that was asked for", async () => {
    const here = await forgeRelease();
    expect(await here.run({ request: { draft: true } })).toBe("done");
    expect(releases(here)[0]?.draft).toBe(true);
  });

  it("says that the default token starts no workflow, and starts the configured one once", async () => {
    const env = { GH_TOKEN: "ghs_default", GITHUB_ACTIONS: "true" };
    const silent = await forgeRelease({ env, token: "ghs_default" });
    expect(await silent.run()).toBe("done");
    expect(silent.said.join()).toContain("starts no other workflow");
    const own = await forgeRelease();
    const settings = { dispatch: { workflow: "publish.yml", inputs: { tag: "{tag}", why: "release" } } };
    expect(await own.run({ settings })).toBe("done");
    expect(await own.run({ settings })).toBe("done");
    expect(own.said.join()).not.toContain("starts no other workflow");
    expect(own.fake.state.read().dispatches).toEqual([
      { workflow: "publish.yml", ref: tag, inputs: { tag, why: "release" } },
    ]);
  });

  it("stays as it is where it became immutable, also in a later run", async () => {
    const here = await forgeRelease({ rules: { immutableReleases: true } });
    expect(await here.run()).toBe("done");
    const before = releases(here);
    expect(before[0]).toMatchObject({ immutable: true, draft: false });
    expect(await here.run({ machine: "second" })).toBe("done");
    expect(releases(here)).toEqual(before);
  });
});

describe("downloadRelease", () => {
  const get = async (here: ForgeRelease, manifest?: string) => {
    const folder = temporaryFolder();
    const to = { dist: join(folder, "dist"), bundles: join(folder, "bundles") };
    try {
      return { ...(await downloadRelease(here.forge, { tag, manifest }, to, signal)), to };
    } catch (error) {
      if (error instanceof WheelwayError) return `${error.code}: ${error.message}`;
      throw error;
    }
  };

  it("gives the same bytes from a draft, and from what became of it", async () => {
    const here = await forgeRelease();
    for (const steps of [[draftRelease], undefined]) {
      expect(await here.run(steps ? { steps } : {})).toBe("done");
      const got = await get(here);
      if (typeof got === "string") throw new Error(got);
      expect(got.manifestDigest).toBe(here.digest);
      expect(readdirSync(got.to.dist).sort()).toEqual(here.names);
      for (const name of here.names) {
        const sent = readFileSync(join(here.folderOf(), "dist", name));
        expect(readFileSync(join(got.to.dist, name)).equals(sent)).toBe(true);
      }
      expect(existsSync(got.to.bundles)).toBe(false);
    }
  });

  it("takes bundles that belong to its files, and nothing else", async () => {
    const here = await forgeRelease();
    await here.run();
    const add = (name: string) =>
      here.fake.state.addAsset(releases(here)[0]!, name, Buffer.from("{}"), "uploaded");
    add("demo-1.0.tar.gz.sigstore.json");
    expect(await get(here)).toMatchObject({ bundles: [{ file: "demo-1.0.tar.gz.sigstore.json" }] });
    add("demo-1.1.tar.gz.sigstore.json");
    expect(await get(here)).toContain("is not in manifest.json");
  });

  it.for(["missing", "other", "part"] as const)("refuses a release with a file that is %s", async (how) => {
    const here = await forgeRelease();
    await here.run();
    const asset = releases(here)[0]!.assets.find(({ name }) => name === "demo-1.0.tar.gz")!;
    here.fake.state.removeAsset(asset.id);
    const state = how === "part" ? "starter" : "uploaded";
    if (how !== "missing") here.fake.state.addAsset(releases(here)[0]!, asset.name, Buffer.from("x"), state);
    expect(await get(here)).toMatch(/^release-conflict: .*demo-1\.0\.tar\.gz/);
  });

  it("refuses a manifest that is gone or is not the one that the release names", async () => {
    const here = await forgeRelease();
    await here.run();
    const manifest = releases(here)[0]!.assets.find(({ name }) => name === "manifest.json")!;
    const text = here.fake.state.bytes(manifest.id);
    here.fake.state.removeAsset(manifest.id);
    expect(await get(here)).toContain("manifest.json is missing");
    here.fake.state.addAsset(releases(here)[0]!, manifest.name, Buffer.concat([text, text]), "uploaded");
    expect(await get(here)).toContain("names another manifest.json");
  });

  it("refuses what the forge sends with another digest than it tells", async () => {
    const here = await forgeRelease();
    await here.run();
    here.fake.faults.push({ on: "download", do: "other-bytes" });
    expect(await get(here)).toContain("another digest than the forge tells");
  });

  it("takes wheels and sdist of a release that Wheelway did not make", async () => {
    const here = await forgeRelease();
    await here.forge.create({ ...details, body: "By hand.", draft: false }, signal);
    for (const name of ["demo-1.0-py3-none-any.whl", "demo-1.0.tar.gz", "demo.exe"])
      here.fake.state.addAsset(releases(here)[0]!, name, Buffer.from(name), "uploaded");
    expect(await get(here)).toMatchObject({
      manifestDigest: undefined,
      files: ["demo-1.0-py3-none-any.whl", "demo-1.0.tar.gz"],
    });
  });

  it("says what a missing release may be", async () => {
    expect(await get(await forgeRelease({ env: {} }))).toContain("release-not-found");
  });
});
