/** What a project wants locked: its build requirements, targets and images. */

import type { Config } from "../config/config.ts";
import { optionsFor } from "../config/options.ts";
import type { Target } from "../tags/target.ts";
import { imageFor } from "./images.ts";
import { byCodeUnit, normalRequires } from "./lock.ts";

export interface Wanted {
  /** `build-system.requires`, normalised. */
  readonly requires: readonly string[];
  /** At least one. */
  readonly targets: readonly Target[];
  /** References of the targets' images that have no digest of their own. */
  readonly images: readonly string[];
  /**
   * The targets are all there are, since the configuration names Pythons and platforms. Otherwise other machines make
   * other targets, and what is locked for them stays.
   */
  readonly complete: boolean;
}

/** `containers`: the targets' images are wanted as well (not so where the host builds). */
export function wantedOf(config: Config, targets: readonly Target[], containers: boolean): Wanted {
  const { python, platforms } = config.options;
  return {
    requires: normalRequires(config.project.backend.requires),
    targets,
    images: containers ? imagesOf(config, targets) : [],
    complete: python !== undefined && platforms !== undefined,
  };
}

function imagesOf(config: Config, targets: readonly Target[]): string[] {
  const references = targets.flatMap((target) => {
    const { images, registry } = optionsFor(config, target);
    return imageFor(target.platform, { overrides: images, registry }) ?? [];
  });
  return [...new Set(references.filter((reference) => !reference.includes("@")))].sort(byCodeUnit);
}
