/** What costs are reckoned with: prices of machines by CI, factors between ways of building, and guesses. The shape; the figures are in ci/prices.ts. */

import { z } from "zod";
import { runnerKinds } from "./runners.ts";

const words = z.string().min(1).max(500);
const seconds = z.number().min(0).max(1_000_000);

const sourced = <Name extends string>(value: z.ZodNumber, name: Name) =>
  z.strictObject({ [name]: value, source: words } as { [Key in Name]: z.ZodNumber } & {
    source: typeof words;
  });

const factor = sourced(z.number().positive().max(1000), "factor");
const guess = sourced(seconds, "seconds");

const machine = z.strictObject({
  label: words.describe("What the CI calls it."),
  cores: z.number().int().min(1).max(1024).describe("Tasks that run side by side."),
  speed: z.number().positive().max(100).describe("Of a core; 1: as fast as this machine's.").default(1),
  perMinute: z.number().min(0).max(1000).describe("Price of a minute; 0 where only months are paid."),
  multiplier: z.number().min(0).max(1000).describe("Free minutes that one minute takes.").default(1),
});

const system = z.strictObject({
  name: words,
  source: words.describe("Where the prices come from, and of when they are."),
  roundUpSeconds: z.number().int().min(1).max(86_400).describe("Each job is charged in whole steps of this."),
  free: z
    .strictObject({ minutes: z.number().min(0).max(1e9), plan: words })
    .optional()
    .describe("Minutes a month that cost nothing."),
  perMonth: z
    .strictObject({ price: z.number().min(0).max(1e9), what: words })
    .optional()
    .describe("What is paid by the month, however many minutes are used."),
  note: words.optional(),
  machines: z.partialRecord(z.enum(runnerKinds), machine),
});

export const costDataSchema = z.strictObject({
  date: z.iso.date().describe("When the figures were looked at."),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .describe("ISO 4217."),
  factors: z.strictObject({
    crossBuild: factor.describe("A wheel that is cross-compiled, against a native build."),
    crossTest: factor.describe("Tests of such a wheel, which run under emulation."),
    emulatedBuild: factor,
    emulatedTest: factor,
    compilerCache: factor.describe(
      "A build after an edit, with what was compiled before in the compiler cache.",
    ),
  }),
  seconds: z.strictObject({
    wheel: guess.describe("Building one wheel natively, where nothing is remembered."),
    test: guess.describe("Testing it."),
    sdist: guess.describe("Making the sdist."),
    setUp: guess.describe("What every job does before and after: checkout, engine, caches, artifacts."),
    image: guess.describe("Pulling and unpacking the image of one platform."),
    gather: guess.describe("Gathering and verifying the slices."),
  }),
  systems: z.record(z.string().regex(/^[a-z][a-z0-9-]{0,30}$/), system),
});

export type CostData = z.infer<typeof costDataSchema>;
/** As it is written: what has a default may be left out. */
export type CostFigures = z.input<typeof costDataSchema>;
export type SystemPrices = CostData["systems"][string];
export type Machine = NonNullable<SystemPrices["machines"]["linux-x86_64"]>;

/** Figures of one's own over the known ones: tables are merged key by key, everything else is replaced. */
export function withFigures(known: CostFigures, own: unknown): CostData | { readonly malformed: string } {
  const parsed = costDataSchema.safeParse(merged(known, own));
  return parsed.success ? parsed.data : { malformed: z.prettifyError(parsed.error) };
}

function merged(known: unknown, own: unknown): unknown {
  if (own === undefined) return known;
  if (!isTable(known) || !isTable(own)) return own;
  const keys = new Set([...Object.keys(known), ...Object.keys(own)]);
  // From entries: a key such as __proto__ becomes a key, and the schema refuses it.
  return Object.fromEntries([...keys].map((key) => [key, merged(valueOf(known, key), valueOf(own, key))]));
}

function valueOf(table: object, key: string): unknown {
  return Object.hasOwn(table, key) ? (table as Record<string, unknown>)[key] : undefined;
}

function isTable(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
