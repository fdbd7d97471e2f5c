/** Goes on with a release of another machine: its bytes from the forge, its facts from the tag; nothing is built. */

import type { Forge } from "../clients/forge.ts";
import { WheelwayError } from "../errors.ts";
import { markerOf, withoutMarker } from "../release/release-marker.ts";
import type { Release } from "../release/step.ts";
import { takeRelease } from "../release/take-release.ts";
import { isPrerelease } from "../release/version/spelling.ts";
import { normalizeName, sameVersion } from "../tags/project-name.ts";
import { withFetched } from "./fetch-release.ts";
import type { PushedRelease } from "./release-elsewhere.ts";

/**
 * Learns every fact that the steps up to the push found out there; the version comes last, so that a run which was killed in
 * between begins here again.
 * @throws WheelwayError "release-conflict" where tag, release and files do not belong together
 */
export async function recover(
  opened: Release,
  pushed: PushedRelease,
  at: { readonly forge: Forge; readonly project: string; readonly branch: string },
): Promise<string> {
  const { tag, commit, named, release, version } = pushed;
  const manifest = named ?? markerOf(release.body);
  opened.say(`${version} was begun on another machine: it goes on from the files of ${where(pushed)}`);
  const set = await withFetched({ forge: at.forge, tag, manifest }, opened, (fetched) =>
    // What the release says of itself is no approval: the tag stands before it in git.
    takeRelease(opened, { ...fetched, namedByTag: named !== undefined }),
  );
  if (normalizeName(set.project) !== normalizeName(at.project) || !sameVersion(set.version, version))
    throw otherFiles(tag, `${set.project} ${set.version}`);
  const writesRefs = named !== undefined;
  await opened.learn("origin", { kind: writesRefs ? "checkout" : "tag", writesRefs });
  // What came upon the branch since then is no part of it.
  await opened.learn("base", { commit, branch: at.branch, remote: opened.settings.remote });
  await opened.learn("commit", { commit, tag });
  await opened.learn("notes", { text: withoutMarker(release.body) });
  await opened.learn("draft", { id: release.id, url: release.url });
  const prerelease = release.prerelease || isPrerelease(version);
  await opened.learn("version", { project: at.project, version, tag, before: null, prerelease });
  return version;
}

function where({ release, tag }: PushedRelease): string {
  return release.draft ? `the forge's draft of ${tag}` : `the forge's release ${tag}`;
}

function otherFiles(tag: string, what: string): WheelwayError {
  return new WheelwayError("release-conflict", {
    message: `the files of the forge's release ${tag} are those of ${what}`,
    next: "Find out who made that release; release under a new version.",
  });
}
