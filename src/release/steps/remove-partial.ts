/** `--force-recreate`: what an abandoned run left on the forge goes first; never once users could have a file of that version. */

import type { Forge } from "../../clients/forge.ts";
import { ServiceFailure } from "../../clients/service-failure.ts";
import { normalizeName, sameVersion } from "../../tags/project-name.ts";
import { ask } from "../ask.ts";
import { removeRelease } from "../effects/remove-release.ts";
import type { Guard } from "../effect.ts";
import { markerOf } from "../release-marker.ts";
import type { Release } from "../step.ts";
import { effectGuards } from "./draft-release.ts";

/** Removes the releases of the tag that Wheelway made, whatever their files. @throws WheelwayError "release-guarded" */
export async function removePartial(release: Release, forge: Forge): Promise<void> {
  const { tag } = release.fact("version");
  const partial = (await ask(release, () => forge.releasesOf(tag, release.signal))).filter(
    ({ body }) => markerOf(body) !== undefined,
  );
  if (partial.length === 0) return;
  const why = await reachedAnIndex(release);
  for (const { id, immutable } of partial) {
    const guards: readonly [Guard, ...Guard[]] = [
      { name: "on no index", refuses: () => why },
      {
        name: "not immutable",
        refuses: () => (immutable ? "it is published and immutable: release under a new version" : undefined),
      },
      ...effectGuards(release, forge),
    ];
    await release.perform(removeRelease({ forge, id, tag, what: "partial release", guards }));
  }
}

/** One sentence; also where an index cannot tell. */
async function reachedAnIndex({ ports, fact, signal }: Release): Promise<string | undefined> {
  const { project, version } = fact("version");
  for (const index of [ports.testIndex, ports.index, ...ports.registries]) {
    if (!index) continue;
    try {
      const { files } = await index.listing(normalizeName(project), signal);
      const there = files.find((one) => one.version !== undefined && sameVersion(one.version, version));
      if (there) return `${index.name} has ${there.file} already: release under a new version`;
    } catch (error) {
      if (!(error instanceof ServiceFailure)) throw error;
      return `it cannot be told whether ${index.name} has files of ${version}: ${error.why}`;
    }
  }
  return undefined;
}
