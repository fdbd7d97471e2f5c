/** Putting the configuration into the text of a pyproject.toml, without touching the rest of it. */

import type { AST } from "toml-eslint-parser";

/** Has the text a `[tool.wheelway]`, in whatever way it is written? The text is valid TOML. */
export async function hasConfiguration(text: string): Promise<boolean> {
  return (await ownLines(text)).length > 0;
}

/** The text with the block at its end; where it has a configuration, the block is put in its place. */
export async function withConfiguration(text: string, block: string): Promise<string> {
  const newline = text.includes("\r\n") ? "\r\n" : "\n";
  const lines = text.split(/\r?\n/);
  const own = new Set(withComments(lines, await ownLines(text)));
  const place = own.size > 0 ? Math.min(...own) : lines.length;
  const before = trimmed(lines.slice(0, place));
  const blank = (index: number) => (lines[index] ?? "").trim() === "";
  // What stood between two blank lines leaves one of them.
  const kept = (index: number) => !own.has(index) && !(own.has(index - 1) && blank(index));
  const after = trimmed(lines.slice(place).filter((_, index) => kept(place + index)));
  const parts = [before, block.trimEnd().split("\n"), after].filter((part) => part.length > 0);
  return parts.map((part) => part.join(newline)).join(newline + newline) + newline;
}

/** Indexes of the lines of all tables below `tool.wheelway`. */
async function ownLines(text: string): Promise<number[]> {
  const { parseTOML } = await import("toml-eslint-parser");
  return parseTOML(text, { tomlVersion: "1.1" }).body[0].body.flatMap((node) => {
    const path = node.type === "TOMLTable" ? node.resolvedKey : node.key.keys.map(nameOf);
    return path[0] === "tool" && path[1] === "wheelway"
      ? range(node.loc.start.line - 1, node.loc.end.line - 1)
      : [];
  });
}

function nameOf(key: AST.TOMLBare | AST.TOMLQuoted): string {
  return key.type === "TOMLBare" ? key.name : key.value;
}

/** With the comments between the tables, the ones right above and below them, and the head that `init` wrote. */
function withComments(lines: readonly string[], own: readonly number[]): readonly number[] {
  if (own.length === 0) return [];
  const isComment = (index: number) => /^\s*#/.test(lines[index] ?? "");
  const isSpace = (index: number) => isComment(index) || (lines[index] ?? "").trim() === "";
  const found = new Set(own);
  for (const index of own) {
    let next = index + 1;
    while (next < lines.length && isSpace(next)) next++;
    if (found.has(next)) for (const between of range(index + 1, next - 1)) found.add(between);
  }
  let first = Math.min(...own);
  while (first > 0 && isComment(first - 1)) first--;
  let head = first;
  while (head > 0 && isSpace(head - 1)) head--;
  const written = range(head, first).find((index) =>
    (lines[index] ?? "").startsWith("# Configuration of Wheelway"),
  );
  for (const index of range(written ?? first, Math.min(...own))) found.add(index);
  for (let next = Math.max(...own) + 1; next < lines.length && isComment(next); next++) found.add(next);
  return [...found];
}

function range(first: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}

function trimmed(lines: readonly string[]): readonly string[] {
  const blank = (line: string | undefined) => (line ?? "").trim() === "";
  let [start, end] = [0, lines.length];
  while (start < end && blank(lines[start])) start++;
  while (end > start && blank(lines[end - 1])) end--;
  return lines.slice(start, end);
}
