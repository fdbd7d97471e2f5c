/** The JSON schema and the reference are those of the sources, and the schema agrees with the parser. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { parse } from "smol-toml";
import { describe, expect, it } from "vitest";
import { configSchema } from "../../../src/config/schema.ts";
import { generators } from "../../../scripts/generators/list.ts";

const root = join(import.meta.dirname, "../../..");
const read = (path: string) => readFileSync(join(root, path), "utf8");

describe("generated files", () => {
  it.each(generators)("$path is fresh (npm run generate)", async ({ path, text }) => {
    expect(read(path)).toBe(await text());
  });
});

describe("the JSON schema", () => {
  const ajv = new Ajv({ allowUnionTypes: true, strictRequired: false });
  const validate = ajv.compile(JSON.parse(read("schema/wheelway.schema.json")) as object);
  const wheelwayOf = (text: string) =>
    (parse(text)["tool"] as Record<string, unknown> | undefined)?.["wheelway"] ?? {};

  it("accepts the examples", () => {
    for (const name of readdirSync(join(root, "examples")).filter((entry) => entry.startsWith("hello-"))) {
      expect(validate(wheelwayOf(read(`examples/${name}/pyproject.toml`))), name).toBe(true);
    }
  });

  it("accepts every example of the reference", () => {
    const toml = /```toml\n([\s\S]*?)```/.exec(read("docs/reference/config.md"))?.[1] ?? "";
    const table = wheelwayOf(toml);
    expect(Object.keys(table)).toContain("override");
    expect(validate(table), ajv.errorsText(validate.errors)).toBe(true);
    expect(configSchema.safeParse(table).success).toBe(true);
  });

  it.each(["unknown-keys", "values", "names", "overrides-shape"])(
    "refuses what the parser's schema refuses: %s",
    (name) => {
      const table = wheelwayOf(read(`test/golden/config-errors/${name}.toml`));
      expect(configSchema.safeParse(table).success).toBe(false);
      expect(validate(table)).toBe(false);
    },
  );
});
