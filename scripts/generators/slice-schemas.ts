/** The JSON schemas of what CI jobs hand to each other: the plan of slices, and slice.json. */

import { sliceJsonSchemas } from "../../src/artifacts/slice-schema.ts";
import type { Generator } from "./generator.ts";

export const slicePlanSchemaFile: Generator = {
  path: "schema/slices.schema.json",
  text: () => Promise.resolve(`${JSON.stringify(sliceJsonSchemas().plan, null, 2)}\n`),
};

export const partialManifestSchemaFile: Generator = {
  path: "schema/slice.schema.json",
  text: () => Promise.resolve(`${JSON.stringify(sliceJsonSchemas().partial, null, 2)}\n`),
};
