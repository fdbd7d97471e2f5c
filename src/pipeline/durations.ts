/** How long the tasks of a project took on this machine: what `plan` and the board expect of the next run. */

import { createHash } from "node:crypto";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { replaceFile } from "./remember.ts";

/** Task id -> seconds. */
export type Durations = Readonly<Record<string, number>>;

function fileOf(cacheDir: string, project: string): string {
  const name = createHash("sha256").update(project).digest("hex").slice(0, 16);
  return join(cacheDir, "durations", `${name}.json`);
}

/** Empty where nothing is known; a damaged file is nothing known. */
export async function readDurations(cacheDir: string, project: string): Promise<Durations> {
  try {
    const known = JSON.parse(await readFile(fileOf(cacheDir, project), "utf8")) as unknown;
    const entries = Object.entries(known ?? {}).filter(
      (entry): entry is [string, number] => typeof entry[1] === "number",
    );
    return Object.fromEntries(entries);
  } catch {
    return {};
  }
}

/** The newest time of each task; what this run did not do keeps what is known. */
export async function rememberDurations(
  cacheDir: string,
  project: string,
  durations: Durations,
): Promise<void> {
  await mkdir(join(cacheDir, "durations"), { recursive: true });
  const known = await readDurations(cacheDir, project);
  await replaceFile(fileOf(cacheDir, project), JSON.stringify({ ...known, ...durations }));
}
