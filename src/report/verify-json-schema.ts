/** The shape of what `wheelway verify --json` writes, version 1; schema/verify.schema.json is generated from here. */

import { z } from "zod";
import { contractSchema } from "../artifacts/manifest-schema.ts";

const text = (description: string) => z.string().meta({ description });
const severity = z.enum(["error", "warning", "note"]);
const count = z.int().min(0);

const file = z.strictObject({
  file: text("File name"),
  kind: z.enum(["wheel", "sdist", "refused"]).meta({ description: "`refused`: nothing in it was read" }),
  size: count.meta({ description: "Bytes" }),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

const finding = z.strictObject({
  code: z
    .string()
    .regex(/^WW\d{3}$/)
    .meta({ description: "One of docs/reference/findings.md; new ones may come" }),
  severity: severity.meta({ description: "With the project's own levels applied" }),
  artifact: z.string().optional().meta({
    description:
      "File name; the expected name or target of what is missing; absent where it is about the whole set",
  }),
  member: z.string().optional().meta({ description: "Path inside the artifact" }),
  message: text("What is wrong"),
  hint: text("What to do"),
});

const previous = z.strictObject({
  version: text("PEP 440"),
  source: text("Where it was read, in words"),
  files: z.array(z.string()).meta({ description: "File names of its wheels and its sdist" }),
});

const turnedDown = z.strictObject({
  code: z.string(),
  level: z.string(),
  reason: z.string(),
  count: count.meta({ description: "Findings that it changed or took away" }),
});

const notRun = z.strictObject({
  what: text("A check, or a part of one"),
  why: text("Why it could not run"),
  remedy: text("What would make it run"),
});

export const verifySchema = z
  .strictObject({
    version: z.literal(1).meta({ description: "Version of this shape" }),
    wheelway: text("Version of Wheelway"),
    source: text("What was verified, as it was named"),
    project: z.strictObject({ name: z.string(), version: z.string() }).optional().meta({
      description: "As the metadata writes them; absent where no artifact could be read",
    }),
    verdict: z.enum(["passed", "failed"]),
    counts: z.strictObject({ error: count, warning: count, note: count }),
    files: z.array(file).meta({ description: "The sdist first, then wheels by name" }),
    contract: contractSchema.optional().meta({ description: "What they were held against" }),
    previous: previous.optional().meta({ description: "The release they were held against" }),
    findings: z.array(finding).meta({ description: "Worst first" }),
    turnedDown: z.array(turnedDown).meta({ description: "Levels of the configuration, with their reasons" }),
    notRun: z.array(notRun).meta({ description: "What could not be checked: silence is no approval" }),
  })
  .meta({ title: "wheelway verify --json" });

export type VerifyJson = z.output<typeof verifySchema>;

/** The JSON schema, for schema/verify.schema.json. */
export function verifyJsonSchema(): object {
  return z.toJSONSchema(verifySchema, {
    override: ({ zodSchema, jsonSchema }) => {
      // zod does not say that a tuple with a rest must have its first items.
      if (zodSchema._zod.def.type === "tuple") jsonSchema.minItems = 1;
    },
  });
}
