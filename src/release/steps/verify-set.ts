/** Proves that an index serves what was approved: every file downloaded again and compared, then installed as users do. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { IndexedFile } from "../../artifacts/index-listing.ts";
import { ServiceFailure } from "../../clients/service-failure.ts";
import type { UploadIndex } from "../../clients/upload-index.ts";
import { WheelwayError } from "../../errors.ts";
import { normalizeName } from "../../tags/project-name.ts";
import type { ReleaseFile } from "../facts.ts";
import type { Release } from "../step.ts";
import { verifyAttested } from "./verify-attested.ts";

/** Milliseconds until an installer must see what was uploaded: caches in front of an index keep pages for some minutes. */
const seenWithinMs = 15 * 60_000;

export async function verifySet(release: Release, index: UploadIndex): Promise<void> {
  const { project, version } = release.fact("version");
  const files = release.fact("manifest").files.filter(({ kind }) => kind !== "other");
  const listed = await waitFor(release, index, files);
  for (const file of files) {
    const there = listed.get(file.file);
    if (there) await compare(release, index, file, there);
  }
  release.say(`${files.length} files downloaded from ${index.name}: the same bytes`);
  await verifyAttested(release, index, listed);
  await learnPlaces(release, index, listed);
  const { ok, why } = await release.ports.tryInstall(
    { index, project, version, files: files.map(({ file }) => file) },
    release.signal,
  );
  if (!ok) throw cannotInstall(index.name, project, version, why);
  release.say(`${project} ${version} installed from ${index.name}`);
}

/** Where people and programs find it from now on. */
async function learnPlaces(
  release: Release,
  index: UploadIndex,
  listed: ReadonlyMap<string, IndexedFile>,
): Promise<void> {
  const { project, version } = release.fact("version");
  const own = release.fact("manifest").files.flatMap(({ file }) => {
    const url = listed.get(file)?.url;
    return url === undefined ? [] : [[file, url] as const];
  });
  await release.learn("urls", { ...release.known("urls"), [index.name]: Object.fromEntries(own) });
  const page = index.page(normalizeName(project), version);
  if (page !== undefined) release.say(`${index.name}: ${page}`);
  for (const [, url] of own) release.say(url);
}

/** Every file in one listing; asked with growing pauses until then. */
async function waitFor(
  { clock, signal, say, fact }: Release,
  index: UploadIndex,
  files: readonly ReleaseFile[],
): Promise<ReadonlyMap<string, IndexedFile>> {
  const project = normalizeName(fact("version").project);
  const until = clock.now() + seenWithinMs;
  for (let turn = 0; ; turn += 1) {
    signal.throwIfAborted();
    const listed = await listing(index, project, signal);
    const missing = files.filter(({ file }) => !listed.has(file));
    if (missing.length === 0) return listed;
    const pause = Math.min(30_000, 1000 * 2 ** turn) * (0.5 + clock.random() / 2);
    if (clock.now() + pause > until) throw notSeen(index.name, missing);
    say(`waiting until ${index.name} shows ${missing.length} of ${files.length} files`);
    await clock.sleep(pause, signal);
  }
}

async function listing(index: UploadIndex, project: string, signal: AbortSignal) {
  try {
    const { files } = await index.listing(project, signal);
    return new Map(files.map((file) => [file.file, file]));
  } catch (error) {
    if (error instanceof ServiceFailure && error.kind !== "unauthorized")
      return new Map<string, IndexedFile>();
    throw error;
  }
}

async function compare(
  { signal }: Release,
  index: UploadIndex,
  file: ReleaseFile,
  there: IndexedFile,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "wheelway-"));
  try {
    const sha256 = await index.download(there.url, join(folder, "file"), signal);
    if (sha256 === file.sha256) return;
    throw new WheelwayError("release-conflict", {
      message: `${index.name} serves other bytes for ${file.file} than were approved`,
      why: `Their SHA-256 is ${sha256}, approved was ${file.sha256}.`,
      next: "Tell those who run the index; do not announce the release.",
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function notSeen(index: string, missing: readonly ReleaseFile[]): WheelwayError {
  return new WheelwayError("release-unclear", {
    message: `${index} does not show ${missing.map(({ file }) => file).join(", ")}`,
    why: "It was uploaded; the listing that installers read does not have it after 15 minutes.",
    next: "wheelway resume: it asks again before it does anything.",
  });
}

function cannotInstall(index: string, project: string, version: string, why: string): WheelwayError {
  return new WheelwayError("release-broken", {
    message: `${project} ${version} is on ${index}, but cannot be installed from there`,
    why,
    next: "Yank it on the index's page where users can reach it already, mend it, and release a new version.",
  });
}
