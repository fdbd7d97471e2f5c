/** What a checkout's remote and forge tell of releases that were begun on another machine, and are not over. */

import { gitRepository } from "../clients/git-repository.ts";
import type { Repository } from "../clients/repository.ts";
import { manifestFile } from "../artifacts/manifest.ts";
import { ask } from "../release/ask.ts";
import { claimHolder, claimRef } from "../release/claim.ts";
import type { Clock } from "../release/perform.ts";
import { markerOf, staysDraft } from "../release/release-marker.ts";
import { normalizeName } from "../tags/project-name.ts";
import { meaning, type WhichRelease } from "./open-releases.ts";
import { readConfig } from "./project.ts";
import { unfinishedReleases, type Outside, type PushedRelease } from "./release-elsewhere.ts";
import { clockOf, releasePorts } from "./release-ports.ts";
import type { ReleaseSurroundings } from "./release-surroundings.ts";

export interface ElsewhereRelease {
  readonly project: string;
  readonly version: string;
  readonly tag: string;
  /** Hex SHA-256. */
  readonly manifestDigest: string;
  /** Names of the files that the forge has, without the manifest. */
  readonly files: readonly string[];
  /** The draft's page. */
  readonly url: string;
  /** Who works on it, or worked on it last: "name on host", "name (run of a CI)". */
  readonly holder: string | undefined;
}

/** Empty where the working folder is no checkout of a project with a forge. A draft that is meant to stay one only where its version is named. */
export async function releasesElsewhere(
  which: WhichRelease,
  surroundings: ReleaseSurroundings,
  clock = clockOf(surroundings),
): Promise<readonly ElsewhereRelease[]> {
  const checkout = await openCheckout(which.workingFolder, surroundings, clock);
  if (!checkout) return [];
  const { project, outside } = checkout;
  const meant = await meaning(which);
  const all = await unfinishedReleases(outside, (version) => meant({ project, version }));
  const open = all.filter(
    ({ release }) => which.release?.includes("==") === true || !staysDraft(release.body),
  );
  return Promise.all(open.map((one) => told(one, project, outside)));
}

/** The same for those who only want to know: asked once, and told where there is no answer. */
export async function lookElsewhere(
  which: WhichRelease,
  surroundings: ReleaseSurroundings,
): Promise<readonly ElsewhereRelease[]> {
  const { signal, tellRelease } = surroundings;
  const sleep = () => Promise.reject(new Error("the remote or the forge does not answer now"));
  try {
    return await releasesElsewhere(which, surroundings, { ...clockOf(surroundings), sleep });
  } catch (error) {
    signal.throwIfAborted();
    const why = error instanceof Error ? error.message : String(error);
    const text = `whether a release was begun on another machine cannot be told: ${why}`;
    tellRelease({ type: "said", text, warning: true });
    return [];
  }
}

async function told(pushed: PushedRelease, project: string, outside: Outside): Promise<ElsewhereRelease> {
  const { version, tag, named, release } = pushed;
  const ref = claimRef(normalizeName(project), version);
  const { repository, signal } = outside;
  const owner = await ask(outside, () => claimHolder(repository, ref, signal));
  return {
    project,
    version,
    tag,
    manifestDigest: named ?? markerOf(release.body) ?? "",
    files: release.assets.map(({ name }) => name).filter((name) => name !== manifestFile),
    url: release.url,
    holder: owner && `${owner.by} (${owner.ciRun ?? owner.host})`,
  };
}

async function openCheckout(
  folder: string,
  surroundings: ReleaseSurroundings,
  clock: Clock,
): Promise<{ readonly project: string; readonly outside: Outside } | undefined> {
  const { env, signal } = surroundings;
  const config = await readConfig(folder).catch(() => undefined);
  const project = config?.project.name?.raw;
  if (!config || project === undefined) return undefined;
  const settings = config.options.release;
  const repository = await gitRepository({ folder, remote: settings.remote, env }).catch(
    (): Repository | undefined => undefined,
  );
  const remoteAddress = await repository?.remoteAddress();
  if (!repository || remoteAddress === undefined) return undefined;
  const of = { settings, test: undefined, projectFolder: folder, repository, remoteAddress };
  const { forge } = releasePorts(of, surroundings);
  return forge && { project, outside: { repository, forge, settings, clock, signal } };
}
