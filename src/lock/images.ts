/** Which container image a platform is built in. */

import { images, type ImageFamily } from "../services.ts";
import type { Platform } from "../tags/platform.ts";

export interface ImageOptions {
  /** Platform name -> reference that replaces the default (`[tool.wheelway.images]`). */
  readonly overrides: Readonly<Record<string, string>>;
  /** A mirror (`registry.example/mirror`) put in the place of the default images' registry and organisation. */
  readonly registry: string | undefined;
}

/**
 * Image reference without a digest. `undefined` where nobody publishes an image of exactly this policy and
 * architecture (`manylinux_2_36_x86_64`, macOS, Windows): the user names one in `[tool.wheelway.images]`.
 * `manylinux_2_17_*` and `manylinux2014_*` are the same policy (PEP 600), and so are their images.
 */
export function imageFor(platform: Platform, options?: Partial<ImageOptions>): string | undefined {
  const override = options?.overrides?.[platform.name];
  if (override !== undefined) return override;
  const family = images.families.find((candidate) => serves(candidate, platform));
  if (!family) return undefined;
  const prefix = options?.registry === undefined ? images.prefix : `${options.registry}/`;
  return `${prefix}${family.name}_${platform.architecture}`;
}

function serves(family: ImageFamily, platform: Platform): boolean {
  return (
    platform.system === "linux" &&
    platform.libc === family.libc &&
    platform.version?.[0] === family.version[0] &&
    platform.version[1] === family.version[1] &&
    family.architectures.includes(platform.architecture)
  );
}
