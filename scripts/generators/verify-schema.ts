/** The JSON schema of what `wheelway verify --json` writes, for programs that read it. */

import { verifyJsonSchema } from "../../src/report/verify-json-schema.ts";
import type { Generator } from "./generator.ts";

export const verifySchemaFile: Generator = {
  path: "schema/verify.schema.json",
  text: () => Promise.resolve(`${JSON.stringify(verifyJsonSchema(), null, 2)}\n`),
};
