/** How far a release goes: some end at the test index. */

import type { Release } from "../step.ts";

/** Why it goes no further than the test index; `undefined` where it goes all the way. */
export function stopsAtTestIndex({ request, settings, known }: Release): string | undefined {
  if (request.toTestIndex) return "only the test index was asked for";
  if (request.version.kind === "nightly") return "nightly versions never go to the index";
  const prerelease = request.prerelease ?? known("version")?.prerelease ?? false;
  if (settings.prereleasesStop && prerelease) return "prereleases go no further than the test index";
  return undefined;
}
