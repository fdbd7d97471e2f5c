/** `--force-recreate`: what an abandoned run left of a version goes first; never once users could have a file of it. */

import type { Forge, ForgeRelease } from "../clients/forge.ts";
import type { RemoteRef, Repository } from "../clients/repository.ts";
import { ServiceFailure } from "../clients/service-failure.ts";
import type { UploadIndex } from "../clients/upload-index.ts";
import { normalizeName, sameVersion } from "../tags/project-name.ts";
import { ask } from "./ask.ts";
import { judgeSet } from "./effects/index-set.ts";
import { removeRelease } from "./effects/remove-release.ts";
import type { Guard } from "./effect.ts";
import { manifestLine } from "./manifest-line.ts";
import { markerOf } from "./release-marker.ts";
import type { Problem, Release } from "./step.ts";

const nextVersion = "Release under a new version: --bump patch, or --version.";

/** All that stands before `--force-recreate`, asked before anything is built. */
export async function partialProblems(release: Release): Promise<Problem[]> {
  if (!release.request.forceRecreate) return [];
  const { forge } = release.ports;
  const why = await reachedAnIndex(release);
  const problems: Problem[] = why === undefined ? [] : [{ message: why, next: nextVersion }];
  const closed = forge && (await releasesOf(release, forge)).find(({ immutable }) => immutable);
  if (closed)
    problems.push({ message: `the release ${closed.tag} is public and immutable`, next: nextVersion });
  const { repository } = release.ports;
  const { tag } = release.fact("version");
  const there = repository && (await remoteTag(release, repository, tag));
  if (there && there.object !== release.known("partialTag")?.object)
    problems.push({
      message: `the tag ${tag} was not made by Wheelway`,
      next: `Where it is a mistake, remove it by hand: git push --delete ${repository.remote} ${tag}`,
    });
  return problems;
}

/** Removes the forge's releases of the tag that Wheelway made for other bytes than these. @throws WheelwayError "release-guarded" */
export async function removePartialReleases(
  release: Release,
  forge: Forge,
  guards: readonly Guard[],
): Promise<void> {
  if (!release.request.forceRecreate) return;
  const { tag } = release.fact("version");
  for (const { id, immutable } of await releasesOf(release, forge)) {
    const open: Guard = {
      name: "it can be removed",
      refuses: () => (immutable ? "it is public and immutable: release under a new version" : undefined),
    };
    const all = [await untouched(release), open, ...guards] as const;
    await release.perform(removeRelease({ forge, id, tag, what: "partial release", guards: all }));
  }
}

/**
 * The remote's tag that may be replaced: its message names a manifest. Asked once, before anything is made.
 */
export async function findPartialTag(
  release: Release,
  repository: Repository,
  tag: string,
): Promise<RemoteRef | undefined> {
  if (!release.request.forceRecreate) return undefined;
  const there = await remoteTag(release, repository, tag);
  const message = there && (await ask(release, () => repository.remoteTagMessage(there, release.signal)));
  return manifestLine.test(message ?? "") ? there : undefined;
}

/** Stands before everything that `--force-recreate` removes or replaces. */
export async function untouched(release: Release): Promise<Guard> {
  const why = await reachedAnIndex(release);
  return { name: "no index has files of it", refuses: () => why };
}

/** Those of another set than ours, known by Wheelway's marker; what a person made stays. */
async function releasesOf(release: Release, forge: Forge): Promise<readonly ForgeRelease[]> {
  const { tag } = release.fact("version");
  const all = await ask(release, () => forge.releasesOf(tag, release.signal));
  const own = release.known("manifest")?.digest;
  return all.filter(({ body }) => ![undefined, own].includes(markerOf(body)));
}

async function remoteTag(release: Release, repository: Repository, tag: string) {
  const ref = `refs/tags/${tag}`;
  const refs = await ask(release, () => repository.remoteRefs(ref, release.signal));
  return refs.find((one) => one.ref === ref);
}

/**
 * One sentence; also where an index cannot tell. What the test index has is in the way only where its bytes are not ours:
 * before anything is built, any file is.
 */
async function reachedAnIndex(release: Release): Promise<string | undefined> {
  const { testIndex, index, registries } = release.ports;
  const manifest = release.known("manifest");
  for (const one of [testIndex, index, ...registries]) {
    if (!one) continue;
    try {
      const { project, version } = release.fact("version");
      const listing = await one.listing(normalizeName(project), release.signal);
      const there = listing.files.filter(
        (file) => file.version !== undefined && sameVersion(file.version, version),
      );
      const [first] = there;
      // Where the index tells no digest, nothing shows that the bytes are ours.
      const told = one === testIndex && there.every(({ sha256 }) => sha256 !== undefined);
      const same = told && manifest && judgeSet(listing, version, manifest.files).state === "ours";
      if (first && same !== true) return hasFiles(one, first.file);
    } catch (error) {
      if (!(error instanceof ServiceFailure)) throw error;
      return `it cannot be told whether ${one.name} has files of this version: ${error.why}`;
    }
  }
  return undefined;
}

function hasFiles({ name }: UploadIndex, file: string): string {
  return `${name} has ${file} already, and its name is used for ever: release under a new version`;
}
