/** Finds the version that a package states of itself, `__version__ = "1.0"`, where it can be read without running it. */

import type { Scan } from "./scans.ts";

/** A module or a package at the top of a wheel, and the files in which packages keep their version. */
const holders = /^(?:[^/]+|[^/]+\/(?:__init__|_version|version|__version__|__about__|about))\.py$/;

/** Bytes. No file that states a version is near it, except generated ones. */
const longest = 512 * 1024;

export function scanVersion(member: { readonly path: string; readonly size: number }): Scan | undefined {
  if (!holders.test(member.path) || member.size > longest) return undefined;
  const pieces: Buffer[] = [];
  return {
    chunk: (bytes) => void pieces.push(bytes),
    end: () => {
      const version = statedVersion(Buffer.concat(pieces).toString("utf8"));
      return version === undefined ? {} : { statedVersion: version };
    },
  };
}

const literal =
  /(?:[A-Za-z_]\w*[ \t]*=[ \t]*){0,3}__version__[ \t]*(?::[ \t]*\w+[ \t]*)?=[ \t]*(?:[A-Za-z_]\w*[ \t]*=[ \t]*){0,3}[uUrR]?(["'])([^"'\\\r\n]{1,100})\1[ \t]*(?=[#;\r\n]|$)/y;
const assignment =
  /[ \t]*(?:[A-Za-z_]\w*[ \t]*=[ \t]*){0,3}__version__[ \t]*(?::[ \t]*[\w.[\]]+[ \t]*)?(?:\+=|=(?!=))/y;

/**
 * The value of `__version__` in a Python file: one literal text, assigned at the top level. `undefined` where there is
 * none, or where it is computed, depends on a condition or is assigned twice.
 */
export function statedVersion(source: string): string | undefined {
  const found = new Set<string>();
  for (const start of lineStarts(source)) {
    assignment.lastIndex = start;
    if (!assignment.test(source)) continue;
    literal.lastIndex = start;
    const value = literal.exec(source)?.[2];
    if (value === undefined) return undefined;
    found.add(value);
  }
  const [only, ...others] = found;
  return others.length === 0 ? only : undefined;
}

/** Where lines begin that are not inside a text; reads the file once, so that hostile ones cost no more. */
function* lineStarts(source: string): Generator<number> {
  let at = 0;
  let fresh = true;
  while (at < source.length) {
    if (fresh) yield at;
    fresh = false;
    const char = source[at];
    if (char === "\n") fresh = true;
    if (char === "#") at = endOfLine(source, at);
    else if (char === '"' || char === "'") at = endOfText(source, at);
    else at += 1;
  }
}

function endOfLine(source: string, from: number): number {
  const end = source.indexOf("\n", from);
  return end === -1 ? source.length : end;
}

function endOfText(source: string, from: number): number {
  const quote = source[from] ?? "";
  const triple = source.startsWith(quote.repeat(3), from);
  const close = triple ? quote.repeat(3) : quote;
  for (let at = from + close.length; at < source.length; at += 1) {
    if (source[at] === "\\") at += 1;
    else if (source.startsWith(close, at)) return at + close.length;
    else if (!triple && source[at] === "\n") return at;
  }
  return source.length;
}
