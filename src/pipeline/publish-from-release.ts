/** The second half of a release: from the files that the forge's release has, wherever they were built. */

import { gitRepository } from "../clients/git-repository.ts";
import type { Repository } from "../clients/repository.ts";
import { parseConfig } from "../config/parse.ts";
import type { ReleaseSettings } from "../config/release-settings.ts";
import { WheelwayError } from "../errors.ts";
import type { AskedRelease } from "../release/journal-entry.ts";
import { markerOf, staysDraft, withoutMarker } from "../release/release-marker.ts";
import type { Release } from "../release/step.ts";
import { digestOfTag } from "../release/tag-digest.ts";
import { takeRelease, type FetchedRelease } from "../release/take-release.ts";
import { isPrerelease, versionOfTag } from "../release/version/spelling.ts";
import { sameVersion } from "../tags/project-name.ts";
import { withFetched } from "./fetch-release.ts";
import { readConfig } from "./project.ts";
import { clockOf, releasePorts } from "./release-ports.ts";
import type { ReleaseSurroundings } from "./release-surroundings.ts";

/** Which release, at which forge (`api` is its base address, `project` "owner/name"); what is left out the working folder tells. */
export type FromRelease = Readonly<AskedRelease>;

export interface Fetched extends FetchedRelease {
  readonly from: FromRelease;
  /** Of the git remote, where the working folder is a checkout. */
  readonly remoteAddress: string | undefined;
}

/** The configuration's forge, or the one that was named. */
export function withForge(settings: ReleaseSettings, { forge, api, project }: FromRelease): ReleaseSettings {
  return {
    ...settings,
    forge: forge ?? settings.forge,
    forgeApi: api ?? settings.forgeApi,
    forgeProject: project ?? settings.forgeProject,
  };
}

/** Calls `act` with the release's files; they are gone afterwards. Throws `usage-invalid` where no forge is known. */
export async function fromRelease<T>(
  from: FromRelease,
  folder: string,
  surroundings: ReleaseSurroundings,
  act: (fetched: Fetched) => Promise<T>,
): Promise<T> {
  const settings = withForge(await settingsOf(folder), from);
  const repository = await checkoutOf(folder, settings, surroundings);
  const remoteAddress = await repository?.remoteAddress();
  const of = { settings, test: undefined, projectFolder: folder, remoteAddress, withForge: true };
  const { forge } = releasePorts(of, surroundings);
  if (!forge) throw noForge(from.tag);
  // The tag of another project's checkout says nothing of this one.
  const own = from.project === undefined && from.api === undefined ? repository : undefined;
  const asking = { clock: clockOf(surroundings), signal: surroundings.signal };
  const { tag } = from;
  const manifest = own && (await digestOfTag(own, tag, asking).catch(unasked(tag, surroundings)));
  return withFetched({ forge, tag, manifest }, asking, (fetched) => act({ ...fetched, from, remoteAddress }));
}

/** A job that only publishes may not be allowed to read the repository: the release's own text is left to judge by. */
function unasked(tag: string, { tellRelease }: ReleaseSurroundings): (error: unknown) => undefined {
  return (error) => {
    if (!(error instanceof WheelwayError) || error.code !== "credentials-refused") throw error;
    const text = `the message of the tag ${tag} cannot be read, and is not compared: ${error.message}`;
    tellRelease({ type: "said", text, warning: true });
    return undefined;
  };
}

async function settingsOf(folder: string): Promise<ReleaseSettings> {
  const config = await readConfig(folder).catch((error: unknown) => {
    if (error instanceof WheelwayError && error.code === "project-no-pyproject") return undefined;
    throw error;
  });
  if (config) return config.options.release;
  const text = '[project]\nname = "none"\nversion = "0"\n';
  return (await parseConfig({ pyproject: { path: "pyproject.toml", text } })).options.release;
}

async function checkoutOf(
  folder: string,
  { remote }: ReleaseSettings,
  { env }: ReleaseSurroundings,
): Promise<Repository | undefined> {
  const repository = await gitRepository({ folder, remote, env }).catch(() => undefined);
  // No checkout, no git, or one without that remote: the forge alone tells.
  return (await repository?.remoteAddress()) === undefined ? undefined : repository;
}

/**
 * The files of the forge's release become the set that goes out, and the facts of the first half are learned.
 * @throws WheelwayError "release-conflict", "dist-changed"
 */
export async function takeFetched(release: Release, fetched: Fetched): Promise<void> {
  const { tag, release: there } = fetched;
  const { project, version, digest } = await takeRelease(release, fetched);
  const named = versionOfTag(release.settings.tagFormat, tag);
  if (named !== undefined && !sameVersion(named, version)) throw otherVersion(tag, version);
  await release.learn("origin", { kind: "forge-release", writesRefs: false });
  const prerelease = isPrerelease(version) || there.prerelease;
  await release.learn("version", { project, version, tag, before: null, prerelease });
  await release.learn("notes", { text: withoutMarker(there.body) });
  await release.learn("links", { ...release.known("links"), forge: there.url });
  // A draft that somebody else made, or asked for, is theirs to make public.
  if (there.draft && markerOf(there.body) === digest && !staysDraft(there.body))
    await release.learn("draft", { id: there.id, url: there.url });
}

function noForge(tag: string): WheelwayError {
  return new WheelwayError("usage-invalid", {
    message: `it cannot be told which forge has the release ${tag}`,
    why: "Neither the configuration nor a git remote of this folder names one.",
    next: "Run it in a checkout of the project, or name it: --forge github --forge-project OWNER/NAME",
  });
}

function otherVersion(tag: string, version: string): WheelwayError {
  return new WheelwayError("release-conflict", {
    message: `the files of the forge's release ${tag} are of version ${version}`,
    next: "Nothing of it was published. Look at who made that release, and attach the right files.",
  });
}
