import { execFileSync, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execPath, getuid } from "node:process";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";

import { checkDist, writeDist } from "../../../src/pipeline/dist-folder.ts";
import { temporaryFolder } from "../../support/archives.ts";
import { artifactRecord, buildRecord, bytesOf, wheelFile, writeSources } from "../../support/build-record.ts";

// Bundled once: a child that compiles TypeScript by itself takes seconds to start.
const bundled = mkdtempSync(join(tmpdir(), "wheelway-child-"));
const child = join(bundled, "dist-child.mjs");
beforeAll(async () => {
  const entry = fileURLToPath(new URL("../../support/dist-child.ts", import.meta.url));
  await build({ entryPoints: [entry], outfile: child, bundle: true, platform: "node", format: "esm" });
});
afterAll(() => rmSync(bundled, { recursive: true }));

const newNames = [
  "CHECKSUMS.sha256",
  "VALIDATION.txt",
  "build-info.txt",
  wheelFile,
  "demo-1.0.tar.gz",
  "manifest.json",
].sort();

/** A dist of an earlier run: the wheel only. */
async function scene() {
  const home = temporaryFolder();
  mkdirSync(join(home, "built"));
  const sources = writeSources(join(home, "built"));
  const folder = join(home, "dist");
  const record = buildRecord();
  await writeDist({ folder, record: { ...record, artifacts: [record.artifacts[0]!] }, sources });
  return {
    home,
    folder,
    sources,
    oldNames: readdirSync(folder).sort(),
    hidden: () => readdirSync(home).filter((n) => n.startsWith(".")),
  };
}

function killedAt(checkpoint: string, folder: string, sources: Record<string, string>): void {
  const request = JSON.stringify({ folder, sources, record: buildRecord() });
  const ended = spawnSync(execPath, [child, request, checkpoint], { encoding: "utf8" });
  expect(ended.signal, ended.stderr).toBe("SIGKILL");
}

describe("a run that is killed", () => {
  it.each(["staging-made", `written-${wheelFile}`, "staging-written", "old-moved"])(
    "at %s leaves the earlier dist, and the next run mends it",
    async (checkpoint) => {
      const { folder, sources, oldNames, hidden } = await scene();
      killedAt(checkpoint, folder, sources);
      expect(hidden()).not.toEqual([]);
      // Whatever the moment: the earlier files are whole, here or in the hidden folder beside.
      if (checkpoint !== "old-moved") expect(readdirSync(folder).sort()).toEqual(oldNames);
      await checkDist(folder);
      expect(readdirSync(folder).sort()).toEqual(oldNames);
      expect(readFileSync(join(folder, wheelFile))).toEqual(bytesOf[wheelFile]);
      expect(hidden()).toEqual([]);
    },
  );

  it("after the swap leaves the new dist, and the next run removes the old one", async () => {
    const { folder, sources, hidden } = await scene();
    killedAt("new-moved", folder, sources);
    expect(readdirSync(folder).sort()).toEqual(newNames);
    expect(hidden()).toEqual([".dist.wheelway-old"]);
    await checkDist(folder);
    expect(hidden()).toEqual([]);
    expect(readdirSync(folder).sort()).toEqual(newNames);
  });

  it("between the renames, and another program writes dist since: nothing is touched", async () => {
    const { folder, sources, home, oldNames } = await scene();
    killedAt("old-moved", folder, sources);
    mkdirSync(folder);
    writeFileSync(join(folder, "foreign.whl"), "x");
    await expect(checkDist(folder)).rejects.toMatchObject({
      code: "dist-unwritable",
      why: expect.stringContaining(".dist.wheelway-old") as string,
    });
    expect(readdirSync(join(home, ".dist.wheelway-old")).sort()).toEqual(oldNames);
    expect(readdirSync(folder)).toEqual(["foreign.whl"]);
  });
});

it("leaves the staging folder of a run that is still going", async () => {
  const { home, folder, hidden } = await scene();
  mkdirSync(join(home, `.dist.wheelway-new-${process.ppid}`));
  await checkDist(folder);
  expect(hidden()).toEqual([`.dist.wheelway-new-${process.ppid}`]);
});

it("puts the earlier dist back where the second rename fails", async () => {
  const { home, folder, sources, oldNames, hidden } = await scene();
  const checkpoint = (name: string) => {
    // Something takes the place in the moment between the two renames.
    if (name === "old-moved")
      renameSync(
        join(
          home,
          readdirSync(home).find((n) => n.includes("-new-"))!,
        ),
        join(home, "stolen"),
      );
  };
  await expect(writeDist({ folder, record: buildRecord(), sources, checkpoint })).rejects.toMatchObject({
    code: "dist-unwritable",
  });
  expect(readdirSync(folder).sort()).toEqual(oldNames);
  expect(hidden()).toEqual([]);
});

/** A file system of 96 KiB, or why there is none. */
function smallDisk(): { readonly path: string } | { readonly why: string } {
  if (getuid?.() !== 0) return { why: "mounting a small disk needs root" };
  const path = mkdtempSync(join(tmpdir(), "wheelway-disk-"));
  const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=96k", "tmpfs", path], { encoding: "utf8" });
  if (mounted.status !== 0) {
    rmSync(path, { recursive: true });
    return { why: `mount is refused: ${mounted.stderr.trim()}` };
  }
  onTestFinished(() => {
    execFileSync("umount", [path]);
    rmSync(path, { recursive: true });
  });
  return { path };
}

it("a full disk is an error of its own, and the earlier dist is whole", async ({ skip }) => {
  const disk = smallDisk();
  if ("why" in disk) return skip(disk.why);
  const home = temporaryFolder();
  const sources = writeSources(home);
  const folder = join(disk.path, "dist");
  const record = buildRecord();
  await writeDist({ folder, record, sources });
  const filler = Buffer.alloc(16 * 1024);
  writeFileSync(join(disk.path, "filler"), filler);
  const big = Buffer.alloc(64 * 1024, 1);
  writeFileSync(sources[wheelFile]!, big);
  const larger = { ...record, artifacts: [artifactRecord(wheelFile, big)] };
  await expect(writeDist({ folder, record: larger, sources })).rejects.toMatchObject({
    code: "disk-full",
    exitStatus: 3,
  });
  expect(readdirSync(folder).sort()).toEqual(newNames);
  expect(readFileSync(join(folder, wheelFile))).toEqual(bytesOf[wheelFile]);
  expect(readdirSync(disk.path).sort()).toEqual(["dist", "filler"]);
  expect(existsSync(join(folder, "manifest.json"))).toBe(true);
});
