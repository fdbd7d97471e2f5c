/** The shape of what `wheelway plan --cost --json` writes, version 1, and of files for `--prices`; their JSON schemas are generated from here. */

import { z } from "zod";
import { costDataSchema } from "../plan/cost-data.ts";
import { cacheStates } from "../plan/cost-jobs.ts";
import { timeOrigins } from "../plan/cost-time.ts";
import { runnerKinds } from "../plan/runners.ts";

const count = z.number().int().min(0);
const amount = z.number().min(0);

const charge = z.strictObject({
  seconds: amount.describe("How long it takes."),
  minutes: amount.describe("What is charged, in whole steps of the CI."),
  money: amount.describe("In the currency of the figures."),
  freeMinutes: amount.describe("Of the free minutes of a month, where it is paid with those."),
});

const charges = z
  .record(z.enum(cacheStates), charge)
  .describe(
    "cold: nothing in any cache; edited: what was compiled before is in the compiler cache; unchanged: every result is in the result store.",
  );

const job = z.strictObject({
  name: z.string(),
  runner: z.enum(runnerKinds),
  machine: z.string().describe("As the CI calls it."),
  targets: z.array(z.string()),
  charges,
});

const row = z.strictObject({
  system: z.string(),
  made: z.record(z.enum(["native", "cross", "emulated"]), count).describe("How many targets in which way."),
  times: z
    .record(z.enum(timeOrigins), count)
    .describe(
      "Where the times of so many targets come from: only `remembered` ones were measured in this way.",
    ),
  jobs: z.array(job),
  run: charges.describe("All jobs together; `seconds` from the first beginning to the last end."),
  leftOut: z.array(z.string()).describe("Targets that no machine of the CI can make."),
});

const problem = z.strictObject({
  system: z.string(),
  problem: z.discriminatedUnion("problem", [
    z.strictObject({ problem: z.literal("no-runner"), targets: z.array(z.string()) }),
    z.strictObject({ problem: z.literal("too-few"), needed: z.array(z.enum(runnerKinds)) }),
    z.strictObject({ problem: z.literal("too-many"), most: count, learning: z.boolean() }),
  ]),
});

export const costReportSchema = z.strictObject({
  version: z.literal(1).describe("Version of this schema."),
  project: z.strictObject({ name: z.string().optional(), version: z.string().optional() }),
  targets: z.array(z.string()),
  rows: z
    .array(z.union([row, problem]))
    .describe("One for each CI and way of building that comes to something else."),
  figures: costDataSchema.describe("What it was reckoned with."),
});

/** For schema/cost.schema.json and schema/prices.schema.json, whose every key may be left out. */
export function costJsonSchemas(): { readonly report: object; readonly prices: object } {
  const report = z.toJSONSchema(costReportSchema);
  const prices = z.toJSONSchema(costDataSchema, {
    io: "input",
    override: ({ jsonSchema }) => {
      delete jsonSchema.required;
    },
  });
  return {
    report: { title: "Costs by Wheelway (wheelway plan --cost --json)", ...report },
    prices: { title: "Prices and factors for wheelway plan --cost --prices FILE", ...prices },
  };
}
