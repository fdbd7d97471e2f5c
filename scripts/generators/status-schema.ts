/** The JSON schema of what `wheelway status --json` writes, for programs that read it. */

import { statusJsonSchema } from "../../src/report/release-status-schema.ts";
import type { Generator } from "./generator.ts";

export const statusSchemaFile: Generator = {
  path: "schema/status.schema.json",
  text: () => Promise.resolve(`${JSON.stringify(statusJsonSchema(), null, 2)}\n`),
};
