/** Every text of a bad configuration: test/golden/config-errors/<name>.toml gives <name>.txt. */

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseConfig } from "../../../src/config/parse.ts";
import { WheelwayError } from "../../../src/errors.ts";
import { expectGolden, readGolden } from "../../support/golden.ts";

const folder = "config-errors";
const files = readdirSync(join(import.meta.dirname, "../../golden", folder));
const cases = files
  .filter((name) => /^[^.]+\.toml$/.test(name))
  .map((name) => name.slice(0, -".toml".length));

async function errorOf(name: string): Promise<WheelwayError> {
  const wheelway = `${name}.wheelway.toml`;
  const config = parseConfig({
    pyproject: { path: "pyproject.toml", text: readGolden(`${folder}/${name}.toml`) },
    ...(files.includes(wheelway)
      ? { wheelway: { path: "wheelway.toml", text: readGolden(`${folder}/${wheelway}`) } }
      : {}),
  });
  return config.then(
    () => expect.fail(`${name} was accepted`),
    (error: unknown) => (error instanceof WheelwayError ? error : expect.fail(String(error))),
  );
}

describe("a bad configuration", () => {
  it.each(cases)("%s", async (name) => {
    const { code, message, why, next } = await errorOf(name);
    expectGolden(`${folder}/${name}.txt`, `${code}: ${message}\n\n${why ?? ""}\n\n${next}\n`);
  });

  it("names a line that exists, for every problem", async () => {
    for (const name of cases) {
      const { why } = await errorOf(name);
      const places = [...(why ?? "").matchAll(/^(pyproject|wheelway)\.toml:(\d+):(\d+): /gm)];
      expect(places.length, name).toBeGreaterThan(0);
      for (const [, file, line] of places) {
        const suffix = file === "wheelway" ? ".wheelway.toml" : ".toml";
        const lines = readGolden(`${folder}/${name}${suffix}`).split("\n");
        expect(Number(line), name).toBeLessThanOrEqual(lines.length);
      }
    }
  });
});
