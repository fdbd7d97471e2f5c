/** The shapes of what CI jobs hand to each other: the plan of slices, and slice.json beside what one slice has built. */

import { z } from "zod";

import { runnerKinds } from "../plan/runners.ts";
import { canonicalJson } from "./canonical-json.ts";
import { sha256Text } from "./digest.ts";
import { manifestSchema } from "./manifest-schema.ts";

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const sliceName = z
  .string()
  .max(60)
  .regex(/^[a-z0-9_-]+$/);
const targetId = z
  .string()
  .max(100)
  .regex(/^[a-z0-9]+-[a-z0-9_]+$/);

const slice = z.strictObject({
  name: sliceName.describe("As `wheelway build --slice` takes it."),
  runner: z.enum(runnerKinds).describe("The kind of machine that it is meant for."),
  targets: z.tuple([targetId], targetId).describe("What it builds and tests."),
  expectedSeconds: z.number().min(0).describe("One target after another; for balance, not a promise."),
  testsSdist: z.boolean().describe("It installs and tests the sdist, too."),
  fallback: z.boolean().describe("It makes the declared pure wheel beside the binaries."),
});

export const slicePlanSchema = z.strictObject({
  version: z.literal(1).describe("Version of this schema."),
  wheelway: z.string().max(60).describe("Version of Wheelway; every slice is built by the same one."),
  project: z.strictObject({ name: z.string().max(200), version: z.string().max(200).optional() }),
  commit: z.string().max(64).optional().describe("What must be checked out in every job."),
  lock: sha256.optional().describe("SHA-256 of wheelway.lock."),
  configuration: sha256.describe("SHA-256 of the configuration, as canonical JSON."),
  slices: z.tuple([slice], slice),
});

/** Made by one job, read by all others. Its digest stands in every slice. */
export type SlicePlan = z.infer<typeof slicePlanSchema>;

export const partialManifestSchema = z.strictObject({
  version: z.literal(1).describe("Version of this schema."),
  slice: sliceName.describe("Name of the slice; `sdist` for the job that makes the sdist."),
  plan: sha256.describe("SHA-256 of the plan of slices, as canonical JSON."),
  sdist: z
    .strictObject({
      file: z
        .string()
        .max(300)
        .regex(/^[^/\\]+\.tar\.gz$/),
      sha256,
    })
    .describe("What all wheels are built from."),
  job: z.string().max(1000).optional().describe("Address of the CI job, where the CI tells one."),
  manifest: manifestSchema.describe("What was built and tested in this slice, as in manifest.json."),
});

/** slice.json: a partial manifest. */
export type PartialManifest = z.infer<typeof partialManifestSchema>;

export const sliceFile = "slice.json";

export function slicePlanDigest(plan: SlicePlan): string {
  return sha256Text(canonicalJson(plan));
}

/** Reads the plan of slices, or why it is none. */
export function parseSlicePlan(text: string): SlicePlan | { readonly malformed: string } {
  return parseWith(slicePlanSchema, text);
}

/** Reads slice.json, or why it is none. */
export function parsePartialManifest(text: string): PartialManifest | { readonly malformed: string } {
  return parseWith(partialManifestSchema, text);
}

function parseWith<T>(schema: z.ZodType<T>, text: string): T | { readonly malformed: string } {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    return { malformed: `it is no JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
  if (holdsControls(data)) return { malformed: "it holds control characters" };
  const parsed = schema.safeParse(data);
  return parsed.success ? parsed.data : { malformed: z.prettifyError(parsed.error) };
}

/** What it says is shown to people: characters that move the cursor or turn text around have no business in it. */
function holdsControls(data: unknown): boolean {
  if (typeof data === "string") return /[^\P{C}\n]/u.test(data);
  if (typeof data !== "object" || data === null) return false;
  return Object.entries(data).some(([key, value]) => holdsControls(key) || holdsControls(value));
}

/** For schema/slices.schema.json and schema/slice.schema.json. */
export function sliceJsonSchemas(): { readonly plan: object; readonly partial: object } {
  const schemaOf = (schema: z.ZodType, title: string) => ({
    title,
    ...z.toJSONSchema(schema, {
      override: ({ zodSchema, jsonSchema }) => {
        // zod does not say that a tuple with a rest must have its first items.
        if (zodSchema._zod.def.type === "tuple") jsonSchema.minItems = 1;
      },
    }),
  });
  return {
    plan: schemaOf(slicePlanSchema, "The plan of slices of Wheelway (wheelway plan --slices N --json)"),
    partial: schemaOf(partialManifestSchema, "slice.json of Wheelway, beside what one slice has built"),
  };
}
