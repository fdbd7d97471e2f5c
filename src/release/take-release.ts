/** What a release that goes on from the forge stands on: its downloaded files, kept as if they had been built here. */

import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { sha256File } from "../artifacts/digest.ts";
import { WheelwayError } from "../errors.ts";
import { copySynced, syncFolder } from "../store/synced-file.ts";
import { approvalOf } from "./approval.ts";
import type { DistSet } from "./dist-set.ts";
import type { DownloadedRelease, DownloadPlace } from "./download-release.ts";
import { bundleFolder } from "./folders.ts";
import { keepDist } from "./keep-dist.ts";
import type { Release } from "./step.ts";

export interface FetchedRelease extends DownloadedRelease {
  readonly tag: string;
  /** Where its files are now. */
  readonly place: DownloadPlace;
  /** Does the message of the pushed tag name exactly these files? */
  readonly namedByTag: boolean;
}

/**
 * Keeps artifacts and bundles, and learns the facts `manifest` and `bundles`.
 * @throws WheelwayError "release-conflict" where an earlier run has sent other bytes; "dist-changed"
 */
export async function takeRelease(release: Release, fetched: FetchedRelease): Promise<DistSet> {
  const set = await keepDist(release, fetched.place.dist);
  await release.learn("manifest", { digest: set.digest, files: [...set.files] });
  if (fetched.bundles.length > 0) await keepBundles(release, fetched);
  if (fetched.namedByTag) await approvedByTag(release, fetched.tag);
  return set;
}

async function keepBundles(release: Release, { bundles, place }: FetchedRelease): Promise<void> {
  const folder = bundleFolder(release);
  await mkdir(folder, { recursive: true });
  for (const { file, sha256 } of bundles) {
    const to = join(folder, file);
    if ((await sha256File(to).catch(() => undefined)) === sha256) continue;
    await rm(to, { force: true });
    if ((await copySynced(join(place.bundles, file), to)) !== sha256) throw changed(file);
  }
  await syncFolder(folder);
  const kindOf = (file: string) =>
    file.endsWith(".attestation") ? ("attestation" as const) : ("sigstore" as const);
  await release.learn(
    "bundles",
    bundles.map((one) => ({ ...one, kind: kindOf(one.file) })),
  );
}

/** A tag with the manifest's digest is pushed only after these bytes were approved: nobody is asked a second time. */
async function approvedByTag({ journal, fact, settings }: Release, tag: string): Promise<void> {
  const { digest } = fact("manifest");
  if (settings.approval === "none" || approvalOf(journal.entries, digest).state !== "open") return;
  const note = "its message names this manifest: it was approved before the tag was pushed";
  await journal.append({ type: "approved", manifest: digest, by: `the tag ${tag}`, how: "person", note });
}

function changed(file: string): WheelwayError {
  return new WheelwayError("dist-changed", {
    message: `${file} was changed while it was read`,
    why: "Something else writes to the folder of downloads; nothing of it was sent.",
    next: "Run the same command again.",
  });
}
