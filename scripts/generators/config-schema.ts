/** The JSON schema of the configuration, for editors. */

import { z } from "zod";
import { configSchema } from "../../src/config/schema.ts";
import type { Generator } from "./generator.ts";

export const configSchemaFile: Generator = {
  path: "schema/wheelway.schema.json",
  text: () => {
    // Draft 7 is what the editors' TOML language servers read; "input": what a user may write, before defaults.
    const schema = z.toJSONSchema(configSchema, { io: "input", target: "draft-7" });
    return Promise.resolve(`${JSON.stringify(schema, null, 2)}\n`);
  },
};
