import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { sha256Text } from "../../../src/artifacts/digest.ts";
import { manifestDigest } from "../../../src/artifacts/manifest.ts";
import type { Manifest } from "../../../src/artifacts/manifest-schema.ts";
import { checkDist, writeDist, writePartialDist } from "../../../src/pipeline/dist-folder.ts";
import { temporaryFolder } from "../../support/archives.ts";
import { buildRecord, wheelFile, writeSources } from "../../support/build-record.ts";

const record = buildRecord();
const all = [
  "CHECKSUMS.sha256",
  "VALIDATION.txt",
  "build-info.txt",
  wheelFile,
  "demo-1.0.tar.gz",
  "manifest.json",
].sort();

function scene() {
  const home = temporaryFolder();
  const from = join(home, "built");
  mkdirSync(from);
  const request = { folder: join(home, "dist"), record, sources: writeSources(from) };
  return {
    home,
    request,
    dist: request.folder,
    seen: () =>
      readdirSync(home)
        .filter((name) => name !== "built")
        .sort(),
  };
}

describe("writeDist", () => {
  it("writes artifacts, reports and manifest, and tells the manifest's digest", async () => {
    const { request, dist, seen } = scene();
    const written = await writeDist(request);
    expect(readdirSync(dist).sort()).toEqual(all);
    expect(written).toMatchObject({ folder: dist, aside: undefined });
    expect(written.manifestDigest).toBe(manifestDigest(readFileSync(join(dist, "manifest.json"), "utf8")));
    expect(readFileSync(join(dist, wheelFile))).toEqual(readFileSync(request.sources[wheelFile]!));
    expect(seen()).toEqual(["dist"]);
  });

  it("replaces its own earlier folder as a whole", async () => {
    const { request, dist, seen } = scene();
    await writeDist(request);
    const [wheel] = record.artifacts;
    await writeDist({ ...request, record: { ...record, artifacts: [wheel!] } });
    expect(readdirSync(dist)).not.toContain("demo-1.0.tar.gz");
    expect(seen()).toEqual(["dist"]);
  });

  it("writes documents, also into a folder below, and knows them as its own by their digests", async () => {
    const { request, dist } = scene();
    const documents = { "LICENCES.txt": "MIT\n", "sbom/demo-1.0.cdx.json": "{}\n" };
    const records = Object.entries(documents).map(([file, text]) => ({ file, sha256: sha256Text(text) }));
    const all = { ...request, record: { ...record, documents: records }, documents };
    await writeDist(all);
    expect(readFileSync(join(dist, "sbom/demo-1.0.cdx.json"), "utf8")).toBe("{}\n");
    const manifest = JSON.parse(readFileSync(join(dist, "manifest.json"), "utf8")) as Manifest;
    expect(manifest.documents).toEqual(records);
    await writeDist(all);
    writeFileSync(join(dist, "sbom/mine.txt"), "mine");
    await expect(writeDist(all)).rejects.toThrow("holds files that Wheelway did not write: sbom/mine.txt");
    rmSync(join(dist, "sbom/mine.txt"));
    writeFileSync(join(dist, "sbom/demo-1.0.cdx.json"), "changed");
    await expect(writeDist(all)).rejects.toThrow("did not write: sbom/demo-1.0.cdx.json");
    rmSync(join(dist, "sbom"), { recursive: true });
    await writeDist(request);
    expect(existsSync(join(dist, "sbom"))).toBe(false);
  });

  it("makes missing parents, and takes an empty folder", async () => {
    const { request, home } = scene();
    mkdirSync(join(home, "empty"));
    await writeDist({ ...request, folder: join(home, "empty") });
    await writeDist({ ...request, folder: join(home, "a/b/c dist ä'\"") });
    expect(readdirSync(join(home, "a/b/c dist ä'\"")).sort()).toEqual(all);
  });

  it("carries .gitignore and .gitkeep over, and leaves what file managers write", async () => {
    const { request, dist } = scene();
    mkdirSync(dist);
    for (const name of [".gitignore", ".gitkeep", ".DS_Store"]) writeFileSync(join(dist, name), "*");
    await writeDist(request);
    expect(readdirSync(dist).sort()).toEqual([".gitignore", ".gitkeep", ...all].sort());
  });

  it("removes dist.partial of an earlier failure, but not what people put there", async () => {
    const { request, home, seen } = scene();
    await writePartialDist(request);
    await writeDist(request);
    expect(seen()).toEqual(["dist"]);
    await writePartialDist(request);
    writeFileSync(join(home, "dist.partial/notes.txt"), "mine");
    await writeDist(request);
    expect(seen()).toEqual(["dist", "dist.partial"]);
  });

  it("refuses bytes that are not those of the record, and leaves the earlier folder", async () => {
    const { request, dist, seen } = scene();
    await writeDist(request);
    writeFileSync(request.sources[wheelFile]!, "other");
    await expect(writeDist(request)).rejects.toMatchObject({
      code: "internal",
      message: expect.stringContaining("has changed") as string,
    });
    await expect(writeDist({ ...request, sources: {} })).rejects.toThrow("has no source");
    expect(readdirSync(dist).sort()).toEqual(all);
    expect(seen()).toEqual(["dist"]);
  });
});

