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

/** Attestations that go to indexes alone: their like on the forge is of another workflow. */
export function uploadFolder({ folder }: { readonly folder: string }): string {
  return join(folder, "attestations");
}

export function journalPath(folder: string): string {
  return join(folder, "journal.jsonl");
}

/** The same for people. */
export function logPath(folder: string): string {
  return join(folder, "release.log");
}

export function lockPath(folder: string): string {
  return join(folder, "lock");
}
