/** Secrets that open nothing, made anew from a seed so that none stands in a file, and the ways to write them. */

import { createHash, generateKeyPairSync } from "node:crypto";
import { deflateRawSync, gzipSync } from "node:zlib";

import { crc32 } from "../../src/artifacts/crc32.ts";
import { zipBytes } from "./zip-bytes.ts";

const base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** Characters that look random and are the same at every run. */
export function characters(alphabet: string, count: number, seed = "wheelway"): string {
  let text = "";
  for (let block = 0; text.length < count; block += 1) {
    for (const byte of createHash("sha256").update(`${seed} ${block}`).digest())
      text += alphabet.charAt(byte % alphabet.length);
  }
  return text.slice(0, count);
}

export const alphanumeric = (count: number, seed?: string) => characters(base62, count, seed);
export const hexadecimal = (count: number, seed?: string) => characters("0123456789abcdef", count, seed);

export function withCrc(prefix: string, seed?: string): string {
  const body = alphanumeric(30, seed);
  let [sum, rest] = ["", crc32(Buffer.from(body))];
  for (let digit = 0; digit < 6; digit += 1, rest = Math.floor(rest / 62))
    sum = base62.charAt(rest % 62) + sum;
  return `${prefix}${body}${sum}`;
}

/** A macaroon of version 2 with the location, an identifier and a signature, as PyPI's tokens are. */
export function pypiToken(): string {
  const field = (type: number, content: Buffer) =>
    Buffer.concat([Buffer.from([type, content.length]), content]);
  const random = createHash("sha512").update("macaroon").digest();
  const macaroon = Buffer.concat([
    Buffer.from([2]),
    field(1, Buffer.from("pypi.org")),
    field(2, random.subarray(0, 36)),
    Buffer.from([0, 0]),
    field(6, random.subarray(32, 64)),
  ]);
  return `pypi-${macaroon.toString("base64url")}`;
}

const bech32Digits = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

/** A key of age: 32 bytes in Bech32 (BIP 173), in capitals. */
export function ageKey(): string {
  const prefix = "age-secret-key-";
  const codes = [...Buffer.from(prefix)];
  const bits = [...createHash("sha256").update("age").digest()]
    .map((byte) => byte.toString(2).padStart(8, "0"))
    .join("");
  const data = (bits.padEnd(260, "0").match(/.{5}/g) ?? []).map((group) => Number.parseInt(group, 2));
  const expanded = [...codes.map((code) => code >> 5), 0, ...codes.map((code) => code & 31)];
  const generators = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
  const sum = [...expanded, ...data, 0, 0, 0, 0, 0, 0].reduce(
    (before, value) =>
      generators.reduce(
        (after, generator, bit) => (((before >>> 25) >> bit) & 1 ? after ^ generator : after),
        ((before & 0x1ffffff) << 5) ^ value,
      ),
    1,
  );
  const checksum = [25, 20, 15, 10, 5, 0].map((shift) => ((sum ^ 1) >>> shift) & 31);
  return `${prefix}1${[...data, ...checksum].map((value) => bech32Digits.charAt(value)).join("")}`.toUpperCase();
}

export type KeyForm = "pkcs8" | "pkcs1" | "sec1";

