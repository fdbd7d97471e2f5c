/** The JSON schemas of what `wheelway plan --cost --json` writes, and of the files that `--prices` takes. */

import { costJsonSchemas } from "../../src/report/cost-schema.ts";
import type { Generator } from "./generator.ts";

export const costSchemaFile: Generator = {
  path: "schema/cost.schema.json",
  text: () => Promise.resolve(`${JSON.stringify(costJsonSchemas().report, null, 2)}\n`),
};

export const pricesSchemaFile: Generator = {
  path: "schema/prices.schema.json",
  text: () => Promise.resolve(`${JSON.stringify(costJsonSchemas().prices, null, 2)}\n`),
};
