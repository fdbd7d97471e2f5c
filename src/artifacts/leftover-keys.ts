/** Finds private keys in a piece of text: PEM, OpenSSH, PGP and PuTTY; only those that hold a key, not the mere words. */

import type { Evidence, Sighting } from "./leftover.ts";

const begin = /-{4,5} ?BEGIN ((?:[A-Z0-9]{2,10} ){0,3})PRIVATE KEY( BLOCK)? ?-{4,5}/g;
/** What a file of PuTTY begins with. */
export const keyStart = "PuTTY-User-Key-File-";

/** Text after the first line that shows whether there is a key. */
const bodyLength = 6000;
/** The shortest key, of Ed25519 in PKCS #8, has 64 characters of base64. */
const leastBody = 60;

export function pemKeysIn(text: string): Sighting[] {
  const sightings: Sighting[] = [];
  if (!text.includes("PRIVATE KEY")) return sightings;
  for (const match of text.matchAll(begin)) {
    const end = match.index + match[0].length;
    const found = judgeBody((match[1] ?? "").trim(), match[2] !== undefined, text, end);
    if (found) sightings.push({ kind: "secret", at: match.index, ...found });
  }
  return sightings;
}

/** @param from the part of the text in which a key may begin */
export function puttyKeysIn(text: string, from = 0, to = text.length): Sighting[] {
  const sightings: Sighting[] = [];
  const part = text.slice(from, to);
  for (let found = part.indexOf(keyStart); found !== -1; found = part.indexOf(keyStart, found + 1)) {
    const at = from + found;
    const body = upTo(keyStart, text, at + keyStart.length);
    if (!/Private-Lines: \d+(?:\\r|\\n|\s){1,4}[0-9A-Za-z+/=]{40}/.test(body)) continue;
    const evidence = /Encryption: none/.test(body) ? "key" : "hint";
    sightings.push({ kind: "secret", what: "private key (PuTTY)", evidence, at });
  }
  return sightings;
}

/** What follows, up to a mark at most: no two keys share text, so that a hostile file costs no more than its length. */
function upTo(mark: string, text: string, start: number): string {
  const most = text.slice(start, start + bodyLength);
  const end = most.indexOf(mark);
  return end === -1 ? most : most.slice(0, end);
}

function judgeBody(
  kind: string,
  block: boolean,
  text: string,
  start: number,
): { what: string; evidence: Evidence } | undefined {
  const body = upTo("----", text, start);
  const whole = text.startsWith("----", start + body.length);
  const encrypted = kind.includes("ENCRYPTED") || /Proc-Type: ?4, ?ENCRYPTED/.test(body);
  const base64 = base64Of(body);
  if (base64.length < leastBody) return undefined;
  const bytes = Buffer.from(base64.slice(0, base64.length & ~3), "base64");
  const what = block ? "PGP" : kind.includes("OPENSSH") ? "OpenSSH" : "PEM";
  if (encrypted) return { what: `encrypted private key (${what})`, evidence: "hint" };
  if (block) return isPgpSecret(bytes) ? { what: "private key (PGP)", evidence: "key" } : undefined;
  if (bytes.subarray(0, 14).toString("latin1") === "openssh-key-v1") {
    // The name of the cipher follows its length.
    const open = bytes.subarray(19, 23).toString("latin1") === "none";
    return { what: `${open ? "" : "encrypted "}private key (OpenSSH)`, evidence: open ? "key" : "hint" };
  }
  return isSequence(bytes, whole) ? { what: `private key (${what})`, evidence: "key" } : undefined;
}

/** The base64 of a key, whether its lines stand in a text file, a JSON string or between quotes of a programming language. */
function base64Of(body: string): string {
  let rest = body.replace(/\\[nrt]/g, "\n").replace(/\\\//g, "/");
  // Headers end with an empty line.
  const headers = /^\s*(?:[A-Za-z][A-Za-z0-9-]*: .*\n)+\s*\n/.exec(rest);
  if (headers) rest = rest.slice(headers[0].length);
  rest = rest.replace(/["'`][\s+.,;()\\]*(?:[brfu]{0,2}["'`])?|[\s\\]+/g, "");
  return /^[0-9A-Za-z+/]*/.exec(rest)?.[0] ?? "";
}

/** A DER sequence that is as long as it says, and begins with a version number (PKCS #1, PKCS #8, SEC 1). */
function isSequence(bytes: Buffer, whole: boolean): boolean {
  if (bytes[0] !== 0x30) return false;
  const first = bytes[1] ?? 0;
  const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
  if (lengthBytes > 3) return false;
  const start = 2 + lengthBytes;
  const length = lengthBytes === 0 ? first : bytes.readUIntBE(2, lengthBytes);
  const version = bytes[start] === 2 && bytes[start + 1] === 1 && (bytes[start + 2] ?? 9) < 3;
  // What is cut short, as in documentation, is no key.
  return version && (!whole || bytes.length + 3 >= start + length);
}

/** The first packet is a secret key (RFC 9580: tag 5), in the old or the new form. */
function isPgpSecret(bytes: Buffer): boolean {
  const tag = bytes[0] ?? 0;
  return (tag & 0xc0) === 0xc0 ? (tag & 0x3f) === 5 : (tag & 0x80) !== 0 && ((tag >> 2) & 0x0f) === 5;
}
