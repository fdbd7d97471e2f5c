/** Digests of the images that a project builds in. */

import pLimit from "p-limit";
import type { Http } from "../clients/http.ts";
import { resolveDigest } from "../clients/image-registry.ts";
import { WheelwayError } from "../errors.ts";
import { byCodeUnit, type Lock } from "../lock/lock.ts";

export interface LockedImages {
  readonly images: Lock["images"];
  /** One sentence, where registries do not tell some digests. */
  readonly notes: readonly string[];
}

/**
 * Known digests stay; an image that is not wanted any more goes. A registry that does not answer is no error: the lock
 * lacks that image, which `--locked` tells where it is needed.
 */
export async function lockImages(
  wanted: readonly string[],
  known: Lock["images"],
  http: Http,
  signal: AbortSignal,
): Promise<LockedImages> {
  const limit = pLimit(4);
  const images: Record<string, string> = {};
  const failed = new Map<string, WheelwayError>();
  const one = async (reference: string): Promise<void> => {
    try {
      images[reference] = known[reference] ?? (await resolveDigest(reference, http, signal)).digest;
    } catch (error) {
      if (!(error instanceof WheelwayError)) throw error;
      failed.set(reference, error);
    }
  };
  await Promise.all(wanted.map((reference) => limit(() => one(reference))));
  const [first] = failed.values();
  if (!first) return { images, notes: [] };
  const names = [...failed.keys()].sort(byCodeUnit).join(", ");
  const note = `not locked by digest: ${names} (${first.message}${first.why === undefined ? "" : `; ${first.why}`})`;
  return { images, notes: [note] };
}
