/** What was measured beside the peers, as it is kept in bench/results/peers.json. */

import { existsSync, readFileSync } from "node:fs";
import type { Machine } from "../measure.ts";
import type { Answer } from "./case.ts";

export interface CaseResult extends Answer {
  readonly name: string;
  readonly title: string;
  /** The commit that was measured. */
  readonly wheelway: string;
  /** Processes that wanted a core in the minute before it began. */
  readonly load: number;
}

export interface PeersResult {
  readonly machine: Machine;
  /** What took part -> its version or its digest. */
  readonly versions: Readonly<Record<string, string>>;
  readonly cases: readonly CaseResult[];
}

/** Cases of an earlier run. */
export function keptResult(path: string): readonly CaseResult[] {
  if (!existsSync(path)) return [];
  return (JSON.parse(readFileSync(path, "utf8")) as PeersResult).cases;
}
