/** Which releases this machine knows of, and which of them a person means. */

import { stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { gitRepository } from "../clients/git-repository.ts";
import { WheelwayError } from "../errors.ts";
import { readDistSet } from "../release/dist-set.ts";
import { abortedFolder, findReleases, type FoundRelease } from "../release/find-releases.ts";
import { journalPath } from "../release/folders.ts";
import { readJournal } from "../release/journal-file.ts";
import { refuseHalfTakenBack, storyOf, type ReleaseStory } from "../release/story.ts";
import { normalizeName, sameVersion } from "../tags/project-name.ts";
import type { Surroundings } from "./surroundings.ts";

export interface WhichRelease {
  /** A dist folder, PROJECT, or PROJECT==VERSION; `undefined`: the only one that is open. */
  readonly release: string | undefined;
  /** Absolute: where relative paths begin, and whose checkout's releases are looked at too. */
  readonly workingFolder: string;
}

export interface KnownRelease {
  /** Absolute. */
  readonly folder: string;
  readonly story: ReleaseStory;
}

export interface Known {
  readonly releases: readonly KnownRelease[];
  /** Folders whose journal cannot be believed, and why. */
  readonly damaged: readonly { readonly folder: string; readonly why: string }[];
}

type Here = Pick<Surroundings, "cacheDir" | "env">;

/** Of artifacts that were published from a folder, and of this checkout; those that are meant. */
export async function knownReleases(
  which: WhichRelease,
  here: Here,
  { aborted = false }: { readonly aborted?: boolean } = {},
): Promise<Known> {
  const live = [join(here.cacheDir, "releases"), ...(await checkoutRoot(which.workingFolder, here))];
  const roots = live.flatMap((root) => (aborted ? [root, join(root, abortedFolder)] : [root]));
  const found = await findReleases(roots);
  const meant = await meaning(which);
  const releases = found.flatMap(({ folder, entries, damaged }) =>
    damaged === undefined ? [{ folder, story: storyOf(entries) }] : [],
  );
  return { releases: releases.filter(({ story }) => meant(story)), damaged: found.flatMap(damageOf) };
}

/**
 * The one open release that is meant.
 * @throws WheelwayError "usage-invalid" where there is none, or more than one
 */
export async function openRelease(which: WhichRelease, here: Here): Promise<KnownRelease> {
  const { releases, damaged } = await knownReleases(which, here);
  const open = releases.filter(({ story }) => story.state === "open");
  const [only, ...others] = open;
  if (only && others.length === 0) {
    refuseHalfTakenBack((await readJournal(journalPath(only.folder))).entries);
    return only;
  }
  const names = open.map(({ story }) => `${story.project}==${story.version}`);
  throw new WheelwayError("usage-invalid", {
    message: only
      ? `${names.length} releases are open: ${names.join(", ")}`
      : "no such release is open on this machine",
    ...(damaged.length === 0 ? {} : { why: damaged.map(({ why }) => why).join("\n") }),
    next: only ? `Name the one that is meant: ${names[0] ?? ""}` : "wheelway status tells which there are.",
  });
}

function damageOf({ folder, damaged }: FoundRelease) {
  return damaged === undefined ? [] : [{ folder, why: damaged }];
}

async function checkoutRoot(folder: string, { env }: Here): Promise<string[]> {
  try {
    const repository = await gitRepository({ folder, remote: "origin", env });
    return [join(await repository.gitFolder(), "wheelway", "releases")];
  } catch {
    // No checkout, or no git: nothing was released from here.
    return [];
  }
}

/** Is a release one of those that are meant? */
export async function meaning({
  release,
  workingFolder,
}: WhichRelease): Promise<(of: Pick<ReleaseStory, "project" | "version">) => boolean> {
  if (release === undefined) return () => true;
  const path = resolve(workingFolder, release);
  const isFolder = await stat(path).then(
    (there) => there.isDirectory(),
    () => false,
  );
  const named = isFolder ? await readDistSet(path) : parseName(release);
  return ({ project, version }) =>
    normalizeName(project) === normalizeName(named.project) &&
    (named.version === undefined || sameVersion(version, named.version));
}

function parseName(text: string): { readonly project: string; readonly version: string | undefined } {
  const [project = "", version, ...more] = text.split("==").map((part) => part.trim());
  if (/^[A-Za-z0-9]([\w.-]*[A-Za-z0-9])?$/.test(project) && more.length === 0 && version !== "")
    return { project, version };
  throw new WheelwayError("usage-invalid", {
    message: `${text} is no folder and no PROJECT==VERSION`,
    next: "Name a dist folder, a project, or a version such as demo==1.0.",
  });
}
