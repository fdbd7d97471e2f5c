/** Brings a set into the release's own folder, whole or not at all; from then on only that copy is read. */

import { mkdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { manifestFile, parseManifest } from "../artifacts/manifest.ts";
import { WheelwayError } from "../errors.ts";
import { isThere } from "../files.ts";
import { provenanceFile } from "../report/provenance.ts";
import { copySynced, syncFolder } from "../store/synced-file.ts";
import { readDistSet, type DistSet } from "./dist-set.ts";
import { readFact } from "./facts.ts";
import { distFolder } from "./folders.ts";
import type { Release } from "./step.ts";

/**
 * The set, as it is kept from now on. Another set than an earlier run had replaces it as long as nothing of that one has
 * left this machine. Throws `release-conflict` afterwards.
 */
export async function keepDist(release: Pick<Release, "folder" | "journal">, from: string): Promise<DistSet> {
  const set = await readDistSet(from);
  const folder = distFolder(release);
  const there = (await isThere(folder)) ? await readDistSet(folder).catch(() => undefined) : undefined;
  if (there?.digest === set.digest) return there;
  const { entries } = release.journal;
  const left = entries.some((entry) => entry.type === "intent" && entry.effect.startsWith("upload:"));
  // The same set may replace what a failing disk has left of it.
  if (left && readFact(entries, "manifest")?.digest !== set.digest) throw other(set);
  const fresh = `${folder}.new`;
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { recursive: true });
  for (const { file, sha256 } of set.files) {
    if ((await copySynced(join(from, file), join(fresh, file))) !== sha256) throw changed(from, file);
  }
  // Its bytes are what is approved: they must survive a power cut as the artifacts do.
  if (await isThere(join(from, manifestFile))) {
    const written = await copySynced(join(from, manifestFile), join(fresh, manifestFile));
    if (written !== set.digest) throw changed(from, manifestFile);
  }
  await keepProvenance(from, fresh);
  await syncFolder(fresh);
  await rm(folder, { recursive: true, force: true });
  await rename(fresh, folder);
  await syncFolder(release.folder);
  return set;
}

/** What is signed of how it was built; only what the manifest lists. */
async function keepProvenance(from: string, to: string): Promise<void> {
  const text = await readFile(join(to, manifestFile), "utf8").catch(() => undefined);
  const manifest = text === undefined ? undefined : parseManifest(text);
  if (!manifest || "malformed" in manifest) return;
  const listed = manifest.documents?.find(({ file }) => file === provenanceFile);
  if (!listed || !(await isThere(join(from, provenanceFile)))) return;
  if ((await copySynced(join(from, provenanceFile), join(to, provenanceFile))) !== listed.sha256)
    throw changed(from, provenanceFile);
}

function other({ project, version }: DistSet): WheelwayError {
  return new WheelwayError("release-conflict", {
    message: `${project} ${version} is being released with other bytes than these`,
    why: "Files of an earlier set were sent already; a name on an index is used for ever.",
    next: "Go on with that set (`wheelway resume`), or release these under a new version.",
  });
}

function changed(folder: string, file: string): WheelwayError {
  return new WheelwayError("dist-changed", {
    message: `${file} was changed while it was read`,
    why: `Something else writes to ${folder}; nothing of it was sent.`,
    next: "Wait until that has ended, and run the same command again.",
  });
}
