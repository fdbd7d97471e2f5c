/** The line of a tag's message from which any machine knows which bytes belong to it. */

/** Group 1 is the hex SHA-256 of the manifest. */
export const manifestLine = /^Manifest: sha256:([0-9a-f]{64})$/m;

export function withManifestLine(heading: string, digest: string): string {
  return `${heading}\n\nManifest: sha256:${digest}\n`;
}
