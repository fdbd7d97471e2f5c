/** The lines of a release's journal, version 1: append-only, one JSON object a line, each chained to the one before. */

import { z } from "zod";

const receipt = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** The forge's release whose files are published; what is left out is told by the folder. */
const askedRelease = z.strictObject({
  tag: z.string(),
  forge: z.enum(["github", "gitea", "gitlab"]).optional(),
  api: z.string().optional(),
  project: z.string().optional(),
});

export type AskedRelease = z.infer<typeof askedRelease>;

/** What happened; the envelope around it is added when it is written. */
export const eventSchema = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("opened"),
    project: z.string(),
    version: z.string(),
    wheelway: z.string(),
  }),
  z.strictObject({
    type: z.literal("run-started"),
    command: z.string(),
    by: z.string(),
    host: z.string(),
    pid: z.int(),
    /** What was asked for, so that `resume` can ask for the same. */
    asked: z
      .strictObject({
        /** Absolute: the project, or the folder whose settings held. */
        folder: z.string(),
        dryRun: z.boolean(),
        toTestIndex: z.boolean(),
        draft: z.boolean(),
        prerelease: z.boolean().nullable(),
        from: askedRelease.optional(),
      })
      .optional(),
  }),
  z.strictObject({ type: z.literal("step-started"), step: z.string() }),
  z.strictObject({ type: z.literal("step-done"), step: z.string() }),
  z.strictObject({ type: z.literal("step-skipped"), step: z.string(), reason: z.string() }),
  z.strictObject({ type: z.literal("step-failed"), step: z.string(), code: z.string(), why: z.string() }),
  z.strictObject({ type: z.literal("fact"), name: z.string(), value: z.json() }),
  z.strictObject({
    type: z.literal("intent"),
    effect: z.string(),
    title: z.string(),
    identity: z.enum(["digest", "commit", "marker", "at-least-once"]),
  }),
  z.strictObject({
    type: z.literal("receipt"),
    effect: z.string(),
    receipt,
    found: z.boolean().describe("It was there already: seen, not done."),
  }),
  z.strictObject({
    type: z.literal("failed"),
    effect: z.string(),
    why: z.string(),
    may: z.boolean().describe("It may have happened all the same."),
  }),
  z.strictObject({ type: z.literal("undone"), effect: z.string(), what: z.string() }),
  z.strictObject({
    type: z.literal("approved"),
    manifest: sha256,
    by: z.string(),
    how: z.enum(["person", "policy"]),
    note: z.string(),
  }),
  z.strictObject({ type: z.literal("rejected"), manifest: sha256, by: z.string(), reason: z.string() }),
  z.strictObject({
    type: z.literal("acknowledged"),
    what: z.string(),
    by: z.string(),
    how: z.enum(["person", "policy"]).optional(),
    note: z.string().optional(),
  }),
  z.strictObject({ type: z.literal("warning"), text: z.string() }),
  z.strictObject({
    type: z.literal("torn"),
    bytes: z.int().describe("Bytes of a last line that a crash cut short."),
  }),
  z.strictObject({
    type: z.literal("closed"),
    outcome: z.enum(["released", "rehearsed", "aborted", "rolled-back"]),
    by: z.string().optional().describe("Who decided it, where somebody did."),
  }),
]);

export type JournalEvent = z.infer<typeof eventSchema>;

const envelopeSchema = z.object({
  v: z.literal(1),
  /** From 0, without gaps. */
  seq: z.int().min(0),
  /** ISO 8601, UTC. */
  at: z.iso.datetime(),
  /** Which run wrote it. */
  run: z.string(),
  /** SHA-256 of the line before, without its line end; of nothing for the first. */
  prev: sha256,
});

export type JournalEntry = z.infer<typeof envelopeSchema> & JournalEvent;

/** A line's meaning, or why it has none. */
export function parseEntry(line: string): JournalEntry | { readonly malformed: string } {
  let data: unknown;
  try {
    data = JSON.parse(line);
  } catch {
    return { malformed: "it is no JSON" };
  }
  const envelope = envelopeSchema.safeParse(data);
  if (!envelope.success) return { malformed: z.prettifyError(envelope.error) };
  const { v, seq, at, run, prev } = envelope.data;
  const rest = Object.fromEntries(Object.entries(data as object).filter(([key]) => !(key in envelope.data)));
  const event = eventSchema.safeParse(
    "type" in (data as object) ? { ...rest, type: (data as { type: unknown }).type } : rest,
  );
  if (!event.success) return { malformed: z.prettifyError(event.error) };
  return { v, seq, at, run, prev, ...event.data };
}
