/** Tells what people write in the place of a secret from a secret: words, sequences and repetitions are not random. */

const words =
  /example|placeholder|dummy|sample|fake|redacted|changeme|change[-_]me|xxxx|0000|\*\*\*|your[-_]|insert|secret[-_]?here|notreal|not[-_]a[-_]|test[-_]?(?:key|token|secret)|foobar|deadbeef/i;

/** Bits of Shannon entropy in a character of random text, of which chance leaves at least three quarters. */
const expected = (length: number, alphabet: number) => Math.log2(Math.min(length, alphabet));

/** @param body the variable part of the token, 16 characters at least */
export function isPlaceholder(body: string): boolean {
  if (words.test(body) || /(.)\1{4}/.test(body) || hasSequence(body)) return true;
  const alphabet = /^[0-9a-f]+$/i.test(body) ? 16 : 40;
  return entropy(body) < 0.75 * expected(body.length, alphabet);
}

/** Bits a character, from how often each occurs. */
function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

/** "abcdef", "123456", "654321": six neighbours in a row. */
function hasSequence(text: string): boolean {
  let up = 0;
  let down = 0;
  for (let index = 1; index < text.length; index += 1) {
    const step = text.charCodeAt(index) - text.charCodeAt(index - 1);
    up = step === 1 ? up + 1 : 0;
    down = step === -1 ? down + 1 : 0;
    if (up >= 5 || down >= 5) return true;
  }
  return false;
}
