/** How large the result store may be and how long an index's answer counts, as people write it. Pure. */

import { WheelwayError } from "../errors.ts";

export interface StoreLimits {
  /** Bytes. */
  readonly size: number;
  /** Milliseconds. */
  readonly maxAge: number;
}

export const defaultLimits = { size: "5GiB", maxAge: "1d" } as const;

const sizeUnits: Readonly<Record<string, number>> = {
  "": 1,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KIB: 2 ** 10,
  MIB: 2 ** 20,
  GIB: 2 ** 30,
  TIB: 2 ** 40,
};
const ageUnits: Readonly<Record<string, number>> = { s: 1e3, m: 60e3, h: 3600e3, d: 86_400e3, w: 604_800e3 };

/** `5GiB`, `500MB`, `1000000` -> bytes; `undefined` for what is no size. */
export function parseSize(text: string): number | undefined {
  const [, number, unit = ""] = /^(\d+(?:\.\d+)?)\s*([KMGT]i?B)?$/i.exec(text.trim()) ?? [];
  const factor = sizeUnits[unit.toUpperCase()];
  return number === undefined || factor === undefined ? undefined : Math.floor(Number(number) * factor);
}

/** `30m`, `12h`, `1d`, `2w` -> milliseconds; `undefined` for what is no age. */
export function parseAge(text: string): number | undefined {
  const [, number, unit = ""] = /^(\d+(?:\.\d+)?)\s*([smhdw])$/.exec(text.trim()) ?? [];
  const factor = ageUnits[unit];
  return number === undefined || factor === undefined ? undefined : Number(number) * factor;
}

/** From WHEELWAY_CACHE_SIZE and WHEELWAY_CACHE_MAX_AGE. Throws "usage-invalid". */
export function storeLimits(env: Readonly<Record<string, string | undefined>>): StoreLimits {
  return {
    size: known("WHEELWAY_CACHE_SIZE", env, defaultLimits.size, parseSize, "500MB or 5GiB"),
    maxAge: known("WHEELWAY_CACHE_MAX_AGE", env, defaultLimits.maxAge, parseAge, "12h or 7d"),
  };
}

function known(
  name: string,
  env: Readonly<Record<string, string | undefined>>,
  fallback: string,
  parse: (text: string) => number | undefined,
  examples: string,
): number {
  const text = env[name] ?? "";
  const value = parse(text === "" ? fallback : text);
  if (value !== undefined) return value;
  throw new WheelwayError("usage-invalid", {
    message: `${name} is ${JSON.stringify(text)}`,
    next: `Write it as ${examples}.`,
  });
}
