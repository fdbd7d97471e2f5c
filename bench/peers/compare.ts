/** Lets subjects build in turn, A B A B, so that whatever the machine does meanwhile touches all of them alike. */

import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { median } from "../measure.ts";
import type { Cost } from "./meter.ts";
import { freshCopy, nonce } from "./projects.ts";
import type { Job, Subject } from "./subject.ts";
import type { World } from "./world.ts";

export interface Measured {
  readonly subject: string;
  /** What was asked of it: `markupsafe, rerun`. */
  readonly what: string;
  readonly runs: readonly Cost[];
}

export interface Skipped {
  readonly subject: string;
  readonly what: string;
  readonly skip: string;
}

export type Row = Measured | Skipped;

export interface Comparison {
  readonly what: string;
  readonly job: Omit<Job, "source">;
  readonly subjects: readonly Subject[];
  readonly runs: number;
  /**
   * "cold": each run a copy that no cache has seen, with every download known. "again": one copy, built before and not
   * changed. Or a change to that copy before each run, everything warm.
   */
  readonly state: "cold" | "again" | ((source: string, stamp: number) => void);
  /** Told of every run. */
  readonly tell: (text: string) => void;
}

export async function compare(world: World, comparison: Comparison): Promise<Row[]> {
  const { what, job, subjects, runs, state, tell } = comparison;
  const original = await world.original(job.project);
  const rows = new Map<string, Cost[]>();
  const skipped: Skipped[] = [];
  const copies = new Map<string, string>();
  const copy = (subject: Subject) => {
    const to = join(world.folder, "copies", subject.name.replaceAll(/\W+/g, "-"), job.project.name);
    const source = freshCopy(job.project, original, to, nonce());
    copies.set(subject.name, source);
    return source;
  };
  const build = async (subject: Subject, source: string) => {
    const cost = await subject.build({ ...job, source });
    tell(
      `${what}: ${subject.name} ${(cost.wallMs / 1000).toFixed(1)} s, CPU ${(cost.cpuMs / 1000).toFixed(1)} s, ${cost.peakMiB.toFixed(0)} MiB`,
    );
    return cost;
  };
  for (const subject of subjects) {
    const lack = subject.lacks(job);
    const known = join(world.kept, "known", markOf(subject, job));
    const isKnown = state === "cold" && existsSync(known);
    // Not counted: downloads, images and tools are there afterwards, for each of them.
    const skip = lack ?? (isKnown ? undefined : await failure(build(subject, copy(subject))));
    if (skip === undefined && subject.keepsDownloads) {
      mkdirSync(dirname(known), { recursive: true });
      writeFileSync(known, "");
    }
    if (skip === undefined) rows.set(subject.name, []);
    else {
      tell(`${what}: ${subject.name} left out: ${skip}`);
      skipped.push({ subject: subject.name, what, skip });
    }
  }
  for (let run = 0; run < runs; run += 1) {
    for (const subject of subjects) {
      const costs = rows.get(subject.name);
      if (!costs) continue;
      if (state === "cold") subject.forget?.();
      const source = state === "cold" ? copy(subject) : (copies.get(subject.name) ?? copy(subject));
      if (typeof state === "function") state(source, nonce());
      costs.push(await build(subject, source));
    }
  }
  return [...[...rows].map(([subject, costs]) => ({ subject, what, runs: costs })), ...skipped];
}

function markOf({ name }: Subject, { project, pythons, architecture }: Comparison["job"]): string {
  return [name, project.name, project.version, architecture, ...pythons].join(" ");
}

async function failure(attempt: Promise<unknown>): Promise<string | undefined> {
  try {
    await attempt;
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

export type Measure = "wallMs" | "cpuMs" | "peakMiB";

/** The median of a subject; `undefined` where it was not measured. */
export function medianOf(
  rows: readonly Row[],
  subject: string,
  measure: Measure,
  what?: string,
): number | undefined {
  const row = rows.find((one) => one.subject === subject && (what === undefined || one.what === what));
  return row && "runs" in row ? median(row.runs.map((cost) => cost[measure])) : undefined;
}
