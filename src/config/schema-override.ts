/** The shape of `[[tool.wheelway.override]]`, derived from the tables it may change: same keys, no defaults, plus `+key` and `key+`. */

import { z } from "zod";
import { glob, platformName } from "./schema-values.ts";

type Shape = Readonly<Record<string, z.ZodType>>;

/** The schema without its default: what a user may write. */
export function withoutDefault(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional)
    return withoutDefault(schema.unwrap() as z.ZodType);
  return schema;
}

/** Lists are joined and tables of strings merged; other values can only be replaced. */
export function isExtendable(schema: z.ZodType): boolean {
  return schema instanceof z.ZodArray || schema instanceof z.ZodRecord;
}

function changesShape(shape: Shape): Record<string, z.ZodType> {
  const changes: Record<string, z.ZodType> = {};
  for (const [key, schema] of Object.entries(shape)) {
    const inner = withoutDefault(schema);
    const description = schema.meta()?.description ?? "";
    if (inner instanceof z.ZodObject) {
      changes[key] = z
        .strictObject(changesShape(inner.shape as Shape))
        .optional()
        .meta({ description });
      continue;
    }
    changes[key] = inner.optional().meta({ description });
    if (!isExtendable(inner)) continue;
    changes[`+${key}`] = inner.optional().meta({ description: `Put before \`${key}\`. ${description}` });
    changes[`${key}+`] = inner.optional().meta({ description: `Put after \`${key}\`. ${description}` });
  }
  return changes;
}

export function overrideSchema(tables: Shape) {
  return z.strictObject({
    select: z
      .union([glob, z.array(glob).min(1)], { error: "a glob on target names, or a list of them" })
      .meta({
        description: "Globs on target names; the override holds for every target that one of them matches.",
        examples: ["pp311-manylinux_*_aarch64"],
      }),
    platform: platformName.optional().meta({
      description:
        "Another platform for these targets: it replaces the one in the target's name. Use it where some Pythons need a newer policy.",
      examples: ["manylinux_2_36_aarch64"],
    }),
    optional: z
      .boolean()
      .optional()
      .meta({
        description:
          "`true`: a failure of these targets is a warning, told and counted, and does not fail the run.",
        examples: [true],
      }),
    ...changesShape(tables),
  });
}
