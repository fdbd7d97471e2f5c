/** What a release has come to: for people and programs. */

import { journalPath } from "../release/folders.ts";
import type { Release } from "../release/step.ts";

export interface ReleaseReport {
  readonly project: string;
  readonly version: string;
  /** SHA-256 of the manifest. */
  readonly manifestDigest: string;
  readonly files: readonly { readonly file: string; readonly sha256: string; readonly size: number }[];
  /** Place -> address. */
  readonly links: Readonly<Record<string, string>>;
  readonly warnings: readonly string[];
  /** Absolute path of the journal. */
  readonly journal: string;
}

export function makeReleaseReport(release: Release): ReleaseReport {
  const { project, version } = release.fact("version");
  const { digest, files } = release.fact("manifest");
  return {
    project,
    version,
    manifestDigest: digest,
    files: files.map(({ file, sha256, size }) => ({ file, sha256, size })),
    links: release.known("links") ?? {},
    warnings: release.journal.entries.flatMap((entry) => (entry.type === "warning" ? [entry.text] : [])),
    journal: journalPath(release.folder),
  };
}
