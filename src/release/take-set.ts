/** What a release that begins with a folder stands on: the kept set, written down before anything else is done. */

import { checkUnchanged } from "./approval.ts";
import { distFolder } from "./folders.ts";
import { keepDist } from "./keep-dist.ts";
import type { Release } from "./step.ts";
import { isPrerelease, tagOf } from "./version/spelling.ts";

/**
 * The set of a folder becomes that of the release. The release's own copy is only held against what is known of it: what was
 * changed there is never taken for a new set.
 * @throws WheelwayError "dist-changed", "release-conflict", "approval-void"
 */
export async function takeSet(release: Release, from: string): Promise<void> {
  if (from === distFolder(release) && release.known("manifest")) {
    await checkUnchanged(release, from);
    return;
  }
  const { project, version, digest, files } = await keepDist(release, from);
  await release.learn("origin", { kind: "folder", writesRefs: false });
  const tag = tagOf(release.settings.tagFormat, version);
  await release.learn("version", { project, version, tag, before: null, prerelease: isPrerelease(version) });
  await release.learn("manifest", { digest, files: [...files] });
}
