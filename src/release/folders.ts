/** Where a release keeps what it needs to go on after anything. */

import { join } from "node:path";

/** The artifacts, moved here whole when they are built; nothing is written there afterwards. */
export function distFolder({ folder }: { readonly folder: string }): string {
  return join(folder, "dist");
}

/** Where the artifacts are built; gone once they are kept. */
export function builtFolder({ folder }: { readonly folder: string }): string {
  return join(folder, "built");
}

/** Signature bundles and attestations: stored before their first use, and reused. */
export function bundleFolder({ folder }: { readonly folder: string }): string {
  return join(folder, "bundles");
}

export function journalPath(folder: string): string {
  return join(folder, "journal.jsonl");
}

export function lockPath(folder: string): string {
  return join(folder, "lock");
}
