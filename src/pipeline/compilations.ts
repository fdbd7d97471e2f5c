/** How often compilers were started and what the compiler cache gave, as compiler_cache.py counted it; nothing is guessed. */

import { z } from "zod";
import type { CompilationRecord } from "../artifacts/record.ts";
import type { Done } from "../schedule/run-tasks.ts";

const count = z.number().int().nonnegative();

/** The line that ends a command which compiles. */
const line = z.object({
  compiled: count,
  hits: count,
  misses: count,
  failed: count,
  used: z.boolean(),
  why: z.string().max(500).optional(),
});

/** One entry for each task that was run now and had compilers; what a store or an engine remembered compiled nothing. */
export async function compilationsOf<Tree>(results: Iterable<Done<Tree>>): Promise<CompilationRecord[]> {
  const records: CompilationRecord[] = [];
  for (const done of results) {
    if (done.state !== "passed" || done.reused !== undefined || done.outcome.remembered === true) continue;
    if (done.task.kind !== "wheel" && done.task.kind !== "test") continue;
    const told = compilationsIn(await done.outcome.log());
    if (told) records.push({ task: done.task.id, ...told });
  }
  return records;
}

/** The commands of one task added up; `undefined` where its log tells nothing, or nothing was compiled. */
export function compilationsIn(log: string): Omit<CompilationRecord, "task"> | undefined {
  const commands = [...log.matchAll(/^compiler cache: (\{.*\})\r?$/gm)].flatMap(([, text = ""]) => {
    const parsed = line.safeParse(parse(text));
    return parsed.success ? [parsed.data] : [];
  });
  const sum = (key: "compiled" | "hits" | "failed") => commands.reduce((total, one) => total + one[key], 0);
  if (sum("compiled") + sum("hits") === 0) return undefined;
  const why = commands.find((one) => !one.used && one.why !== undefined)?.why;
  const failed = sum("failed");
  return {
    compiled: sum("compiled"),
    hits: sum("hits"),
    ...(failed === 0 ? {} : { failed }),
    ...(why === undefined ? {} : { withoutCache: why }),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
