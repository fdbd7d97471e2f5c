/** What `src/` imports is there for users of the package and of the module: both install no development dependencies. */

import { readdirSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { join } from "node:path";
import { expect, it } from "vitest";

const root = join(import.meta.dirname, "../..");
const { dependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  dependencies: Readonly<Record<string, string>>;
};

/** `@scope/name/part` -> `@scope/name`. */
const packageOf = (specifier: string) => specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");

it("imports nothing that only development installs", () => {
  const missing = sources().flatMap((file) =>
    [
      ...readFileSync(join(root, file), "utf8").matchAll(
        /^(import|export) (?!type\b)[^;]*?from "([^".][^"]*)"/gm,
      ),
    ]
      .map(([, , specifier = ""]) => packageOf(specifier))
      .filter(
        (name) => !name.startsWith("node:") && !builtinModules.includes(name) && !(name in dependencies),
      )
      .map((name) => `${file}: ${name}`),
  );
  expect(missing).toEqual([]);
});

function sources(): string[] {
  return readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => join("src", file));
}
