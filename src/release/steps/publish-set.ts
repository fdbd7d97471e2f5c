/** Brings the whole set to one index: looked at as a set before the first file and after the last, wheels first, sdist last. */

import type { UploadIndex } from "../../clients/upload-index.ts";
import { WheelwayError } from "../../errors.ts";
import { normalizeName } from "../../tags/project-name.ts";
import { approvedGuard, checkUnchanged } from "../approval.ts";
import { ask } from "../ask.ts";
import { keepCredential } from "../credential.ts";
import { judgeSet } from "../effects/index-set.ts";
import { uploadFile } from "../effects/upload-file.ts";
import { attestationsOf } from "../bundles.ts";
import { distFolder } from "../folders.ts";
import type { Outlook, Release } from "../step.ts";

export async function publishSet(release: Release, index: UploadIndex): Promise<void> {
  const { version, project } = release.fact("version");
  const { files } = release.fact("manifest");
  const folder = distFolder(release);
  await checkUnchanged(release, folder);
  await checkSet(release, index);
  const kept = keepCredential(index, release.clock);
  const approved = release.settings.approval === "none" ? [] : [approvedGuard(release)];
  const same = {
    index,
    project,
    version,
    folder,
    credential: kept.find,
    guards: approved,
    warn: release.warn,
  };
  try {
    for (const file of files.filter(({ kind }) => kind !== "other")) {
      const attestations = await attestationsOf(release, file.file);
      await release.perform(uploadFile({ ...same, file, attestations }));
    }
  } finally {
    await kept.giveBack();
  }
  await seenWhole(release, index);
  const page = index.page(normalizeName(project), version);
  if (page !== undefined) await release.learn("links", { ...release.known("links"), [index.name]: page });
}

/** Milliseconds until an index must show what it has stored: caches in front of it keep pages for some minutes. */
const shownWithinMs = 15 * 60_000;

/** After the last upload: no foreign file under our version, and every one of ours. A stale page is waited for. */
async function seenWhole(release: Release, index: UploadIndex): Promise<void> {
  const { clock, signal, say } = release;
  const until = clock.now() + shownWithinMs;
  for (let turn = 0; ; turn += 1) {
    const missing = await checkSet(release, index);
    if (missing.length === 0) return;
    const pause = Math.min(30_000, 1000 * 2 ** turn) * (0.5 + clock.random() / 2);
    if (clock.now() + pause > until) throw notShown(index.name, missing);
    say(`waiting until ${index.name} shows ${missing.join(", ")}`);
    await clock.sleep(pause, signal);
  }
}

/** What the index lacks; a foreign file under our version is a conflict although every file of ours is the same. */
async function checkSet(release: Release, index: UploadIndex): Promise<readonly string[]> {
  const { project, version } = release.fact("version");
  const listing = await ask(release, () => index.listing(normalizeName(project), release.signal));
  const files = release.fact("manifest").files.filter(({ kind }) => kind !== "other");
  const verdict = judgeSet(listing, version, files);
  if (verdict.state === "ours") return verdict.missing;
  throw new WheelwayError("release-conflict", {
    message: `${index.name} holds files under ${project} ${version} that are not of this release`,
    why: verdict.why.join("\n"),
    next: "Find out who uploaded them; release under a new version (--bump patch or post).",
  });
}

function notShown(index: string, missing: readonly string[]): WheelwayError {
  return new WheelwayError("release-unclear", {
    message: `${index} took ${missing.join(", ")}, but does not show ${missing.length === 1 ? "it" : "them"}`,
    why: `It was asked for ${shownWithinMs / 60_000} minutes.`,
    next: "Look at the index; `wheelway resume` asks it again, and sends nothing twice.",
  });
}

export async function publishOutlook(release: Release, index: UploadIndex): Promise<Outlook> {
  const manifest = release.known("manifest");
  const known = release.known("version");
  if (!manifest || !known)
    return { would: [`upload every wheel and the sdist to ${index.name}`], problems: [] };
  const listing = await index.listing(normalizeName(known.project), release.signal);
  const verdict = judgeSet(listing, known.version, manifest.files);
  if (verdict.state === "conflict") {
    return {
      would: [],
      problems: verdict.why.map((message) => ({ message, next: "Release under a new version." })),
    };
  }
  const { present, missing } = verdict;
  const would = missing.map((file) => `upload ${file} to ${index.name}`);
  return {
    would: present.length > 0 ? [...would, `leave ${present.length} files that are there`] : would,
    problems: [],
  };
}
