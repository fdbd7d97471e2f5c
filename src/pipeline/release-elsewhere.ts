/** Releases that another machine has begun and pushed: the remote's tag says which bytes belong to one, the forge has them. */

import { manifestFile } from "../artifacts/manifest.ts";
import type { Forge, ForgeRelease } from "../clients/forge.ts";
import type { RemoteRef, Repository } from "../clients/repository.ts";
import { WheelwayError } from "../errors.ts";
import type { ReleaseSettings } from "../config/release-settings.ts";
import { ask } from "../release/ask.ts";
import type { Clock } from "../release/perform.ts";
import { markerOf, staysDraft } from "../release/release-marker.ts";
import type { ReleaseRequest } from "../release/request.ts";
import { digestOfTag } from "../release/tag-digest.ts";
import { versionOfTag } from "../release/version/spelling.ts";
import { readVersionFiles } from "../release/version/version-files.ts";
import { sameVersion } from "../tags/project-name.ts";

export interface PushedRelease {
  readonly tag: string;
  readonly version: string;
  /** The commit behind the tag. */
  readonly commit: string;
  /** Hex SHA-256 of the manifest that the tag's message names; `undefined` where somebody else made the tag. */
  readonly named: string | undefined;
  /** The forge's, with the marker of that manifest. */
  readonly release: ForgeRelease;
}

export interface Outside {
  readonly repository: Repository;
  readonly forge: Forge;
  readonly settings: ReleaseSettings;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

export interface WantedVersion {
  readonly request: Pick<ReleaseRequest, "version" | "forceRecreate">;
  readonly project: string;
  /** The project's folder. */
  readonly folder: string;
}

/** A tag of the remote, and the version that it means. */
interface VersionTag {
  readonly ref: RemoteRef;
  readonly tag: string;
  readonly version: string;
}

/**
 * The release that a request goes on with instead of a new one; `undefined` where there is none.
 * @throws WheelwayError "credentials-missing" where it may be there, and cannot be seen
 */
export async function begunElsewhere(
  outside: Outside,
  wanted: WantedVersion,
): Promise<PushedRelease | undefined> {
  const { version, forceRecreate } = wanted.request;
  if (version.kind === "nightly" || forceRecreate) return undefined;
  const tags = await versionTags(outside);
  const head = (await outside.repository.head()).commit;
  const here = tags.filter(({ ref }) => ref.commit === head);
  const meaning = (of: string | undefined) =>
    of === undefined ? [] : tags.filter((tag) => sameVersion(tag.version, of));
  switch (version.kind) {
    case "exact":
      return first(outside, meaning(version.version), ({ draft }) => draft);
    case "bump":
      // The next version is raised from a release that is over; a draft that was meant to stay one is.
      return first(outside, here, ({ draft, body }) => draft && !staysDraft(body));
    case "given": {
      if (here.length > 0) return first(outside, here, () => true);
      const held = await readVersionFiles(wanted.folder, wanted.project, outside.settings.versionFiles);
      return first(outside, meaning(held?.version), ({ draft }) => draft);
    }
  }
}

/** Every release that is pushed and not public yet; those tags that are meant, and those of drafts that the forge lists. */
export async function unfinishedReleases(
  outside: Outside,
  meant: (version: string) => boolean,
): Promise<readonly PushedRelease[]> {
  const { forge, repository, signal } = outside;
  const listed = forge.drafts ? await ask(outside, () => forge.newest(looked, signal)) : [];
  const drafts = new Set(
    listed.filter(({ draft, body }) => draft && markerOf(body) !== undefined).map(({ tag }) => tag),
  );
  const head = (await repository.head()).commit;
  // GitLab lists no drafts, and no forge does without a token: there the tag of this commit is asked for.
  const listsAll = forge.drafts && !("missing" in forge.credential);
  const tags = (await versionTags(outside)).filter(
    ({ tag, ref, version }) => meant(version) && (drafts.has(tag) || (!listsAll && ref.commit === head)),
  );
  const found: PushedRelease[] = [];
  for (const tag of tags) {
    const pushed = await look(outside, tag);
    if (pushed?.release.draft === true) found.push(pushed);
  }
  return found;
}

/** How many releases are looked through for drafts. */
const looked = 100;

async function first(
  outside: Outside,
  tags: readonly VersionTag[],
  fits: (release: ForgeRelease) => boolean,
): Promise<PushedRelease | undefined> {
  for (const tag of tags) {
    const pushed = await look(outside, tag);
    if (pushed && fits(pushed.release)) return pushed;
  }
  return undefined;
}

async function versionTags(outside: Outside): Promise<readonly VersionTag[]> {
  const { repository, settings, signal } = outside;
  const refs = await ask(outside, () => repository.remoteRefs("refs/tags/", signal));
  return refs.flatMap((ref) => {
    const tag = ref.ref.replace("refs/tags/", "");
    const version = versionOfTag(settings.tagFormat, tag);
    return version === undefined ? [] : [{ ref, tag, version }];
  });
}

async function look(outside: Outside, { ref, tag, version }: VersionTag): Promise<PushedRelease | undefined> {
  const { repository, forge, signal } = outside;
  const named = await digestOfTag(repository, tag, outside);
  const all = await ask(outside, () => forge.releasesOf(tag, signal));
  const marked = all
    .filter(({ body }) => markerOf(body) !== undefined && markerOf(body) === (named ?? markerOf(body)))
    .sort((a, b) => Number(a.draft) - Number(b.draft) || Number(a.id) - Number(b.id));
  const [release] = marked;
  if (!release && named !== undefined && "missing" in forge.credential)
    throw hidden(tag, forge.credential.missing);
  // The manifest comes after the artifacts: where it is missing, nothing was sent yet, and they may be built again.
  if (!release || (named === undefined && !hasManifest(release))) return undefined;
  return { tag, version, commit: ref.commit, named, release };
}

function hasManifest({ assets }: ForgeRelease): boolean {
  return assets.some(({ name, complete }) => name === manifestFile && complete);
}

function hidden(tag: string, missing: string): WheelwayError {
  return new WheelwayError("credentials-missing", {
    message: `the release ${tag} was begun on another machine, and its draft cannot be seen: ${missing}`,
    why: "The tag names the files that belong to it; the forge shows a draft only to those who may write.",
    next: "Set one of them to a token that may write releases; then the same command goes on, without building.",
  });
}
