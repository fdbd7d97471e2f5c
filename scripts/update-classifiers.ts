/**
 * Writes src/artifacts/fields/classifier-list.ts from the newest `trove-classifiers`, the list that the index itself goes
 * by: `npx tsx scripts/update-classifiers.ts`. Needs a Python with pip as `python3`, or its path in `PYTHON`.
 */

import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readWheel } from "../src/artifacts/wheel.ts";

const member = "trove_classifiers/__init__.py";
const folder = mkdtempSync(join(tmpdir(), "wheelway-classifiers-"));
try {
  const pip = ["-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:", "-d", folder];
  execFileSync(process.env["PYTHON"] ?? "python3", [...pip, "trove-classifiers"], { stdio: "inherit" });
  const [file] = readdirSync(folder);
  if (file === undefined) throw new Error("pip has downloaded nothing");
  const wheel = await readWheel(join(folder, file), { texts: [member] });
  const text = wheel.texts[member] ?? "";
  const all = strings(/^sorted_classifiers[^=]*= \[\n([^]*?)^\]/m.exec(text)?.[1]);
  const deprecated = /^deprecated_classifiers[^=]*= \{\n([^]*?)^\}/m.exec(text)?.[1] ?? "";
  const replaced = [...deprecated.matchAll(/^ {4}("(?:[^"\\]|\\.)*"): \[([^\]]*)\]/gm)].map(
    ([, name = '""', instead]) => [JSON.parse(name) as string, strings(instead)] as const,
  );
  if (all.length < 800 || replaced.length < 5) throw new Error(`${member} has another form than expected`);
  writeFileSync(
    new URL("../src/artifacts/fields/classifier-list.ts", import.meta.url),
    asModule(wheel.name.version, all, replaced),
  );
} finally {
  rmSync(folder, { recursive: true });
}

function strings(text = ""): string[] {
  return [...text.matchAll(/"(?:[^"\\]|\\.)*"/g)].map(([literal]) => JSON.parse(literal) as string);
}

function asModule(
  version: string,
  all: readonly string[],
  deprecated: readonly (readonly [string, readonly string[]])[],
): string {
  if (all.some((name) => /[`$\\]/.test(name))) throw new Error("a classifier would need escaping");
  return [
    "/** The classifiers that the index takes. Written by scripts/update-classifiers.ts; do not edit. */",
    "/* eslint-disable max-lines -- generated */",
    "",
    "/** Version of `trove-classifiers`, which is the date of the list. */",
    `export const classifiersOf = ${JSON.stringify(version)};`,
    "",
    "export const classifiers: ReadonlySet<string> = new Set(",
    `  \`${all.join("\n")}\`.split("\\n"),`,
    ");",
    "",
    "/** What the index takes no longer, and what it wants instead. */",
    "export const deprecatedClassifiers: ReadonlyMap<string, readonly string[]> = new Map([",
    ...deprecated.map(
      ([name, instead]) =>
        `  [${JSON.stringify(name)}, [${instead.map((one) => JSON.stringify(one)).join(", ")}]],`,
    ),
    "]);",
    "",
  ].join("\n");
}
