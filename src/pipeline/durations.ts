/** How the tasks of a project went on this machine: what `plan`, the board and the order of the next run expect. */

import { createHash } from "node:crypto";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { TaskId } from "../plan/task.ts";
import type { Past } from "../schedule/demand.ts";
import type { Done } from "../schedule/run-tasks.ts";
import { replaceFile } from "./remember.ts";

/** Task id -> seconds. */
export type Durations = Readonly<Record<string, number>>;

const amount = z.number().min(0);
const past = z.object({
  seconds: amount,
  peakMiB: amount.optional(),
  jobs: z.number().int().min(1).optional(),
});
/** Older versions wrote the seconds alone. */
const entry = z.union([past, amount.transform((seconds) => ({ seconds }))]);

function fileOf(cacheDir: string, project: string): string {
  const name = createHash("sha256").update(project).digest("hex").slice(0, 16);
  return join(cacheDir, "durations", `${name}.json`);
}

/** Empty where nothing is known; what is damaged is nothing known. */
export async function readPast(cacheDir: string, project: string): Promise<ReadonlyMap<TaskId, Past>> {
  try {
    const known = JSON.parse(await readFile(fileOf(cacheDir, project), "utf8")) as unknown;
    return new Map(
      Object.entries(known ?? {}).flatMap(([task, value]): [TaskId, Past][] => {
        const { data } = entry.safeParse(value);
        return data ? [[task, data as Past]] : [];
      }),
    );
  } catch {
    return new Map();
  }
}

export async function readDurations(cacheDir: string, project: string): Promise<Durations> {
  const known = await readPast(cacheDir, project);
  return Object.fromEntries([...known].map(([task, { seconds }]) => [task, seconds]));
}

/** The newest of each task; what this run did not do keeps what is known. */
export async function rememberPast(
  cacheDir: string,
  project: string,
  newest: ReadonlyMap<TaskId, Past>,
): Promise<void> {
  await mkdir(join(cacheDir, "durations"), { recursive: true });
  const all = new Map([...(await readPast(cacheDir, project)), ...newest]);
  await replaceFile(fileOf(cacheDir, project), JSON.stringify(Object.fromEntries(all)));
}

/** The same for tasks that ran elsewhere: what they need of this machine's memory stays as it is known. */
export async function rememberDurations(
  cacheDir: string,
  project: string,
  durations: Durations,
): Promise<void> {
  const known = await readPast(cacheDir, project);
  const newest = Object.entries(durations).map(([task, seconds]): [TaskId, Past] => [
    task,
    { ...known.get(task), seconds },
  ]);
  await rememberPast(cacheDir, project, new Map(newest));
}

/** What a run teaches: of tasks that were run by it, and passed. */
export function pastOf(results: Iterable<Done<unknown>>): ReadonlyMap<TaskId, Past> {
  const found = new Map<TaskId, Past>();
  for (const done of results) {
    if (done.state !== "passed" || done.reused !== undefined) continue;
    const { seconds, peakMiB, jobs } = done.outcome.result;
    // A tool environment that is there already.
    if (seconds === 0) continue;
    const peak = typeof peakMiB === "number" ? { peakMiB } : {};
    found.set(done.task.id, { seconds, ...peak, ...(jobs === undefined ? {} : { jobs }) });
  }
  return found;
}