/** A fresh key each time; an RSA key of 1024 bits, which is enough to be one. */
export function privateKey(form: KeyForm = "pkcs8"): string {
  if (form === "sec1")
    return generateKeyPairSync("ec", {
      namedCurve: "P-256",
      privateKeyEncoding: { type: "sec1", format: "pem" },
      publicKeyEncoding: { type: "spki", format: "pem" },
    }).privateKey;
  return generateKeyPairSync("rsa", {
    modulusLength: 1024,
    privateKeyEncoding: { type: form, format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  }).privateKey;
}

const bytesOf = (text: string) => [...Buffer.from(text)];
const hexByte = (byte: number) => byte.toString(16).padStart(2, "0");

/** How a text can stand in a file, by the name that a finding gives it; `undefined` for plain text. */
export const writings: readonly {
  readonly name: string;
  readonly says: string | undefined;
  readonly write: (text: string) => string | Buffer;
}[] = [
  { name: "plain", says: undefined, write: (text) => `value = """${text}"""\n` },
  {
    name: "a string with escaped line feeds",
    says: undefined,
    write: (text) => `{"value": ${JSON.stringify(`prefix\n${text}`)}}\n`,
  },
  {
    name: "base64",
    says: "base64",
    write: (text) => `value = "${Buffer.from(`user:${text}`).toString("base64")}"\n`,
  },
  {
    name: "base64url",
    says: "base64url",
    write: (text) =>
      `https://example.org/?state=${Buffer.from(`{"t>>>???~~~":"${text}"}`).toString("base64url")}\n`,
  },
  {
    name: "base64 in lines of 76",
    says: "base64",
    write: (text) =>
      Buffer.from(`some words before it, to fill a line or more of text; ${text}`)
        .toString("base64")
        .replace(/.{76}/g, "$&\r\n"),
  },
  {
    name: "hex",
    says: "hex",
    write: (text) => `value = "${Buffer.from(text).toString("hex").toUpperCase()}"\n`,
  },
  {
    name: "UTF-16LE",
    says: "UTF-16LE",
    write: (text) => Buffer.from(`\ufeffvalue = ${text}\r\n`, "utf16le"),
  },
  {
    name: "UTF-16BE",
    says: "UTF-16BE",
    write: (text) => Buffer.from(`\ufeffvalue = ${text}\r\n`, "utf16le").swap16(),
  },
  {
    name: "percent escapes",
    says: "percent escapes",
    write: (text) =>
      `https://example.org/?value=${bytesOf(text)
        .map((byte) => `%${hexByte(byte)}`)
        .join("")}\n`,
  },
  {
    name: "\\u escapes",
    says: "\\u escapes",
    write: (text) =>
      `{"value": "${bytesOf(text)
        .map((byte) => `\\u00${hexByte(byte)}`)
        .join("")}"}\n`,
  },
  {
    name: "\\x escapes",
    says: "\\x escapes",
    write: (text) =>
      `value = b'${bytesOf(text)
        .map((byte) => `\\x${hexByte(byte)}`)
        .join("")}'\n`,
  },
  {
    name: "quoted-printable",
    says: "quoted-printable",
    write: (text) =>
      `Subject: value\n\n${bytesOf(text)
        .map((byte) => `=${hexByte(byte).toUpperCase()}`)
        .join("")
        .replace(/.{75}/g, "$&=\n")}\n`,
  },
  {
    name: "an array of bytes",
    says: "a list of numbers",
    write: (text) =>
      `static char value[] = {\n ${bytesOf(text)
        .map((byte) => `0x${hexByte(byte)}`)
        .join(", ")
        .replace(/.{70} /g, "$&\n  ")}};\n`,
  },
  {
    name: "decimal numbers",
    says: "a list of numbers",
    write: (text) => `value = bytes([${bytesOf(text).join(", ")}])\n`,
  },
  { name: "gzip", says: "gzip", write: (text) => gzipSync(`value: ${text}\n`) },
  {
    name: "a zip file",
    says: "zip",
    write: (text) => zipBytes([{ name: "inner.txt", content: `value: ${text}\n` }]),
  },
  {
    name: "base64 in a zip file",
    says: "base64 in zip",
    write: (text) =>
      zipBytes([{ name: "inner.txt", content: `value: ${Buffer.from(text).toString("base64")}\n` }]),
  },
  {
    name: "a program",
    says: undefined,
    write: (text) =>
      Buffer.concat([
        Buffer.from("\u007fELF\u0002\u0001\u0001\0", "latin1"),
        deflateRawSync(Buffer.alloc(3000, "x")),
        Buffer.from(`\0error: ${text}\0`),
      ]),
  },
];
