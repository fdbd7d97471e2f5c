/** Where the driver's Python files are, and what is in them. */

import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The file that is started: `python driver.py task.json`. */
export const driverFile = "driver.py";

/** The driver's environment variable for `RunContext.jobs`. */
export const jobsVariable = "WHEELWAY_JOBS";

/** Folder of the driver and of the scripts beside it, what `{scripts}` stands for. Throws where the package is incomplete. */
export function driverFolder(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  // Beside this file in the sources; the bundle is one folder below the package's root.
  const folder = [here, join(here, "..", "src", "driver")].find((one) => existsSync(join(one, driverFile)));
  if (folder === undefined) throw new Error(`the package is incomplete: ${driverFile} is missing`);
  return folder;
}

/** File name -> text of every Python file of the driver, sorted by name. */
export function driverFiles(): ReadonlyMap<string, string> {
  const folder = driverFolder();
  const names = readdirSync(folder).filter((name) => name.endsWith(".py"));
  return new Map(names.sort().map((name) => [name, readFileSync(join(folder, name), "utf8")]));
}

/** Hex SHA-256 over names and texts: part of what decides a task's result. */
export function driverDigest(): string {
  const digest = createHash("sha256");
  for (const [name, text] of driverFiles()) digest.update(`${name}\0${text}\0`);
  return digest.digest("hex");
}
