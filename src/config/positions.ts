/** Where a key or an entry stands in a TOML file; its parser is loaded only when there is a problem to show. */

import type { AST } from "toml-eslint-parser";
import type { Path } from "./problem.ts";

/** Both count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export type Locate = (path: Path) => Position | undefined;

/** Finds the position of the deepest part of a path that the file holds; a missing key is found at its table. */
export async function positionsOf(text: string): Promise<Locate> {
  const { parseTOML } = await import("toml-eslint-parser");
  const known = new Map<string, Position>();
  const remember = (path: Path, node: AST.TOMLNode) => {
    const key = JSON.stringify(path);
    if (!known.has(key)) known.set(key, { line: node.loc.start.line, column: node.loc.start.column + 1 });
  };
  for (const node of parseTOML(text, { tomlVersion: "1.1" }).body[0].body) {
    if (node.type === "TOMLKeyValue") visitKeyValue([], node, remember);
    else visitTable(node, remember);
  }
  return (path) => {
    for (let length = path.length; length > 0; length--) {
      const position = known.get(JSON.stringify(path.slice(0, length)));
      if (position) return position;
    }
    return undefined;
  };
}

type Remember = (path: Path, node: AST.TOMLNode) => void;

function visitTable(table: AST.TOMLTable, remember: Remember): void {
  // `resolvedKey` has the index of each array table between the names.
  let name = 0;
  table.resolvedKey.forEach((part, index) => {
    const node = typeof part === "number" ? table : (table.key.keys[name++] ?? table);
    remember(table.resolvedKey.slice(0, index + 1), node);
  });
  for (const entry of table.body) visitKeyValue(table.resolvedKey, entry, remember);
}

function visitKeyValue(root: Path, entry: AST.TOMLKeyValue, remember: Remember): void {
  let path = root;
  for (const key of entry.key.keys) {
    path = [...path, key.type === "TOMLBare" ? key.name : key.value];
    remember(path, key);
  }
  visitValue(path, entry.value, remember);
}

function visitValue(path: Path, value: AST.TOMLContentNode, remember: Remember): void {
  if (value.type === "TOMLInlineTable") for (const entry of value.body) visitKeyValue(path, entry, remember);
  if (value.type !== "TOMLArray") return;
  value.elements.forEach((element, index) => {
    remember([...path, index], element);
    visitValue([...path, index], element, remember);
  });
}
