/** Text from archives and indexes, made safe to look at: what would move the cursor, reorder a line or not be seen is spelled out. */

/**
 * White space becomes a space; controls (ESC among them), format characters (bidirectional overrides, zero-width joiners),
 * lone surrogates and private characters become `\u{202e}`.
 */
export function visibleText(text: string): string {
  return text
    .replace(/[\t\n\v\f\r\u0085\u2028\u2029]+/gu, " ")
    .replace(
      /[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu,
      (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
    );
}
