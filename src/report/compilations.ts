/** Compiler starts and what the compiler cache spared, as people read it. */

import type { CompilationRecord } from "../artifacts/record.ts";
import { counted } from "./text-layout.ts";

/** All tasks together in one line; nothing where nothing was compiled. */
export function compilationsTotal(records: readonly CompilationRecord[]): string | undefined {
  if (records.length === 0) return undefined;
  const compiled = sum(records, "compiled");
  const hits = sum(records, "hits");
  const failed = sum(records, "failed");
  const reasons = [...new Set(records.flatMap(({ withoutCache }) => withoutCache ?? []))];
  return [
    `${counted(compiled, "file")} compiled, ${hits} from the compiler cache`,
    ...(failed === 0 ? [] : [`${counted(failed, "time")} the cache failed, and the compiler was started`]),
    ...(reasons.length === 0 ? [] : [`without the cache in places: ${reasons.join("; ")}`]),
  ].join("; ");
}

/** Task -> its own line. */
export function compilationRows(records: readonly CompilationRecord[]): Record<string, string> {
  return Object.fromEntries(records.map((one) => [one.task, compilationsTotal([one]) ?? ""]));
}

function sum(records: readonly CompilationRecord[], key: "compiled" | "hits" | "failed"): number {
  return records.reduce((total, record) => total + (record[key] ?? 0), 0);
}
