/** Merging an override into a table: `key` replaces, `+key` prepends, `key+` appends; tables with fixed keys are entered. */

import { z } from "zod";
import type { RawTable, RawValue } from "./config.ts";
import { configSchema } from "./schema.ts";
import { withoutDefault } from "./schema-override.ts";

/** How a key of an override acts on the key it names. */
export type Merge = "replace" | "prepend" | "append";

/** `+env` -> prepend to `env`. */
export function mergeOf(key: string): { readonly key: string; readonly how: Merge } {
  if (key.startsWith("+")) return { key: key.slice(1), how: "prepend" };
  if (key.endsWith("+")) return { key: key.slice(0, -1), how: "append" };
  return { key, how: "replace" };
}

/** The table with the changes of one override; neither argument is changed. Both must have passed the schema. */
export function mergeChanges(base: RawTable, changes: RawTable): RawTable {
  return mergeTable(base, changes, configSchema);
}

function mergeTable(base: RawTable, changes: RawTable, schema: z.ZodObject): RawTable {
  const merged: Record<string, RawValue> = { ...base };
  for (const [written, value] of Object.entries(changes)) {
    const { key, how } = mergeOf(written);
    const inner = withoutDefault(schema.shape[key] as z.ZodType);
    if (how === "replace" && inner instanceof z.ZodObject) {
      merged[key] = mergeTable((merged[key] ?? {}) as RawTable, value as RawTable, inner);
    } else {
      merged[key] = how === "replace" ? value : join(merged[key], value, how);
    }
  }
  return merged;
}

/** Lists are joined. In tables the later entry wins, so what is prepended gives way to what is there. */
function join(base: RawValue | undefined, value: RawValue, how: "prepend" | "append"): RawValue {
  if (base === undefined) return value;
  const [first, second] = how === "prepend" ? [value, base] : [base, value];
  if (Array.isArray(value)) return [...(first as readonly RawValue[]), ...(second as readonly RawValue[])];
  return { ...(first as RawTable), ...(second as RawTable) };
}