describe("files that Wheelway did not write", () => {
  it.each([
    [
      "a wheel of another tool",
      (dist: string) => writeFileSync(join(dist, "other-1.0-py3-none-any.whl"), "x"),
      "other-1.0-py3-none-any.whl",
    ],
    ["a file beside its own", (dist: string) => writeFileSync(join(dist, "notes.txt"), "x"), "notes.txt"],
    [
      "an artifact that was changed",
      (dist: string) => writeFileSync(join(dist, wheelFile), "signed"),
      wheelFile,
    ],
    ["a folder", (dist: string) => mkdirSync(join(dist, "docs")), "docs"],
    [
      "a manifest that cannot be read",
      (dist: string) => writeFileSync(join(dist, "manifest.json"), "{}"),
      "CHECKSUMS.sha256",
    ],
  ])("are not lost: %s", async (_, change, named) => {
    const { request, dist, seen } = scene();
    await writeDist(request);
    change(dist);
    const before = readdirSync(dist);
    for (const refused of [() => checkDist(dist), () => writeDist(request)]) {
      await expect(refused()).rejects.toMatchObject({
        code: "dist-unwritable",
        message: expect.stringContaining(named) as string,
      });
    }
    expect(readdirSync(dist)).toEqual(before);
    expect(seen()).toEqual(["dist"]);
  });

  it("are moved aside by force, each time under another name", async () => {
    const { request, home, seen } = scene();
    for (const round of ["one", "two"]) {
      rmSync(request.folder, { recursive: true, force: true });
      mkdirSync(request.folder);
      writeFileSync(join(request.folder, "mine.txt"), round);
      const written = await writeDist({ ...request, force: true });
      expect(readFileSync(join(written.aside!, "mine.txt"), "utf8")).toBe(round);
    }
    expect(seen()).toEqual(["dist", "dist.earlier", "dist.earlier-2"]);
    await checkDist(join(home, "dist"));
    const again = await writeDist({ ...request, force: true });
    expect(again.aside).toBeUndefined();
  });

  it("are seen even if they come while the new folder is written", async () => {
    const { request, dist, seen } = scene();
    await writeDist(request);
    const checkpoint = (name: string) => {
      if (name === `written-${wheelFile}`) writeFileSync(join(dist, "late.txt"), "x");
    };
    await expect(writeDist({ ...request, checkpoint })).rejects.toMatchObject({ code: "dist-unwritable" });
    expect(readdirSync(dist)).toContain("late.txt");
    expect(seen()).toEqual(["dist"]);
  });

  it("may stand in dist.partial, which moves aside", async () => {
    const { request, home, seen } = scene();
    mkdirSync(join(home, "dist.partial"));
    writeFileSync(join(home, "dist.partial/mine.txt"), "x");
    await writePartialDist(request);
    expect(seen()).toEqual(["dist.partial", "dist.partial.earlier"]);
  });
});

it("refuses a symbolic link and a file in the place of dist, and touches neither", async () => {
  const { request, dist, home } = scene();
  mkdirSync(join(home, "elsewhere"));
  symlinkSync(join(home, "elsewhere"), dist);
  await expect(writeDist(request)).rejects.toMatchObject({
    code: "dist-unwritable",
    message: expect.stringContaining("symbolic link") as string,
  });
  expect(readdirSync(join(home, "elsewhere"))).toEqual([]);
  rmSync(dist);
  writeFileSync(dist, "x");
  await expect(checkDist(dist)).rejects.toMatchObject({ code: "dist-unwritable" });
  expect(readFileSync(dist, "utf8")).toBe("x");
});

describe("writePartialDist", () => {
  it("writes what is good beside dist, marked, without a manifest, and leaves dist alone", async () => {
    const { request, dist } = scene();
    await writeDist(request);
    const before = readFileSync(join(dist, "manifest.json"));
    const failed = buildRecord({ verdict: "failed", artifacts: [record.artifacts[0]!] });
    const written = await writePartialDist({ ...request, record: failed });
    expect(written).toEqual({ folder: `${dist}.partial`, manifestDigest: undefined, aside: undefined });
    expect(readdirSync(written.folder).sort()).toEqual(
      ["CHECKSUMS.sha256", "NOT-VERIFIED.txt", "VALIDATION.txt", "build-info.txt", wheelFile].sort(),
    );
    expect(readFileSync(join(dist, "manifest.json"))).toEqual(before);
    await writePartialDist(request);
    expect(existsSync(join(`${dist}.partial`, "demo-1.0.tar.gz"))).toBe(true);
  });
});
