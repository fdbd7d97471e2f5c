/** `npm run generate` writes every generated file; with `--check` it only tells which are stale, with status 1. */

import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { generators } from "./generators/list.ts";

const root = join(import.meta.dirname, "..");
const check = process.argv.includes("--check");
const stale: string[] = [];

for (const { path, text } of generators) {
  const file = join(root, path);
  const fresh = await text();
  const current = await readFile(file, "utf8").catch(() => undefined);
  if (current === fresh) continue;
  stale.push(path);
  if (check) continue;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, fresh);
}

if (stale.length > 0) console.log(`${check ? "stale" : "written"}: ${stale.join(", ")}`);
if (check && stale.length > 0) {
  console.log("Run `npm run generate` and commit what it writes.");
  process.exitCode = 1;
}
