/** SPDX license expressions as PEP 639 has them: read into a tree, identifiers in their official spelling. */

import deprecatedExceptions from "spdx-exceptions/deprecated.json" with { type: "json" };
import exceptions from "spdx-exceptions/index.json" with { type: "json" };
import deprecatedLicenses from "spdx-license-ids/deprecated.json" with { type: "json" };
import licenses from "spdx-license-ids/index.json" with { type: "json" };

export type LicenseTree =
  | { readonly license: string; readonly exception?: string }
  | { readonly operator: "AND" | "OR"; readonly parts: readonly LicenseTree[] };

export interface LicenseExpression {
  readonly tree: LicenseTree;
  /** Identifiers that SPDX has replaced by clearer ones (`GPL-3.0`), as SPDX spells them. */
  readonly deprecated: readonly string[];
}

/** One sentence without a full stop. */
export interface InvalidExpression {
  readonly problem: string;
}

/** Identifiers are compared without case (SPDX, annex B). */
const spellings = (...lists: readonly (readonly string[])[]) =>
  new Map(lists.flat().map((id) => [id.toLowerCase(), id]));
const licenseSpellings = spellings(deprecatedLicenses, licenses);
const exceptionSpellings = spellings(deprecatedExceptions, exceptions);
const outdated = new Set<string>([...deprecatedLicenses, ...deprecatedExceptions]);

/** Nobody nests deeper; an expression of brackets alone must not exhaust the stack. */
const deepest = 50;

/** Reads a license expression; operators and identifiers in any case, as tools that write metadata accept them. */
export function parseLicenseExpression(text: string): LicenseExpression | InvalidExpression {
  const tokens = text.match(/[()]|[^\s()]+/g) ?? [];
  const reader: Reader = { tokens, next: 0, deprecated: [], depth: 0 };
  const tree = readOperation(reader, "OR");
  if ("problem" in tree) return tree;
  const rest = tokens[reader.next];
  if (rest !== undefined)
    return { problem: `${JSON.stringify(rest)} stands where AND, OR or the end should` };
  return { tree, deprecated: reader.deprecated };
}

interface Reader {
  readonly tokens: readonly string[];
  next: number;
  depth: number;
  readonly deprecated: string[];
}

function readOperation(reader: Reader, operator: "AND" | "OR"): LicenseTree | InvalidExpression {
  const parts: LicenseTree[] = [];
  do {
    const part = operator === "OR" ? readOperation(reader, "AND") : readLicense(reader);
    if ("problem" in part) return part;
    parts.push(part);
  } while (take(reader, operator));
  const [only, ...others] = parts;
  return only !== undefined && others.length === 0 ? only : { operator, parts };
}

function readLicense(reader: Reader): LicenseTree | InvalidExpression {
  const token = reader.tokens[reader.next];
  if (token === undefined || /^(?:and|or|with|\))$/i.test(token)) {
    return { problem: `a licence is missing${token === undefined ? " at its end" : ` before ${token}`}` };
  }
  reader.next += 1;
  if (token === "(") return readBrackets(reader);
  const license = spelledLicense(token);
  if (license === undefined) return { problem: `${JSON.stringify(token)} is no licence of SPDX` };
  noteDeprecated(reader, license);
  if (!take(reader, "WITH")) return { license };
  const name = reader.tokens[reader.next] ?? "";
  const exception = exceptionSpellings.get(name.toLowerCase());
  if (exception === undefined) return { problem: `${JSON.stringify(name)} is no exception of SPDX` };
  reader.next += 1;
  noteDeprecated(reader, exception);
  return { license, exception };
}

function readBrackets(reader: Reader): LicenseTree | InvalidExpression {
  reader.depth += 1;
  if (reader.depth > deepest) return { problem: `its brackets are nested more than ${deepest} deep` };
  const inside = readOperation(reader, "OR");
  reader.depth -= 1;
  if ("problem" in inside || take(reader, ")")) return inside;
  return { problem: "a bracket is not closed" };
}

/** `LicenseRef-Anything` and listed identifiers, which may end in "+" (that version or later). */
function spelledLicense(token: string): string | undefined {
  const reference = /^licenseref-([a-z0-9.-]+)$/i.exec(token);
  if (reference) return `LicenseRef-${reference[1] ?? ""}`;
  const listed = licenseSpellings.get(token.toLowerCase());
  if (listed !== undefined || !token.endsWith("+")) return listed;
  const base = licenseSpellings.get(token.slice(0, -1).toLowerCase());
  return base === undefined ? undefined : `${base}+`;
}

function noteDeprecated(reader: Reader, id: string): void {
  const listed = outdated.has(id) || outdated.has(id.replace(/\+$/, ""));
  if (listed && !reader.deprecated.includes(id)) reader.deprecated.push(id);
}

function take(reader: Reader, word: string): boolean {
  if (reader.tokens[reader.next]?.toUpperCase() !== word) return false;
  reader.next += 1;
  return true;
}
