/** How far a release goes: some end at the test index, others at the forge. */

import type { Release } from "../step.ts";

/** Why no index is this run's: the configuration leaves them all to the second half. The test index alone may be asked for all the same. */
export function leftToPublish({ request, settings, known }: Release): string | undefined {
  if (!settings.split || request.command === "publish" || request.toTestIndex) return undefined;
  return `release.split leaves it to: ${secondHalf(known("version")?.tag)}`;
}

/** The command that brings the files of a forge's release to the indexes. */
export function secondHalf(tag = "TAG"): string {
  return `wheelway publish --from-release ${tag}`;
}

/** Why it goes no further than the test index; `undefined` where it goes all the way. */
export function stopsAtTestIndex({ request, settings, known }: Release): string | undefined {
  if (request.toTestIndex) return "only the test index was asked for";
  if (request.version.kind === "nightly") return "nightly versions never go to the index";
  const prerelease = request.prerelease ?? known("version")?.prerelease ?? false;
  if (settings.prereleasesStop && prerelease) return "prereleases go no further than the test index";
  return undefined;
}
