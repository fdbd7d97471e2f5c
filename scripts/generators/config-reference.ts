/** The reference of the configuration: every key with its type, default, description and example. */

import { format } from "prettier";
import { z } from "zod";
import { placeholders } from "../../src/config/placeholders.ts";
import { configSchema } from "../../src/config/schema.ts";
import { withoutDefault } from "../../src/config/schema-override.ts";
import type { Generator } from "./generator.ts";
import { isBuiltByDefault, knownInterpreters } from "../../src/config/python-releases.ts";
import { introduction, namesText, overrideText } from "./config-reference-text.ts";

type Shape = Readonly<Record<string, z.ZodType>>;

export const configReference: Generator = {
  path: "docs/reference/config.md",
  text: () => format(reference(), { parser: "markdown", printWidth: 110 }),
};

function reference(): string {
  const shape = configSchema.shape as Shape;
  const isTable = (schema: z.ZodType) => withoutDefault(schema) instanceof z.ZodObject;
  const plain = Object.entries(shape).filter(([key, schema]) => !isTable(schema) && key !== "override");
  const tables = Object.entries(shape).filter(([, schema]) => isTable(schema));
  return [
    introduction,
    "## Top-level keys",
    keyTable(plain),
    ...tables.flatMap(([key, schema]) => section(`\`[tool.wheelway.${key}]\``, schema)),
    ...nested("pure-fallback", shape["pure-fallback"]),
    ...nested("checks.WW…", shape["checks"]),
    "## `[[tool.wheelway.override]]`",
    overrideText,
    keyTable(overrideKeys(shape["override"])),
    "## Names",
    namesText(knownInterpreters.filter(isBuiltByDefault), knownInterpreters),
    "## Placeholders",
    "Commands may hold these; a brace after `$` belongs to the shell. Python source of smoke tests is taken as it is.",
    table(
      ["Placeholder", "What it is"],
      Object.entries(placeholders).map(([name, what]) => [`\`{${name}}\``, what]),
    ),
  ].join("\n\n");
}

function section(title: string, schema: z.ZodType): readonly string[] {
  const shape = (withoutDefault(schema) as z.ZodObject).shape as Shape;
  const entries = Object.entries(shape);
  const lists = entries.flatMap(([key, inner]) => {
    const array = withoutDefault(inner);
    if (!(array instanceof z.ZodArray) || !(array.element instanceof z.ZodObject)) return [];
    return [`### Entries of \`${key}\``, keyTable(Object.entries(array.element.shape))];
  });
  return [`## ${title}`, schema.meta()?.description ?? "", keyTable(entries), ...lists];
}

/** The table inside a union or a record. */
function nested(name: string, schema: z.ZodType | undefined): readonly string[] {
  const inner = schema && withoutDefault(schema);
  const tables =
    inner instanceof z.ZodUnion ? inner.options : inner instanceof z.ZodRecord ? [inner.valueType] : [];
  return tables
    .filter((one) => one instanceof z.ZodObject)
    .flatMap((one) => [
      `## \`[tool.wheelway.${name}]\``,
      schema?.meta()?.description ?? "",
      keyTable(Object.entries(one.shape as Shape)),
    ]);
}

/** The keys that only overrides have; the others are described above. */
function overrideKeys(schema: z.ZodType | undefined): readonly [string, z.ZodType][] {
  const entry = schema && (withoutDefault(schema) as z.ZodArray).element;
  const shape = (entry as z.ZodObject).shape as Shape;
  return Object.entries(shape).filter(([key]) => ["select", "platform", "optional"].includes(key));
}

function keyTable(entries: readonly (readonly [string, z.ZodType])[]): string {
  return table(
    ["Key", "Type", "Default", "Description", "Example"],
    entries.map(([key, schema]) => {
      const { description, examples } = schema.meta() ?? {};
      const example: unknown = Array.isArray(examples) ? examples[0] : undefined;
      return [
        `\`${key}\``,
        typeName(schema),
        defaultOf(schema),
        description ?? "",
        example === undefined ? "" : `\`${key} = ${toml(example)}\``,
      ];
    }),
  );
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [row(head), row(head.map(() => "---")), ...rows.map(row)].join("\n");
}

function typeName(schema: z.ZodType): string {
  const title = schema.meta()?.title;
  if (title !== undefined) return title;
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional)
    return typeName(schema.unwrap() as z.ZodType);
  if (schema instanceof z.ZodEnum)
    return schema.options.map((option) => `\`"${String(option)}"\``).join(" or ");
  if (schema instanceof z.ZodArray) return `list of ${typeName(schema.element as z.ZodType)}`;
  if (schema instanceof z.ZodRecord) return `table of ${typeName(schema.valueType as z.ZodType)}`;
  if (schema instanceof z.ZodUnion)
    return schema.options.map((one) => typeName(one as z.ZodType)).join(" or ");
  if (schema instanceof z.ZodObject) return "table";
  return schema.type;
}

function defaultOf(schema: z.ZodType): string {
  if (schema instanceof z.ZodDefault) return `\`${toml(schema.def.defaultValue)}\``;
  if (schema instanceof z.ZodOptional) return "";
  return schema instanceof z.ZodPrefault ? "" : "required";
}

/** One line of TOML; strings as basic strings, which JSON's syntax for them is. */
function toml(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(toml).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, inner]) => `${key} = ${toml(inner)}`);
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
}
