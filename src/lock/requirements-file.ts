/** Reads the requirements files that `uv pip compile --generate-hashes --no-annotate --no-header` writes. */

import { WheelwayError } from "../errors.ts";
import { pinOf } from "./lock.ts";
import type { Resolved } from "./merge.ts";

const hashOption = /^--hash=(sha256:[0-9a-f]{64})$/;

/** Throws `lock-unresolvable` for a requirement without hashes: a version-control URL has no file to hash. */
export function readRequirements(text: string): Resolved {
  const entries: string[] = [];
  const packages: Record<string, readonly string[]> = {};
  for (const line of text.replaceAll(/\\\r?\n/g, " ").split("\n")) {
    if (line.trim() === "" || line.startsWith("#")) continue;
    const [requirement = "", ...options] = line.trim().split(/\s+(?=--hash=)/);
    const hashes = options.flatMap((option) => hashOption.exec(option.trim())?.[1] ?? []);
    const entry = requirement.trim();
    if (hashes.length === 0) {
      throw new WheelwayError("lock-unresolvable", {
        message: `${entry} cannot be locked, since it has no SHA-256`,
        why: "A build requirement must be a release on a package index, or the URL of an archive; a repository of version control has no one file to hash.",
        next: "Name a release of it in build-system.requires.",
      });
    }
    entries.push(entry);
    packages[pinOf(entry)] = hashes;
  }
  return { entries, packages };
}
