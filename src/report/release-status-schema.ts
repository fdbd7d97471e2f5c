/** The shape of what `wheelway status --json` writes, version 1; schema/status.schema.json is generated from here. */

import { z } from "zod";

const text = (description: string) => z.string().meta({ description });
const digest = z.string().regex(/^[0-9a-f]{64}$/);
const time = z.iso.datetime();

const file = z.strictObject({
  file: text("File name"),
  kind: z.enum(["wheel", "sdist", "other"]),
  sha256: digest,
  size: z.int().min(0).meta({ description: "Bytes" }),
});

const step = z.strictObject({
  step: text("Such as `publish-index`"),
  state: z
    .enum(["done", "skipped", "stopped", "begun"])
    .meta({ description: "`begun`: it has no end in the journal" }),
  why: z.string().optional().meta({ description: "Why it was skipped, or what stopped it" }),
  at: time,
});

const effect = z.strictObject({
  effect: text("Such as `upload:pypi:demo-1.0.tar.gz`"),
  title: text("The same for people"),
  state: z
    .enum(["done", "perhaps", "not-done"])
    .meta({ description: "`perhaps`: it was begun, and nobody has looked since" }),
});

const approval = z.discriminatedUnion("state", [
  z.strictObject({ state: z.literal("open") }),
  z.strictObject({
    state: z.literal("approved"),
    by: z.string(),
    at: time,
    how: z.enum(["person", "policy"]),
    note: z.string(),
  }),
  z.strictObject({ state: z.literal("rejected"), by: z.string(), at: time, reason: z.string() }),
]);

const waits = z.discriminatedUnion("for", [
  z.strictObject({ for: z.literal("nothing") }),
  z.strictObject({ for: z.literal("process"), pid: z.int() }),
  z.strictObject({ for: z.literal("approval") }),
  z.strictObject({ for: z.literal("acknowledgement"), what: z.array(z.string()).readonly() }),
  z.strictObject({ for: z.literal("abort"), by: z.string(), reason: z.string() }),
  z.strictObject({ for: z.literal("mending"), step: z.string(), code: z.string(), why: z.string() }),
  z.strictObject({ for: z.literal("resume") }),
]);

const outside = z.strictObject({
  index: z.string(),
  page: z.string().optional(),
  state: z.enum(["none", "some", "all", "conflict", "unknown"]),
  present: z.array(z.string()).meta({ description: "Files of the release that it has" }),
  missing: z.array(z.string()),
  why: z.string().optional().meta({ description: "Of a conflict, and of what cannot be told" }),
});

const release = z.strictObject({
  project: text("Name as the metadata writes it"),
  version: text("PEP 440"),
  state: z.enum(["open", "released", "rehearsed", "aborted", "rolled-back"]),
  began: time,
  command: z.string().optional().meta({ description: "What the last run was: `publish`, `release`" }),
  by: z.string().optional().meta({ description: "Who started the last run" }),
  manifestDigest: digest.optional().meta({ description: "SHA-256 of the set; absent before there is one" }),
  files: z.array(file),
  approval,
  acknowledged: z
    .array(z.strictObject({ what: z.string(), by: z.string(), at: time }))
    .meta({ description: "What a person, or the policy, has vouched for" }),
  ended: z
    .strictObject({ at: time, by: z.string().optional() })
    .optional()
    .meta({ description: "When it came to its end, and who decided that, where somebody did" }),
  waits: waits.meta({ description: "What it needs to go on" }),
  steps: z.array(step),
  effects: z.array(effect).meta({ description: "What it has changed outside, or tried to" }),
  outside: z.array(outside).meta({
    description: "What the indexes have of it now, where it is open or was named; empty with --offline",
  }),
  links: z.record(z.string(), z.string()).meta({ description: "Place -> page" }),
  urls: z
    .record(z.string(), z.record(z.string(), z.string()))
    .meta({ description: "Index -> file -> where it can be downloaded" }),
  warnings: z.array(z.string()).meta({ description: "What services warned of" }),
  journal: text("Absolute path"),
  log: text("Absolute path of the same for people"),
});

const elsewhere = z.strictObject({
  project: z.string(),
  version: z.string(),
  tag: z.string(),
  manifestDigest: digest,
  files: z.array(z.string()).meta({ description: "Files that the forge's draft has, without the manifest" }),
  url: text("The draft's page"),
  holder: z.string().optional().meta({ description: "Who holds the version's claim" }),
});

export const statusJson = z.strictObject({
  version: z.literal(1).meta({ description: "Of this shape; new keys may come, none changes its meaning" }),
  wheelway: text("Version of Wheelway that wrote it"),
  releases: z.array(release).meta({ description: "Open ones first" }),
  elsewhere: z
    .array(elsewhere)
    .meta({ description: "Begun on other machines and not over; `wheelway resume` finishes one here" }),
  damaged: z
    .array(z.strictObject({ folder: z.string(), why: z.string() }))
    .meta({ description: "Releases whose journal cannot be believed" }),
});

export type StatusJson = z.infer<typeof statusJson>;

export function statusJsonSchema(): object {
  return {
    $comment: "Generated from src/report/release-status-schema.ts; do not edit.",
    title: "What `wheelway status --json` writes",
    ...z.toJSONSchema(statusJson, { target: "draft-2020-12" }),
  };
}
