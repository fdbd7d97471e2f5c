/** One job of a workflow and one row of its matrix: what its expressions see, and reading the tables of the file. */

import type { CiContext, CiStep, CiValue } from "./step.ts";
import { asText, interpolate, Unknown, type Contexts } from "./expression.ts";
import { isTable } from "./matrix.ts";
import { shownAs } from "../setting.ts";
import type { YamlFile } from "./yaml-file.ts";

export type Path = readonly (string | number)[];
export type Table = Record<string, unknown>;

/** One job and one row of its matrix, on the way through a file. */
export interface Place {
  readonly context: CiContext;
  readonly file: { readonly path: string; readonly yaml: YamlFile };
  readonly job: string;
  readonly contexts: Contexts;
  readonly env: ReadonlyMap<string, CiValue>;
  readonly machine: CiStep["machine"];
  /** Set inside of a composite action: what its job says. */
  readonly outer?: Pick<CiStep, "released" | "pythons">;
}

/** The place with the variables of an `env` table, which expressions see from there on. */
export function withEnv(place: Place, env: unknown, path: Path): Place {
  const own = values(place, env, path, (name) => name);
  if (own.size === 0) return place;
  const merged = new Map([...place.env, ...own]);
  const known = Object.fromEntries([...merged].map(([name, { value }]) => [name, value]));
  return { ...place, env: merged, contexts: { ...place.contexts, env: { values: known, open: true } } };
}

/** The entries of a table of the file, each with its setting. Values of secret-looking names are never shown. */
export function values(
  place: Place,
  raw: unknown,
  path: Path,
  nameOf: (name: string) => string,
): Map<string, CiValue> {
  const found = new Map<string, CiValue>();
  for (const [name, written] of Object.entries(table(raw))) {
    if (written === undefined || written === null || typeof written === "object") continue;
    const text = asText(written);
    const value = interpolate(text, place.contexts);
    const where = `${place.file.path}:${place.file.yaml.lineOf([...path, name])}`;
    const setting = { name: nameOf(name), value: shownAs(name, text), where };
    found.set(name, { setting, value: value instanceof Unknown ? value : asText(value) });
  }
  return found;
}

/** The value, or an empty table where it is none. */
export function table(value: unknown): Table {
  return isTable(value) ? value : {};
}

/** The value, or an empty list where it is none. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The same data with expressions filled in; what cannot be known makes the whole unknown. */
export function deep(value: unknown, contexts: Contexts): unknown {
  if (typeof value === "string") return value.includes("${{") ? interpolate(value, contexts) : value;
  if (Array.isArray(value)) {
    const values = value.map((one) => deep(one, contexts));
    return values.find((one) => one instanceof Unknown) ?? values;
  }
  if (!isTable(value)) return value;
  const entries = Object.entries(value).map(([key, one]) => [key, deep(one, contexts)] as const);
  return entries.find(([, one]) => one instanceof Unknown)?.[1] ?? Object.fromEntries(entries);
}
