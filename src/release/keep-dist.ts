/** Brings a set into the release's own folder, whole or not at all; from then on only that copy is read. */

import { copyFile, mkdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { manifestFile } from "../artifacts/manifest.ts";
import { WheelwayError } from "../errors.ts";
import { copySynced, syncFolder } from "../store/synced-file.ts";
import { readDistSet, type DistSet } from "./dist-set.ts";
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
  const left = release.journal.entries.find(
    (entry) => entry.type === "intent" && entry.effect.startsWith("upload:"),
  );
  if (left) throw other(set);
  const fresh = `${folder}.new`;
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { recursive: true });
  for (const { file, sha256 } of set.files) {
    const written = await copySynced(join(from, file), join(fresh, file));
    if (written !== sha256) throw new Error(`${file} was changed while it was read`);
  }
  if (await isThere(join(from, manifestFile)))
    await copyFile(join(from, manifestFile), join(fresh, manifestFile));
  await syncFolder(fresh);
  await rm(folder, { recursive: true, force: true });
  await rename(fresh, folder);
  await syncFolder(release.folder);
  return set;
}

function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

function other({ project, version }: DistSet): WheelwayError {
  return new WheelwayError("release-conflict", {
    message: `${project} ${version} is being released with other bytes than these`,
    why: "Files of an earlier set were sent already; a name on an index is used for ever.",
    next: "Go on with that set (`wheelway resume`), or release these under a new version.",
  });
}
