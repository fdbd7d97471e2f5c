// As the real action: the artifact begins at the least common folder of its paths, hidden files are left out unless asked for, and a name is taken unless it may be replaced.
import { cpSync, existsSync, mkdirSync, rmSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

const { INPUT_NAME: name, INPUT_PATH: text, INPUT_OVERWRITE: overwrite } = process.env;
const paths = text
  .split("\n")
  .filter(Boolean)
  .map((path) => resolve(path));
const missing = paths.find((path) => !existsSync(path));
if (missing) throw new Error(`no files at ${missing}`);
if (process.env["INPUT_INCLUDE-HIDDEN-FILES"] !== "true") throw new Error("hidden files would be left out");
const folders = paths.map((path) =>
  statSync(path).isDirectory() && paths.length === 1 ? path : dirname(path),
);
const common = folders.reduce((a, b) => {
  while (relative(a, b).startsWith("..")) a = dirname(a);
  return a;
});
const to = join(process.env.STAND_IN_ARTIFACTS, name);
if (existsSync(to) && overwrite !== "true") throw new Error(`there is an artifact ${name} already`);
rmSync(to, { recursive: true, force: true });
mkdirSync(to, { recursive: true });
for (const path of paths) cpSync(path, join(to, relative(common, path)), { recursive: true });
