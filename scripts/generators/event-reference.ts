/** The reference of the lines that `--json` writes, and their JSON schema. */

import { format } from "prettier";
import { z } from "zod";
import { jsonEventSchema, jsonEventSchemas } from "../../src/report/json-events-schema.ts";
import type { Generator } from "./generator.ts";
import { markdownTable } from "./markdown-table.ts";

const introduction = `# Events

<!-- Generated from src/report/json-events-schema.ts by \`npm run generate\`. Do not edit. -->

With \`--json\`, \`wheelway build\` and \`wheelway test\` write one JSON object a line to the standard output, while the run
goes on. The last line is a \`report\`, or an \`error\`. \`schema/events.schema.json\` is the schema of a line. A new
\`version\` means that a line has changed; new types of lines may come without one, so programs skip those that they do
not know.

The other commands write one JSON document at their end (those of \`wheelway verify\` and \`wheelway status\` are described
by \`schema/verify.schema.json\` and \`schema/status.schema.json\`), or the last of the lines below, and an \`error\` line
where they fail.

Every line has these:

| Field | Type | Meaning |
| --- | --- | --- |
| \`version\` | \`1\` | Version of the shape of all lines |
| \`time\` | string | When it was written, ISO 8601, UTC |
| \`type\` | string | What happened, as below |`;

export const eventReference: Generator = {
  path: "docs/reference/events.md",
  text: () => {
    const sections = Object.entries(jsonEventSchemas).flatMap(([type, schema]) => [
      `## \`${type}\``,
      schema.meta()?.description ?? "",
      fieldTable(schema),
    ]);
    return format([introduction, ...sections].join("\n\n"), { parser: "markdown", printWidth: 110 });
  },
};

export const eventSchemaFile: Generator = {
  path: "schema/events.schema.json",
  text: () => {
    const schema = z.toJSONSchema(jsonEventSchema, { target: "draft-7", unrepresentable: "any" });
    return Promise.resolve(`${JSON.stringify(schema, null, 2)}\n`);
  },
};

function fieldTable(schema: z.ZodObject): string {
  const own = Object.entries(schema.shape).filter(([name]) => !["version", "time", "type"].includes(name));
  const rows = own.map(([name, field]) => [
    `\`${name}\``,
    typeName(field as z.ZodType),
    (field as z.ZodType).meta()?.description ?? "",
  ]);
  return markdownTable(["Field", "Type", "Meaning"], rows);
}

function typeName(schema: z.ZodType): string {
  if (schema instanceof z.ZodOptional) return `${typeName(schema.unwrap() as z.ZodType)}, or absent`;
  if (schema instanceof z.ZodReadonly) return typeName(schema.unwrap() as z.ZodType);
  if (schema instanceof z.ZodEnum)
    return schema.options.map((option) => `\`"${String(option)}"\``).join(" or ");
  if (schema instanceof z.ZodArray) return `list of ${typeName(schema.element as z.ZodType)}`;
  if (schema instanceof z.ZodObject) {
    const fields = Object.entries(schema.shape).map(
      ([name, inner]) => `\`${name}\`: ${typeName(inner as z.ZodType)}`,
    );
    return `object (${fields.join("; ")})`;
  }
  if (schema instanceof z.ZodNumber) return "number";
  return schema instanceof z.ZodCustom ? "object" : schema.type;
}
