/** What `--update [NAME]` means: which versions, digests and facts are taken anew. Pure. */

import { nearest } from "../config/near.ts";
import { WheelwayError } from "../errors.ts";
import { normalizeName } from "../tags/project-name.ts";
import type { Lock } from "./lock.ts";
import type { Update } from "./resolve.ts";

export interface UpdatePlan {
  /** The lock without the digests and facts that are to be taken anew. */
  readonly start: Lock;
  /** What uv is told of packages. */
  readonly packages: Update;
}

/**
 * A name is a package, an image (its reference, or the last part of it), `images` or `facts`. "all" is all of these.
 * Throws `usage-invalid` for a name that the lock does not hold.
 */
export function planUpdate(lock: Lock, update: Update): UpdatePlan {
  const noFacts = { ...lock.facts, kinds: {}, emulated: {} };
  if (update === "none") return { start: lock, packages: "none" };
  if (update === "all") return { start: { ...lock, images: {}, facts: noFacts }, packages: "all" };
  const known = new Set(Object.keys(lock.packages).map((pin) => pin.split(/==|\[| @ /)[0] ?? pin));
  const packages: string[] = [];
  const images = new Map(Object.entries(lock.images));
  let facts = lock.facts;
  for (const name of update) {
    const matching = [...images.keys()].filter((reference) => isImage(reference, name));
    if (name === "facts") facts = noFacts;
    else if (matching.length > 0) for (const reference of matching) images.delete(reference);
    else if (known.has(normalizeName(name))) packages.push(normalizeName(name));
    else if (name !== "images") throw unknown(name, [...known, ...images.keys(), "images", "facts"]);
  }
  return {
    start: { ...lock, images: Object.fromEntries(images), facts },
    packages: packages.length === 0 ? "none" : packages,
  };
}

function isImage(reference: string, name: string): boolean {
  return name === "images" || reference === name || reference.split("/").pop()?.split(":")[0] === name;
}

function unknown(name: string, known: readonly string[]): WheelwayError {
  const near = nearest(name, known);
  return new WheelwayError("usage-invalid", {
    message: `wheelway.lock holds nothing named "${name}"`,
    why: "--update takes the names of locked packages and images, `images` and `facts`.",
    next:
      near.length === 0
        ? "`wheelway lock --update` takes everything anew."
        : `Did you mean ${near.map((one) => `\`${one}\``).join(" or ")}?`,
  });
}
