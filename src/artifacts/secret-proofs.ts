/** Tells tokens that were really issued from text that only looks like them: checksums and inner structure. */

import { crc32 } from "./crc32.ts";
import { isPlaceholder } from "./placeholder.ts";
import type { Proof } from "./secret-shapes.ts";

/** @param around the match with some text on both sides of it */
export function hasProof(proof: Proof, token: string, around: string): boolean {
  switch (proof) {
    case "crc-base62":
      return crcBase62(token);
    case "macaroon":
      return macaroon(token);
    case "bech32":
      return bech32(token.toLowerCase());
    case "json-header":
      return jsonHeader(token);
    case "azure-key":
      return !token.includes(emulatorKey);
    case "near-aws-secret":
      return nearAwsSecret(around);
  }
}

const base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** Thirty random characters, then their CRC-32 as six digits of base 62. */
function crcBase62(token: string): boolean {
  const body = token.slice(token.indexOf("_") + 1);
  let rest = crc32(Buffer.from(body.slice(0, -6), "latin1"));
  let sum = "";
  for (let digit = 0; digit < 6; digit += 1) {
    sum = base62.charAt(rest % 62) + sum;
    rest = Math.floor(rest / 62);
  }
  return body.endsWith(sum);
}

/** A macaroon of version 2 ends with its signature: field 6 of 32 bytes. */
function macaroon(token: string): boolean {
  const bytes = Buffer.from(token.slice("pypi-".length), "base64url");
  const field = bytes.length - 34;
  return bytes[0] === 2 && field > 0 && bytes[field] === 6 && bytes[field + 1] === 32;
}

const bech32Digits = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
const bech32Generators = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];

/** The checksum of BIP 173 over prefix and data. */
function bech32(text: string): boolean {
  const split = text.lastIndexOf("1");
  const prefix = [...Buffer.from(text.slice(0, split), "latin1")];
  const data = [...Buffer.from(text.slice(split + 1), "latin1")].map((code) =>
    bech32Digits.indexOf(String.fromCharCode(code)),
  );
  let sum = 1;
  for (const value of [...prefix.map((code) => code >> 5), 0, ...prefix.map((code) => code & 31), ...data]) {
    const top = sum >>> 25;
    sum = ((sum & 0x1ffffff) << 5) ^ value;
    bech32Generators.forEach((generator, bit) => {
      if ((top >>> bit) & 1) sum ^= generator;
    });
  }
  return sum === 1;
}

/** The first part is a JSON object that names an algorithm. */
function jsonHeader(token: string): boolean {
  try {
    const header: unknown = JSON.parse(Buffer.from(token.split(".")[0] ?? "", "base64url").toString("utf8"));
    return typeof header === "object" && header !== null && "alg" in header && header.alg !== "none";
  } catch {
    return false;
  }
}

/** The beginning of the one key of Azurite, the storage emulator: it is documented, and opens nothing. */
const emulatorKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6";

/** An access key's ID is no secret; with the forty characters that belong to it, it is. */
function nearAwsSecret(around: string): boolean {
  for (const [candidate] of around.matchAll(/(?<![0-9A-Za-z+/=_-])[0-9A-Za-z+/]{40}(?![0-9A-Za-z+/=_-])/g)) {
    const mixed = /[0-9]/.test(candidate) && /[a-z]/.test(candidate) && /[A-Z]/.test(candidate);
    if (mixed && !isPlaceholder(candidate)) return true;
  }
  return false;
}
