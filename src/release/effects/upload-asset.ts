/** One file to the forge's release, exactly once: judged by its digest, told by the forge or taken from a download. */

import type { Forge, ForgeRelease } from "../../clients/forge.ts";
import { ServiceFailure } from "../../clients/service-failure.ts";
import { WheelwayError } from "../../errors.ts";
import type { Effect, Guard, Probe } from "../effect.ts";
import {
  isUnchanged,
  lookAt,
  replacementName,
  type KnownDigests,
  type ReleaseAsset,
} from "../release-assets.ts";
import { visibleWithinMs } from "./create-draft.ts";
import { releaseGone } from "./release-gone.ts";

export interface AssetUpload {
  readonly forge: Forge;
  /** The release's id. */
  readonly release: string;
  readonly asset: ReleaseAsset;
  readonly known: KnownDigests;
  readonly guards: readonly [Guard, ...Guard[]];
}

/** Done when the bytes are on the release, under their name or under that of a replacement: see replace-asset.ts. */
export function uploadAsset(upload: AssetUpload): Effect {
  const { forge, release, asset, guards, known } = upload;
  return {
    id: `upload-asset:${forge.kind}:${release}:${asset.name}`,
    title: `upload ${asset.name} to the forge's release`,
    identity: "digest",
    guards,
    // GitHub refuses a second asset of a name; elsewhere a second copy is found and removed.
    repeatable: true,
    visibleWithinMs,
    probe: async (signal) => {
      const there = await forge.release(release, signal);
      if (!there) return releaseGone(release);
      return judge(there, asset, await lookAt(forge, there, asset, known, signal));
    },
    run: async (signal) => {
      if (!(await isUnchanged(asset))) throw changed(asset);
      const name = await freeName(upload, signal);
      const stored = await forge.uploadAsset(release, { ...asset, name }, signal);
      if (stored.sha256 !== undefined && stored.sha256 !== asset.sha256) throw damaged(asset);
      return { id: stored.id, name: stored.name, sha256: asset.sha256 };
    },
  };
}

function judge(there: ForgeRelease, asset: ReleaseAsset, seen: Awaited<ReturnType<typeof lookAt>>): Probe {
  const [foreign] = seen.foreign;
  if (foreign) {
    return {
      state: "conflict",
      why: `the release has other bytes under the name ${foreign.name}`,
      next: there.immutable
        ? "It is immutable: release these files under a new version."
        : "Find out who put them there, delete that asset, then `wheelway resume`.",
    };
  }
  if (seen.ours)
    return { state: "same", receipt: { id: seen.ours.id, name: seen.ours.name, sha256: asset.sha256 } };
  if (there.immutable) {
    return {
      state: "conflict",
      why: `the release is published and immutable, and lacks ${asset.name}`,
      next: "It takes no more files: release them under a new version (--bump patch or post).",
    };
  }
  return { state: "absent" };
}

/** Its own name; where the part that a broken upload left occupies it, that of a replacement. */
async function freeName({ forge, release, asset }: AssetUpload, signal: AbortSignal): Promise<string> {
  if (!forge.renameAsset) return asset.name;
  const there = await forge.release(release, signal);
  const used = new Set(there?.assets.map(({ name }) => name));
  let name = asset.name;
  for (let number = 1; used.has(name); number += 1) name = replacementName(asset.name, number);
  return name;
}

function changed({ name }: ReleaseAsset): WheelwayError {
  return new WheelwayError("approval-void", {
    message: `${name} is no longer the file that was approved`,
    next: "Nothing of it was sent. Restore the file, or start the release again with what is there now.",
  });
}

function damaged({ name }: ReleaseAsset): ServiceFailure {
  return new ServiceFailure({
    service: "the forge",
    kind: "unclear",
    why: `it stored other bytes for ${name}`,
  });
}
