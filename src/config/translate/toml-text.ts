/** Values and keys as TOML 1.0 text, written the way people write them. */

import type { RawTable, RawValue } from "../config.ts";

/** Lists and tables longer than this are broken into lines. */
export const width = 110;

export function tomlKey(key: string): string {
  return /^[A-Za-z0-9_-]+$/.test(key) ? key : quoted(key);
}

/** `indent` is that of the line on which the value begins, `taken` how much of the line stands before it. */
export function tomlValue(value: RawValue, taken = 0): string {
  if (typeof value === "string") return text(value);
  if (typeof value !== "object") return String(value);
  if (isList(value)) {
    const short = `[${value.map((one) => tomlValue(one)).join(", ")}]`;
    if (short.length + taken <= width && !short.includes("\n")) return short;
    return `[\n${value.map((one) => `  ${tomlValue(one)},\n`).join("")}]`;
  }
  return inlineTable(value);
}

export function inlineTable(table: RawTable): string {
  const entries = Object.entries(table).map(([key, value]) => `${tomlKey(key)} = ${tomlValue(value)}`);
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
}

export function isList(value: RawValue): value is readonly RawValue[] {
  return Array.isArray(value);
}

function text(value: string): string {
  const literal = !value.includes("'''") && !hasControls(value.replace(/[\n\t]/g, ""));
  if (value.includes("\n") && literal && !value.endsWith("'")) return `'''\n${value}'''`;
  return /["\\]/.test(value) && !value.includes("'") && !hasControls(value) ? `'${value}'` : quoted(value);
}

function hasControls(value: string): boolean {
  return Array.from(value).some((char) => char < " " || char === "\u007f");
}

/** JSON's escapes are TOML's; DEL has to be one as well. */
function quoted(value: string): string {
  return JSON.stringify(value).replaceAll("\u007f", "\\u007F");
}
