/** The JSON schema of dist/manifest.json, for those who read it. */

import { manifestJsonSchema } from "../../src/artifacts/manifest-schema.ts";
import type { Generator } from "./generator.ts";

export const manifestSchemaFile: Generator = {
  path: "schema/manifest.schema.json",
  text: () => Promise.resolve(`${JSON.stringify(manifestJsonSchema(), null, 2)}\n`),
};
