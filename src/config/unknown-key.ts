/** What to say of an unknown key: a misspelt one, one of another table, one that is for overrides only. */

import { z } from "zod";
import { mergeOf } from "./merge.ts";
import { didYouMean, joinOr } from "./near.ts";
import { keyName, type Path, type Problem } from "./problem.ts";
import { configSchema, projectOnlyKeys } from "./schema.ts";
import { withoutDefault } from "./schema-override.ts";

/** What to say of a key that the table at `path` (from the configuration's own table) does not have. */
export function unknownKey(key: string, path: Path): Pick<Problem, "text" | "hint"> {
  const inOverride = path[0] === "override";
  const { key: plain, how } = mergeOf(key);
  if (inOverride && path.length === 2 && projectOnlyKeys.includes(plain)) {
    return {
      text: `\`${key}\` cannot be set for some targets: it holds for the whole project`,
      hint: "move it out of the override",
    };
  }
  const known = keysAt(path);
  const text = `unknown key \`${key}\`${path.length === 0 ? "" : ` in \`${keyName(path)}\``}`;
  if (how !== "replace" && known.includes(plain)) {
    const why = inOverride
      ? `\`${plain}\` is neither a list nor a table`
      : `\`${key}\` belongs into an override`;
    return { text, hint: `${why}: write \`${plain}\`` };
  }
  const all = `known keys: ${known.filter(isPlainKey).join(", ")}`;
  return { text, hint: elsewhere(key, path) ?? didYouMean(key, known) ?? all };
}

function isPlainKey(key: string): boolean {
  return mergeOf(key).how === "replace";
}

/** The key in another table, for a key that was put into the wrong one. */
function elsewhere(key: string, path: Path): string | undefined {
  if (path.length === 0 && key === "tool") return "in wheelway.toml the keys stand without [tool.wheelway]";
  const places = Object.keys(configSchema.shape)
    .filter((table) => table !== "override" && keysAt([table]).includes(key))
    .map((table) => `\`${table}.${key}\``);
  return places.length > 0 ? `did you mean ${joinOr(places)}?` : undefined;
}

/** The keys that the table at a path may hold. */
function keysAt(path: Path): readonly string[] {
  let schema: z.ZodType = configSchema;
  for (const part of path) {
    const inner = withoutDefault(schema);
    if (inner instanceof z.ZodObject) schema = inner.shape[part] as z.ZodType;
    else if (inner instanceof z.ZodArray) schema = inner.element as z.ZodType;
    else if (inner instanceof z.ZodRecord) schema = inner.valueType as z.ZodType;
    else return [];
  }
  const table = tableOf(withoutDefault(schema));
  return table ? Object.keys(table.shape) : [];
}

/** The table among the alternatives of a schema. */
function tableOf(schema: z.ZodType): z.ZodObject | undefined {
  if (schema instanceof z.ZodObject) return schema;
  if (!(schema instanceof z.ZodUnion)) return undefined;
  return schema.options.find((option) => option instanceof z.ZodObject);
}
