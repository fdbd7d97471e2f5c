/** What is left of a broken upload goes only after its replacement is stored; then the replacement gets the name. */

import type { Forge } from "../../clients/forge.ts";
import type { Effect, Guard } from "../effect.ts";
import { visibleWithinMs } from "./create-draft.ts";
import { releaseGone } from "./release-gone.ts";

interface OnRelease {
  readonly forge: Forge;
  /** The release's id. */
  readonly release: string;
  /** The asset's id. */
  readonly asset: string;
  readonly name: string;
  readonly guards: readonly [Guard, ...Guard[]];
}

/** `stored`: is a whole one with our bytes on the release? */
export function removeLeftover(of: OnRelease, stored: boolean): Effect {
  const { forge, release, asset, name, guards } = of;
  return {
    id: `remove-asset:${forge.kind}:${release}:${asset}`,
    title: `remove what a broken upload left of ${name}`,
    identity: "marker",
    guards: [
      { name: "replacement stored", refuses: () => (stored ? undefined : "its replacement is not stored") },
      ...guards,
    ],
    repeatable: true,
    visibleWithinMs,
    probe: async (signal) => {
      const there = await forge.release(release, signal);
      if (!there) return releaseGone(release);
      return there.assets.some(({ id }) => id === asset)
        ? { state: "absent" }
        : { state: "same", receipt: { id: asset } };
    },
    run: async (signal) => {
      await forge.removeAsset(release, asset, signal);
      return { id: asset };
    },
  };
}

/** `name` is what the asset is called afterwards. */
export function renameReplacement(of: OnRelease): Effect {
  const { forge, release, asset, name, guards } = of;
  return {
    id: `rename-asset:${forge.kind}:${release}:${asset}`,
    title: `give the replacement of ${name} its name`,
    identity: "marker",
    guards,
    repeatable: true,
    visibleWithinMs,
    probe: async (signal) => {
      const there = await forge.release(release, signal);
      const found = there?.assets.find(({ id }) => id === asset);
      if (!found) return releaseGone(release);
      return found.name === name ? { state: "same", receipt: { id: asset, name } } : { state: "absent" };
    },
    run: async (signal) => {
      await forge.renameAsset?.(release, asset, name, signal);
      return { id: asset, name };
    },
  };
}
