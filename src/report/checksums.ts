/** CHECKSUMS.sha256, as `sha256sum -c` reads it. */

import type { ArtifactRecord } from "../artifacts/record.ts";

/** One line a file, sorted by name: hex SHA-256, two spaces, file name. */
export function checksums(artifacts: readonly Pick<ArtifactRecord, "file" | "sha256">[]): string {
  return artifacts
    .map(({ file, sha256 }) => `${sha256}  ${file}\n`)
    .sort((a, b) => (a.slice(66) < b.slice(66) ? -1 : 1))
    .join("");
}

/** Reads such lines, and only those; file name -> hex SHA-256. */
export function parseChecksums(text: string): Map<string, string> {
  return new Map(
    [...text.matchAll(/^([0-9a-f]{64}) {2}([^/\\\n]+)$/gm)].map(([, sha256 = "", file = ""]) => [
      file,
      sha256,
    ]),
  );
}
