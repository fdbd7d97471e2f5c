/** The provenance object of a published file, as an index serves it (PEP 740). */

import { z } from "zod";
import { provenancePredicate, publishPredicate } from "../services.ts";
import type { Publisher } from "./attestation.ts";

const base64 = z.string().regex(/^[A-Za-z0-9+/]+={0,2}$/);
const word = z.string().min(1).max(500);
const optionalWord = word.nullish().transform((text) => text ?? undefined);

const attestation = z.object({
  version: z.literal(1),
  verification_material: z.object({
    certificate: base64,
    transparency_entries: z.array(z.record(z.string(), z.unknown())).min(1).max(10),
  }),
  envelope: z.object({ statement: base64, signature: base64 }),
});

const publisher = z
  .object({
    kind: word,
    repository: optionalWord,
    workflow: optionalWord,
    /** GitLab's word for the workflow. */
    workflow_filepath: optionalWord,
    environment: optionalWord,
    /** Google. */
    email: optionalWord,
  })
  .transform(({ kind, repository, workflow, workflow_filepath, environment, email }): Publisher => ({
    kind,
    repository: repository ?? email,
    workflow: workflow ?? workflow_filepath,
    environment,
  }));

const provenance = z.object({
  version: z.literal(1),
  attestation_bundles: z
    .array(z.object({ publisher, attestations: z.array(attestation).min(1).max(20) }))
    .min(1)
    .max(20),
});

export type Attestation = z.output<typeof attestation>;
export type ProvenanceObject = z.output<typeof provenance>;

export function parseProvenance(text: string): ProvenanceObject | { readonly malformed: string } {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return { malformed: "it is no JSON" };
  }
  const parsed = provenance.safeParse(data);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  return { malformed: `${issue?.path.join(".") ?? ""}: ${issue?.message ?? "another shape"}` };
}

/** One attestation object, as it is uploaded with its file. */
export function parseAttestation(text: string): Attestation | { readonly malformed: string } {
  try {
    return attestation.parse(JSON.parse(text));
  } catch {
    return { malformed: "it has another shape" };
  }
}

const statement = z.object({
  _type: z.literal("https://in-toto.io/Statement/v1"),
  subject: z.array(z.object({ name: z.string(), digest: z.record(z.string(), z.string()) })).length(1),
  predicateType: z.string(),
});

const predicates: readonly string[] = [publishPredicate, provenancePredicate];

/**
 * Is this signed statement about this file? `undefined` where it is, else one sentence.
 * @param text base64
 */
export function statementProblem(text: string, file: string, sha256: string): string | undefined {
  let data: unknown;
  try {
    data = JSON.parse(Buffer.from(text, "base64").toString("utf8"));
  } catch {
    return "its statement is no JSON";
  }
  const parsed = statement.safeParse(data);
  if (!parsed.success) return "its statement is no in-toto statement about one file";
  const { subject, predicateType } = parsed.data;
  if (!predicates.includes(predicateType))
    return `its statement is of the unknown kind ${JSON.stringify(predicateType.slice(0, 100))}`;
  const [only] = subject;
  if (only?.digest["sha256"]?.toLowerCase() !== sha256)
    return "it is for other bytes: its subject has another SHA-256";
  return sameName(only.name, file) ? undefined : "it is for a file of another name";
}

/** Names are written with different cases and separators (PEP 503, 625), and tags in different orders (PEP 425). */
function sameName(one: string, other: string): boolean {
  const normal = (name: string) =>
    name
      .toLowerCase()
      .split("-")
      .map((part) => part.split(/[._]+/).sort().join("."))
      .join("-");
  return normal(one) === normal(other);
}
