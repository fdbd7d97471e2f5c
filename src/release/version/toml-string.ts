/** Finds a string in a TOML file by its path, so that it can be replaced without touching anything else of the file. */

import { parseTOML, type AST } from "toml-eslint-parser";

/** Offsets of the text between the quotes. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** A step of a path: a key, or the table of an array whose `name` is this. */
export type TomlStep = string | { readonly named: string };

/** `undefined` where there is no such string, or one that is written over several lines or with escapes. Throws for what is no TOML. */
export function findTomlString(text: string, path: readonly TomlStep[]): TextRange | undefined {
  const top = parseTOML(text, { tomlVersion: "1.1" }).body[0];
  const value = inBody(top.body, path, namesOf(top));
  if (value?.type !== "TOMLValue" || value.kind !== "string" || value.multiline) return undefined;
  const [start, end] = [value.range[0] + 1, value.range[1] - 1];
  return text.slice(start, end) === value.value ? { start, end } : undefined;
}

/** "package[3]" -> the `name` of that table. */
function namesOf(top: AST.TOMLTopLevelTable): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const node of top.body) {
    if (node.type !== "TOMLTable") continue;
    const name = node.body.find((entry) => keyOf(entry).join(".") === "name")?.value;
    if (name?.type === "TOMLValue" && typeof name.value === "string") {
      names.set(JSON.stringify(node.resolvedKey), name.value);
    }
  }
  return names;
}

function inBody(
  body: readonly (AST.TOMLKeyValue | AST.TOMLTable)[],
  path: readonly TomlStep[],
  names: ReadonlyMap<string, string>,
): AST.TOMLContentNode | undefined {
  for (const node of body) {
    if (node.type === "TOMLKeyValue") {
      const rest = after(keyOf(node), path);
      if (rest) return inValue(node.value, rest);
      continue;
    }
    if (!leadsTo(node.resolvedKey, path, names)) continue;
    const rest = path.slice(node.resolvedKey.length);
    for (const entry of node.body) {
      const left = after(keyOf(entry), rest);
      if (left) return inValue(entry.value, left);
    }
  }
  return undefined;
}

function inValue(value: AST.TOMLContentNode, path: readonly TomlStep[]): AST.TOMLContentNode | undefined {
  if (path.length === 0) return value;
  if (value.type !== "TOMLInlineTable") return undefined;
  for (const entry of value.body) {
    const rest = after(keyOf(entry), path);
    if (rest) return inValue(entry.value, rest);
  }
  return undefined;
}

function keyOf(entry: AST.TOMLKeyValue): string[] {
  return entry.key.keys.map((key) => (key.type === "TOMLBare" ? key.name : key.value));
}

/** What is left of a path behind a key; `undefined` where the key leads elsewhere. */
function after(key: readonly string[], path: readonly TomlStep[]): readonly TomlStep[] | undefined {
  return key.length <= path.length && key.every((part, index) => part === path[index])
    ? path.slice(key.length)
    : undefined;
}

/** `resolvedKey` has a number behind the name of each array of tables. */
function leadsTo(
  key: readonly (string | number)[],
  path: readonly TomlStep[],
  names: ReadonlyMap<string, string>,
): boolean {
  if (key.length > path.length) return false;
  return key.every((part, index) => {
    const step = path[index];
    if (typeof step === "string" || step === undefined) return part === step;
    return typeof part === "number" && names.get(JSON.stringify(key.slice(0, index + 1))) === step.named;
  });
}
