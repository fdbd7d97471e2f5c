/** What is left of a table without all that the schema refuses, so that the rules can judge the rest in the same run. */

import type { RawTable, RawValue } from "./config.ts";
import type { Path } from "./problem.ts";
import { schemaProblems } from "./schema-problems.ts";

/**
 * The table less its bad values; a table that lacks a required key goes as a whole. So does a list with a bad entry:
 * the positions of its other entries must not shift.
 */
export function fitting(raw: RawTable): RawTable {
  const problems = schemaProblems(raw, "pyproject", []);
  if (problems.length === 0) return raw;
  return fitting(problems.reduce((table, { path }) => without(table, path), raw));
}

function without(table: RawTable, path: Path): RawTable {
  const index = path.findIndex((part) => typeof part === "number");
  return remove(table, index < 0 ? path : path.slice(0, index)) ?? {};
}

/** `undefined` where the table itself must go, because what is refused is the lack of a key. */
function remove(table: RawTable, [key, ...rest]: Path): RawTable | undefined {
  if (typeof key !== "string") return undefined;
  const { [key]: value, ...others } = table;
  if (value === undefined) return undefined;
  const inner = rest.length > 0 && isTable(value) ? remove(value, rest) : undefined;
  return inner ? { ...table, [key]: inner } : others;
}

export function isTable(value: RawValue | undefined): value is RawTable {
  return typeof value === "object" && !Array.isArray(value);
}
