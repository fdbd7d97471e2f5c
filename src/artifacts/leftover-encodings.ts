/** Finds ASCII text that is written in base64, hex or escapes: without decoding what cannot be text. */

export interface Decoded {
  readonly text: string;
  readonly encoding: string;
  /** Where the encoded form begins. */
  readonly at: number;
}

/** Shortest encoded text that is decoded: the shortest token has 20 characters. */
export const leastBase64 = 27;
export const leastHex = 40;

export const other = 255;
/** White space and what stands between the pieces of a text that goes over several lines: skipped. */
const skip = 254;

function values(digits: string, skipped: string): Uint8Array {
  const table = new Uint8Array(256).fill(other);
  Buffer.from(skipped, "latin1").forEach((byte) => (table[byte] = skip));
  Buffer.from(digits, "latin1").forEach((byte, value) => (table[byte] = value));
  return table;
}

const between = " \t\r\n\"'";
export const base64Values = values(
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
  between,
);
base64Values[0x2d] = 62;
base64Values[0x5f] = 63;
export const hexValues = values("0123456789abcdef", between);
Buffer.from("ABCDEF", "latin1").forEach((byte, index) => (hexValues[byte] = 10 + index));

/**
 * What a digit can be at each place of its group when every byte is ASCII, and so has no highest bit: in base64 bit 5 of
 * the first digit, bit 3 of the second and bit 1 of the third are 0 (RFC 4648, section 4). A first digit below 2 would be
 * a control character that no text has; long stretches of zeros are data.
 */
const base64Fits = [
  (value: number) => (value & 0x20) === 0 && value > 1,
  (value: number) => (value & 0x08) === 0,
  (value: number) => (value & 0x02) === 0,
  () => true,
].map(tableOf);
const hexFits = [(value: number) => value < 8, () => true].map(tableOf);

function tableOf(fits: (value: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, value) => (value < skip && fits(value) ? 1 : 0));
}

/** Texts of ASCII in base64 (of both alphabets) from `start` to `end`, wherever their groups of four begin. */
export function base64In(bytes: Buffer, start: number, end: number): Decoded[] {
  return stretches(bytes, start, end, { values: base64Values, fits: base64Fits, least: leastBase64 }).map(
    ({ digits, at }) => ({
      text: Buffer.from(digits, "base64").toString("latin1"),
      encoding: /[-_]/.test(digits) ? "base64url" : "base64",
      at,
    }),
  );
}

export function hexIn(bytes: Buffer, start: number, end: number): Decoded[] {
  return stretches(bytes, start, end, { values: hexValues, fits: hexFits, least: leastHex }).map(
    ({ digits, at }) => ({ text: Buffer.from(digits, "hex").toString("latin1"), encoding: "hex", at }),
  );
}

interface Digits {
  readonly values: Uint8Array;
  /** What fits, one table a place in the group. */
  readonly fits: readonly Uint8Array[];
  readonly least: number;
}

/** Stretches of digits that fit as ASCII, for each phase in which their groups may begin. */
function stretches(
  bytes: Buffer,
  start: number,
  end: number,
  kind: Digits,
): { digits: string; at: number }[] {
  const found: { digits: string; at: number }[] = [];
  const group = kind.fits.length;
  for (let phase = 0; phase < group; phase += 1) {
    let [count, from, place] = [0, start, phase];
    for (let index = start; index <= end; index += 1) {
      const value = index === end ? other : (kind.values[bytes[index] as number] as number);
      if (value === skip) continue;
      if (kind.fits[place]?.[value] === 0) {
        if (count >= kind.least)
          found.push({ digits: bytes.toString("latin1", from, index).replace(/[\s"']+/g, ""), at: from });
        count = 0;
      } else if (count > 0) count += 1;
      // A stretch begins with a whole group.
      else if (place === 0) [count, from] = [1, index];
      place = value === other ? phase : (place + 1) % group;
    }
  }
  return found;
}

const escapes = [
  { encoding: "percent escapes", pattern: /%([2-7][0-9A-Fa-f]|0[9AaDd])/g, radix: 16 },
  { encoding: "\\u escapes", pattern: /\\u00([2-7][0-9A-Fa-f]|0[9AaDd])/g, radix: 16 },
  { encoding: "\\x escapes", pattern: /\\x([2-7][0-9A-Fa-f]|0[9AaDd])/g, radix: 16 },
  { encoding: "octal escapes", pattern: /\\(0?[0-1][0-7]{2})/g, radix: 8 },
  { encoding: "quoted-printable", pattern: /=([2-7][0-9A-F]|0[9AD]|\r?\n)/g, radix: 16 },
] as const;
const anyEscape = /%[02-7][0-9A-Fa-f]|\\u00[0-7]|\\x[0-7]|\\0?[01][0-7]{2}|=(?:[02-7][0-9A-F]|\r?\n)/;

/** The text with its escapes resolved, once for each way of writing them that occurs. */
export function escapesIn(text: string): (Omit<Decoded, "at"> & { readonly at?: undefined })[] {
  if (!anyEscape.test(text)) return [];
  return escapes.flatMap(({ encoding, pattern, radix }) => {
    const decoded = text.replace(pattern, (_, code: string) =>
      code.endsWith("\n") ? "" : String.fromCharCode(Number.parseInt(code, radix)),
    );
    return decoded === text ? [] : [{ text: decoded, encoding }];
  });
}

const lists = [
  { pattern: /(?:0[xX][0-7][0-9A-Fa-f],\s{0,40}){19,}0[xX][0-7][0-9A-Fa-f]/g, radix: 16 },
  { pattern: /(?:(?:9|1[03]|[3-9]\d|1[01]\d|12[0-6]),\s{0,40}){19,}\d{2,3}/g, radix: 10 },
  { pattern: /(?:[0-7][0-9A-Fa-f]\s{1,40}){19,}[0-7][0-9A-Fa-f]/g, radix: 16 },
] as const;

/** Texts that are written as a list of the numbers of their bytes. */
export function listsIn(text: string): Decoded[] {
  return lists.flatMap(({ pattern, radix }) =>
    [...text.matchAll(pattern)].map((match) => ({
      text: Buffer.from(match[0].split(/[,\s]+/).map((number) => Number.parseInt(number, radix))).toString(
        "latin1",
      ),
      encoding: "a list of numbers",
      at: match.index,
    })),
  );
}
