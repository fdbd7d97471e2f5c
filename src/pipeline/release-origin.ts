/** Where a release begins: in this checkout, with a tag that somebody pushed, or with a release that somebody made of that tag. */

import { WheelwayError } from "../errors.ts";
import { ask } from "../release/ask.ts";
import type { FactValue } from "../release/facts.ts";
import { markerOf } from "../release/release-marker.ts";
import type { Release } from "../release/step.ts";

/**
 * @param tag that the remote has for the commit which is checked out; `undefined` where there is none
 * @throws WheelwayError "release-conflict" for a release that takes no more files, before anything is built
 */
export async function originOf(release: Release, tag: string | undefined): Promise<FactValue<"origin">> {
  if (tag === undefined) return { kind: "checkout", writesRefs: true };
  const { ports, request, signal } = release;
  const { forge } = ports;
  if (!forge || request.toTestIndex) return { kind: "tag", writesRefs: false };
  const all = await ask(release, () => forge.releasesOf(tag, signal));
  // A draft starts nothing: it is what somebody has not decided on yet.
  const made = all.find(({ draft, body }) => !draft && markerOf(body) === undefined);
  if (made?.immutable === true) throw closed(tag, made.url);
  return { kind: made ? "forge-release" : "tag", writesRefs: false };
}

function closed(tag: string, url: string): WheelwayError {
  return new WheelwayError("release-conflict", {
    message: `the release ${tag} is published and immutable: it takes no more files`,
    why: url,
    next: "Release under a new version, and let Wheelway make the release: as a draft first, public when it is complete.",
  });
}
