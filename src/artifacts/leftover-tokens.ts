/** Finds tokens of the known shapes in a piece of text. */

import type { Evidence, Sighting } from "./leftover.ts";
import { isPlaceholder } from "./placeholder.ts";
import { hasProof } from "./secret-proofs.ts";
import { secretShapes, type SecretShape } from "./secret-shapes.ts";

const literal = (text: string) => text.replace(/[.+]/g, "\\$&");
const startsOf = (shape: SecretShape) => `(?:${shape.starts.map(literal).join("|")})`;

/**
 * A token begins and ends where a word does; an escaped line feed or space may stand before it. Those with a proof of
 * their own need no such borders: some compilers put all texts of a program side by side.
 */
const before = "(?<![0-9A-Za-z_-]|\\\\[nrt])|(?<=\\\\[nrt]|%[0-9A-Fa-f]{2})";
const matchers = secretShapes.map((shape) => ({
  shape,
  start: new RegExp(startsOf(shape)),
  pattern: new RegExp(
    shape.evidence === "proved"
      ? `${startsOf(shape)}${shape.body}`
      : `(?:${before})${startsOf(shape)}${shape.body}(?![0-9A-Za-z])`,
    "g",
  ),
}));

/** What every token begins with: most text has none of it. */
const anyStart = new RegExp(secretShapes.map(startsOf).join("|"));

/** Text on both sides in which what belongs to a token may stand. */
const contextLength = 300;

/**
 * @param from the part of the text to look at
 * @param text may go on on both sides: a key and its secret stand side by side
 */
export function tokensIn(text: string, from = 0, to = text.length): Sighting[] {
  const part = from === 0 && to === text.length ? text : text.slice(from, to);
  if (!anyStart.test(part)) return [];
  const sightings: Sighting[] = [];
  for (const { shape, start, pattern } of matchers) {
    if (!start.test(part)) continue;
    for (const match of part.matchAll(pattern)) {
      const at = from + match.index;
      const around = () => text.slice(Math.max(0, at - contextLength), at + match[0].length + contextLength);
      const evidence = evidenceOf(shape, match[0], around);
      if (evidence) sightings.push({ kind: "secret", what: shape.what, evidence, at });
    }
  }
  return sightings;
}

function evidenceOf(shape: SecretShape, token: string, around: () => string): Evidence | undefined {
  // Where the proof is a checksum, it tells more than how the token looks.
  if (shape.evidence !== "proved" && isPlaceholder(bodyOf(shape, token))) return undefined;
  if (shape.proof === undefined || hasProof(shape.proof, token, around())) return shape.evidence;
  return shape.unproved !== undefined && !isPlaceholder(bodyOf(shape, token)) ? shape.unproved : undefined;
}

/** The token without its beginning, which all of its kind have. */
function bodyOf(shape: SecretShape, token: string): string {
  const start = shape.starts.find((beginning) => token.startsWith(beginning)) ?? "";
  return token.slice(start.length);
}
