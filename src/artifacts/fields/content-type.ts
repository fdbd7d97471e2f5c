/** Description-Content-Type (PEP 566): a MIME type of three, with charset and Markdown variant. */

export const contentTypes = ["text/plain", "text/x-rst", "text/markdown"] as const;

export type ContentType = (typeof contentTypes)[number];

/** One sentence without a full stop. */
export interface InvalidContentType {
  readonly problem: string;
}

const token = String.raw`[^\s()<>@,;:\\"/[\]?=*'%\x00-\x20]+`;
const parameterPattern = new RegExp(String.raw`^\s*(${token})\s*=\s*(?:"((?:[^"\\]|\\.)*)"|(${token}))\s*$`);

/** Reads the field as strictly as Python's `packaging` does. */
export function parseContentType(value: string): ContentType | InvalidContentType {
  const [type = "", ...rest] = splitParameters(value);
  const known = contentTypes.find((one) => one === type.trim().toLowerCase());
  if (known === undefined) return { problem: `it is none of ${contentTypes.join(", ")}` };
  // A ";" at the very end is harmless.
  if (rest.at(-1)?.trim() === "") rest.pop();
  const parameters = new Map<string, string>();
  for (const text of rest) {
    const parameter = parameterPattern.exec(text);
    const name = parameter?.[1]?.toLowerCase();
    if (!parameter || name === undefined)
      return { problem: `${JSON.stringify(text.trim())} is no parameter` };
    if (parameters.has(name)) return { problem: `it has two parameters ${name}` };
    parameters.set(name, parameter[3] ?? (parameter[2] ?? "").replace(/\\(.)/g, "$1"));
  }
  const charset = parameters.get("charset") ?? "UTF-8";
  if (charset.toLowerCase() !== "utf-8") return { problem: `its charset is ${charset}, only UTF-8 may be` };
  const variant = parameters.get("variant") ?? "GFM";
  if (known === "text/markdown" && variant !== "GFM" && variant !== "CommonMark") {
    return { problem: `its Markdown variant is ${variant}, known are GFM and CommonMark` };
  }
  return known;
}

/** Splits at ";", except inside quotes. */
function splitParameters(value: string): string[] {
  return value.match(/(?:"(?:[^"\\]|\\.)*"?|[^;"])+|(?<=;|^)(?=;|$)/g) ?? [];
}
