/** The marker in a release's text: an HTML comment, unseen by readers, that says which set of files the release is for. */

const pattern = /<!-- wheelway manifest=sha256:([0-9a-f]{64})( stays-draft)? -->/g;

/** GitHub takes 125,000 characters. */
const longest = 120_000;

/** Hex SHA-256 of the manifest; `undefined` for a release that Wheelway did not make. The last one counts: it is ours, notes may quote another. */
export function markerOf(body: string): string | undefined {
  return [...body.matchAll(pattern)].at(-1)?.[1];
}

/** Was it asked for as a draft that a person makes public? */
export function staysDraft(body: string): boolean {
  return [...body.matchAll(pattern)].at(-1)?.[2] !== undefined;
}

/** What people wrote, or what they read of it. */
export function withoutMarker(text: string): string {
  return text.replace(pattern, "").trim();
}

/** The text with the marker of one manifest, and no other. @param stays a draft, until a person makes it public */
export function withMarker(text: string, digest: string, stays = false): string {
  const plain = text.replace(pattern, "").replaceAll("\r\n", "\n").trim();
  const cut = plain.length > longest ? `${plain.slice(0, longest).trimEnd()}\n\n…` : plain;
  const marker = `<!-- wheelway manifest=sha256:${digest}${stays ? " stays-draft" : ""} -->`;
  return cut === "" ? marker : `${cut}\n\n${marker}`;
}
